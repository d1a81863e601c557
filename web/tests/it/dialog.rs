//! A window over the page.

use leptos::prelude::*;
use sportello_web::ui::dialog::Dialog;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{find, mount, until};

#[wasm_bindgen_test]
async fn it_opens_and_closes_with_its_signal_and_says_so_when_it_closes_itself() {
    let open = RwSignal::new(false);
    let place = mount(move || view! { <Dialog open title="Keys"><p>"j"</p></Dialog> });
    let dialog = find(&place, "dialog");
    assert!(!dialog.has_attribute("open"));
    open.set(true);
    let shown = dialog.clone();
    until("it is open", move || shown.matches(":modal").unwrap()).await;
    let title = dialog.get_attribute("aria-labelledby").unwrap();
    assert_eq!(find(&place, &format!("#{title}")).text_content().unwrap(), "Keys");
    find(&place, "dialog button").click();
    until("it is closed", move || !dialog.has_attribute("open")).await;
    until("the signal follows", move || !open.get_untracked()).await;
}
