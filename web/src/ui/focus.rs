//! Where the focus is when a page opens, what the window is called, and what is read out.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;

thread_local! {
    static NUMBERS: Cell<u32> = const { Cell::new(0) };
}

/// Draws a number that no other element of the page has, for ids that labels point to.
pub fn next_number() -> u32 {
    NUMBERS.with(|numbers| {
        let number = numbers.get().wrapping_add(1);
        numbers.set(number);
        number
    })
}

/// Names the window after a page, and again when the name changes.
pub fn use_title(title: impl Fn() -> String + 'static) {
    Effect::new(move |_| {
        let title = title();
        document().set_title(&if title.is_empty() {
            "Sportello".to_owned()
        } else {
            format!("{title} · Sportello")
        });
    });
}

/// Takes the focus to a page's heading once it is there, so that keys and readers of the screen start at the new page.
///
/// Leaves it where it is when something in the page already has it, such as a field that asked for it.
pub fn use_heading_focus() -> NodeRef<html::H1> {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        let Some(heading) = heading.get() else { return };
        let somewhere = document().active_element().is_some_and(|element| element.tag_name() != "BODY");
        if !somewhere || !is_in_page(&heading) {
            let _ = heading.focus();
        }
    });
    heading
}

fn is_in_page(heading: &web_sys::HtmlElement) -> bool {
    let Ok(Some(page)) = heading.closest("main") else {
        return false;
    };
    document().active_element().is_some_and(|element| page.contains(Some(&element)))
}
