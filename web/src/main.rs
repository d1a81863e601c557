//! Starts the app in the page.

fn main() {
    sportello_web::start();
}
