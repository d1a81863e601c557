//! Components in a real browser. Run with `cargo test -p sportello-web --test it --target wasm32-unknown-unknown`.

#![cfg(target_arch = "wasm32")]

#[cfg(test)]
mod choice_menu;
#[cfg(test)]
mod dialog;
#[cfg(test)]
mod formatted;
#[cfg(test)]
mod menu;
#[cfg(test)]
mod page;
#[cfg(test)]
mod property;
#[cfg(test)]
mod virtual_list;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
