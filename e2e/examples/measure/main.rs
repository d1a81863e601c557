//! Measures the app in a real browser, on a desk with many tickets. `cargo xtask bench` runs this and prints what it
//! finds beside its aims; alone it prints one line of JSON.

mod acting;
mod bulk;
mod opening;
mod scrolling;

use serde::Serialize;
use sportello_domain::filter::Filter;
use sportello_domain::id::ViewId;
use sportello_domain::view::{SaveView, Sharing};
use sportello_e2e::browser::Speaks;
use sportello_e2e::pages::{HelpDesk, SignInPage};
use sportello_e2e::smtp::Post;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::world::{GRETA, Opening, World};

/// What was measured; times in milliseconds.
#[derive(Debug, Serialize)]
struct Measured {
    tickets: u32,
    /// From navigation, with nothing kept, to a list that can be used; half within.
    list: f64,
    /// The same for a page with nothing on it.
    empty_page: f64,
    /// Script from a click to the changed screen, 95 of 100.
    action: f64,
    layouts: Vec<scrolling::Scrolled>,
    bulk: bulk::Bulk,
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
async fn main() -> Result<(), Trouble> {
    let tickets = if std::env::args().any(|word| word == "--quick") { 5_000 } else { 100_000 };
    let world = World::start(Opening::Crowd(tickets), Post::TakesEverything).await?;
    let view: ViewId = world.ids.next();
    let (name, filter) = ("Everything".to_owned(), Filter::everything());
    world.arrange(SaveView { view, name, filter, sharing: Sharing::Nobody }).await?;

    let browser = world.stranger(Speaks::English).await?;
    SignInPage::open(&browser).await?.sign_in(GRETA).await?;
    let view = view.to_string();
    HelpDesk::open(&browser, &view).await?;
    let (list, empty_page) = opening::measure(&browser, &format!("/views/{view}")).await?;
    let action = acting::measure(&browser).await?;
    let mut layouts = Vec::new();
    for layout in ["table", "split", "board"] {
        layouts.push(scrolling::measure(&browser, &view, layout).await?);
    }
    let bulk = bulk::measure(&world, &browser, &view).await?;
    let measured = Measured { tickets, list, empty_page, action, layouts, bulk };
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

/// The value that so many of a hundred do not exceed.
fn percentile(mut values: Vec<f64>, of_hundred: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() * of_hundred).div_ceil(100).saturating_sub(1);
    values.get(place).copied().unwrap_or(f64::NAN)
}
