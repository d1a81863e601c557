//! Builds the server again when the app was built: it carries the app's files inside it.

fn main() {
    // The folder is missing until the app is built. Then the folder around it tells when it comes.
    let app = if std::path::Path::new("../web/dist").exists() { "../web/dist" } else { "../web" };
    println!("cargo::rerun-if-changed={app}");
}
