//! A list of commands.

use leptos::prelude::*;
use sportello_web::ui::menu::{Menu, MenuItem};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{find, mount, press, until};

#[wasm_bindgen_test]
async fn the_arrow_keys_move_and_a_chosen_command_closes_the_list() {
    let chosen = RwSignal::new(0);
    let place = mount(move || {
        let choose = move |number| Callback::new(move |_| chosen.set(number));
        view! {
            <Menu label="Actions" face="Actions".into_any()>
                <MenuItem on_choose=choose(1)>"First"</MenuItem>
                <MenuItem on_choose=choose(2)>"Second"</MenuItem>
            </Menu>
        }
    });
    let list = find(&place, "[role=menu]");
    assert!(!list.matches(":popover-open").unwrap());
    find(&place, "button").click();
    until("the first command has the focus", || focused() == "First").await;
    press(&list, "ArrowDown");
    assert_eq!(focused(), "Second");
    press(&list, "ArrowDown");
    assert_eq!(focused(), "First");
    press(&list, "End");
    assert_eq!(focused(), "Second");
    find(&place, "[role=menuitem]:last-child").click();
    assert_eq!(chosen.get_untracked(), 2);
    assert!(!list.matches(":popover-open").unwrap());
}

fn focused() -> String {
    document().active_element().and_then(|element| element.text_content()).unwrap_or_default()
}
