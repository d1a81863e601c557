//! A value that is edited in place.

use leptos::prelude::*;
use sportello_web::ui::choice_menu::{Choice, ChoiceMenu};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{count, find, mount, press, type_into, until};

fn colours() -> Vec<Choice<u8>> {
    ["Red", "Green", "Grey", "Blue"]
        .into_iter()
        .zip(0..)
        .map(|(label, value)| {
            let why_not = (label == "Blue").then(|| "There is none left.".to_owned());
            Choice { value, label: label.to_owned(), face: ViewFn::from(move || label), why_not }
        })
        .collect()
}

#[wasm_bindgen_test]
async fn typing_narrows_the_list_and_enter_takes_the_value() {
    let chosen = RwSignal::new(0_u8);
    let place = mount(move || {
        view! {
            <ChoiceMenu
                name="Colour"
                choices=colours()
                chosen
                on_choose=Callback::new(move |value| chosen.set(value))
                face=ViewFn::from(move || chosen.get().to_string())
            />
        }
    });
    assert_eq!(count(&place, "[role=option]"), 0, "nothing is in the page while it is closed");
    find(&place, "button").click();
    let field = find(&place, "[role=combobox]");
    assert!(document().active_element().unwrap().is_same_node(Some(&field)), "one can type at once");
    let opened = place.clone();
    until("the choices are there", move || count(&opened, "[role=option]") == 4).await;
    assert_eq!(find(&place, "[aria-selected=true]").text_content().unwrap(), "Red");

    type_into(&field, "gr");
    let narrowed = place.clone();
    until("two are left", move || count(&narrowed, "[role=option]") == 2).await;
    press(&field, "ArrowDown");
    press(&field, "Enter");
    assert_eq!(chosen.get_untracked(), 2, "Grey");
    until("the list is closed", move || count(&place, "[role=option]") == 0).await;
}

#[wasm_bindgen_test]
async fn it_says_when_nothing_matches() {
    let place = mount(move || {
        let face = ViewFn::from(|| "Red");
        view! { <ChoiceMenu name="Colour" choices=colours() chosen=0_u8 on_choose=Callback::new(|_| ()) face/> }
    });
    find(&place, "button").click();
    let opened = place.clone();
    until("the choices are there", move || count(&opened, "[role=option]") == 4).await;
    type_into(&find(&place, "[role=combobox]"), "xyz");
    until("it says so", move || place.text_content().unwrap().contains("Nothing matches")).await;
}

/// PIP-21: what cannot be taken is shown with the reason, and stays untaken by mouse and by keyboard.
#[wasm_bindgen_test]
async fn what_cannot_be_taken_says_why() {
    let chosen = RwSignal::new(0_u8);
    let place = mount(move || {
        view! {
            <ChoiceMenu
                name="Colour"
                choices=colours()
                chosen
                on_choose=Callback::new(move |value| chosen.set(value))
                face=ViewFn::from(|| "Red")
            />
        }
    });
    find(&place, "button").click();
    let opened = place.clone();
    until("the choices are there", move || count(&opened, "[role=option]") == 4).await;
    let refused = find(&place, "[role=option][aria-disabled=true]");
    let said = refused.text_content().unwrap();
    assert!(said.contains("Blue") && said.contains("There is none left."), "{said}");
    refused.click();
    let field = find(&place, "[role=combobox]");
    type_into(&field, "blue");
    let narrowed = place.clone();
    until("one is left", move || count(&narrowed, "[role=option]") == 1).await;
    press(&field, "Enter");
    assert_eq!(chosen.get_untracked(), 0, "still Red");
}
