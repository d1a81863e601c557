//! The bell: how many mentions are unread, and the newest of them.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::protocol::MentionView;

use crate::language::{say, say_count, use_language};
use crate::people::user_name;
use crate::replica::use_help_desk;
use crate::routes::Route;
use crate::ui::avatar::Avatar;
use crate::ui::button::Weight;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::time::{say_number, say_when, use_clock};

/// Shows the bell.
#[component]
pub fn Bell() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    help_desk.load_mentions();
    let counting = help_desk.clone();
    let unread = Memo::new(move |_| counting.mentions().map_or(0, |page| page.unread));
    let label = Signal::derive(move || match unread.get() {
        0 => say!(language, mentions.title).to_owned(),
        unread => say_count!(language, unread, mentions.unread),
    });
    let face = view! {
        {Icon::Bell.draw()}
        <Show when=move || 0 < unread.get()>
            <span class="hd-bell__count" aria-hidden="true">{move || say_number(language.code(), unread.get())}</span>
        </Show>
        <span class="hd-hidden-label" role="status">{move || label.get()}</span>
    };
    let listed = move || match help_desk.mentions() {
        None => view! { <p class="hd-menu__none">{move || say!(language, mentions.loading)}</p> }.into_any(),
        Some(page) if page.mentions.is_empty() => {
            view! { <p class="hd-menu__none">{move || say!(language, mentions.none)}</p> }.into_any()
        }
        Some(page) => {
            page.mentions.into_iter().map(|mention| view! { <Line mention/> }).collect_view().into_any()
        }
    };
    view! {
        <div class="hd-bell">
            <Menu label weight=Weight::Quiet face=face.into_any()>
                <p class="hd-menu__title" role="presentation">{move || say!(language, mentions.title)}</p>
                {listed}
            </Menu>
        </div>
    }
}

/// One mention: choosing it opens the ticket at the comment, which reads it.
#[component]
fn Line(mention: MentionView) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let navigate = use_navigate();
    let MentionView { message, number, name, by, at, text, unread, .. } = mention;
    let author = Memo::new(move |_| help_desk.setup(|setup| user_name(setup, by)));
    let open = Callback::new(move |_| {
        let address = format!("{}#{message}", Route::Ticket { number: number.0 }.href());
        navigate(&address, NavigateOptions::default());
    });
    let class = if unread { "hd-bell__line hd-bell__line--unread" } else { "hd-bell__line" };
    view! {
        <MenuItem on_choose=open>
            <Avatar name=author/>
            <span class=class>
                <span class="hd-bell__head">
                    {unread.then(|| view! { <span class="hd-hidden-label">{move || say!(language, table.unread)} " "</span> })}
                    <span class="hd-truncate">{move || author.get()} " · " {number.to_string()} " " {name.as_str().to_owned()}</span>
                    <time datetime=at.to_rfc3339()>{move || say_when(language.code(), at, clock.now())}</time>
                </span>
                <span class="hd-bell__text">{text}</span>
            </span>
        </MenuItem>
    }
}
