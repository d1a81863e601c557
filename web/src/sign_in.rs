//! Signing in.

use leptos::prelude::*;

use crate::language::{say, use_language};

/// The page on which one signs in.
#[component]
pub fn SignIn() -> impl IntoView {
    let language = use_language();
    view! { <main><h1>{move || say!(language, sign_in.title)}</h1></main> }
}
