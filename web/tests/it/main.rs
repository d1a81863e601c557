//! Components in a real browser. Run with `cargo test -p sportello-web --test it --target wasm32-unknown-unknown`.

#![cfg(target_arch = "wasm32")]

mod choice_menu;
mod dialog;
mod menu;
mod page;
mod property;
mod virtual_list;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
