//! Lists of conversations, wherever they are: in an inbox, in Spam, or without a ticket in the help desk.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::protocol::{ConversationPage, ConversationRow};

use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::replica::use_help_desk;
use crate::server::ServerError;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::panel::PanelState;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::{say_ago, say_in_full, use_clock};

/// A list as far as it was loaded. Reading is tracked.
#[derive(Clone, Copy)]
pub struct Conversations {
    /// The conversations that were loaded; none before the first answer.
    pub rows: Signal<Option<Vec<ConversationRow>>>,
    /// Where the next page begins; none where all of it is here.
    pub next: Signal<Option<String>>,
    /// Why they could not be loaded.
    pub failed: Signal<Option<ServerError>>,
    /// Loads the list from its beginning, or the page that begins at a place.
    pub load: Callback<Option<String>>,
}

/// Loads a list, and again when another one is wanted or events were missed: `of` says which, and is asked for pages of
/// it.
pub fn use_conversations<Which, Answer>(
    of: Memo<Which>,
    ask: impl Fn(Which, Option<String>) -> Answer + Clone + Send + Sync + 'static,
) -> Conversations
where
    Which: Clone + PartialEq + Send + Sync + 'static,
    Answer: Future<Output = Result<ConversationPage, ServerError>> + 'static,
{
    let help_desk = use_help_desk();
    let loaded = RwSignal::new(None::<(Which, Vec<ConversationRow>, Option<String>)>);
    let failed = RwSignal::new(None::<ServerError>);
    let load = Callback::new(move |next: Option<String>| {
        let (which, ask) = (of.get_untracked(), ask.clone());
        spawn_local(async move {
            let page = ask(which.clone(), next.clone()).await;
            // The page may be gone, or another list be wanted, when the answer comes.
            if of.try_get_untracked().as_ref() != Some(&which) {
                return;
            }
            match page {
                Ok(page) => {
                    let before = next.and_then(|_| loaded.try_get_untracked().flatten());
                    let before = before.filter(|(of, ..)| *of == which);
                    let mut rows = before.map(|(_, rows, _)| rows).unwrap_or_default();
                    rows.extend(page.conversations);
                    failed.try_set(None);
                    loaded.try_set(Some((which, rows, page.next)));
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    });
    Effect::new(move |_| {
        help_desk.generation(); // Again when events were missed.
        of.track();
        load.run(None);
    });
    let here = move || loaded.get().filter(|(which, ..)| *which == of.get());
    Conversations {
        rows: Signal::derive(move || here().map(|(_, rows, _)| rows)),
        next: Signal::derive(move || here().and_then(|(.., next)| next)),
        failed: failed.into(),
        load,
    }
}

/// Loads a list again whenever something happens in an inbox.
pub fn load_with_inbox_news(load: Callback<Option<String>>) {
    let help_desk = use_help_desk();
    Effect::new(move |before: Option<()>| {
        help_desk.inbox_news();
        if before.is_some() {
            load.run(None);
        }
    });
}

/// What a list says where it has nothing to show.
#[derive(Clone, Copy)]
pub struct ListWords {
    /// That there is nothing in it.
    pub none: Signal<String>,
    /// What would be in it.
    pub none_text: Signal<String>,
    /// That it could not be loaded.
    pub failed: Signal<String>,
    /// That it is being loaded.
    pub loading: Signal<String>,
}

/// The words of a list in the language of whoever reads it, from a part of the catalogue.
macro_rules! list_words {
    ($language:ident, $part:ident) => {
        $crate::conversations::ListWords {
            none: Signal::derive(move || say!($language, $part.none).to_owned()),
            none_text: Signal::derive(move || say!($language, $part.none_text).to_owned()),
            failed: Signal::derive(move || say!($language, $part.failed).to_owned()),
            loading: Signal::derive(move || say!($language, $part.loading).to_owned()),
        }
    };
}
pub(crate) use list_words;

/// Shows a list.
#[component]
pub fn ConversationList(
    /// What was loaded.
    conversations: Conversations,
    /// What it says where it has nothing to show.
    words: ListWords,
    /// Whether one of them is among them still: it may have been moved or deleted a moment ago. Tracked.
    still: impl Fn(&ConversationRow) -> bool + Send + Sync + 'static,
    /// How one of them is shown.
    row: impl Fn(ConversationRow) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let Conversations { rows, next, failed, load } = conversations;
    let language = use_language();
    // What changes in one of them must not draw the others again, one of which may have the focus.
    let rows = Memo::new(move |_| rows.get().map(|rows| rows.into_iter().filter(&still).collect::<Vec<_>>()));
    move || match (rows.get(), failed.get()) {
        (Some(rows), _) if rows.is_empty() => {
            view! { <PanelState icon=Icon::Tick title=words.none text=words.none_text/> }.into_any()
        }
        (Some(rows), _) => {
            let more = next.get().map(|next| {
                let more = Callback::new(move |_| load.run(Some(next.clone())));
                view! {
                    <p class="hd-panel-link">
                        <Button on_press=more>{move || say!(language, search.more)}</Button>
                    </p>
                }
            });
            let rows = rows.into_iter().map(|it| view! { <li>{row(it)}</li> });
            view! { <div class="hd-found"><ol class="hd-hits">{rows.collect_view()}</ol> {more}</div> }
                .into_any()
        }
        (None, Some(error)) => view! {
            <PanelState
                icon=Icon::Warning
                title=words.failed
                text=Signal::derive(move || say_error(language, &error))
                remedy=(
                    Signal::derive(move || say!(language, common.retry).to_owned()),
                    Callback::new(move |()| load.run(None)),
                )
            />
        }
        .into_any(),
        (None, None) => view! { <SkeletonRows count=8 label=words.loading/> }.into_any(),
    }
}

/// What a conversation is called in a list: by its contact, or by how its sender is reached.
pub fn name_of(row: &ConversationRow) -> String {
    let contact = row.contact.as_ref().map(|contact| contact.name.clone());
    contact.or_else(|| Some(row.sender.as_ref()?.value().to_owned())).unwrap_or_default()
}

/// One conversation of a list, as a link: who wrote, about what, and how the newest message begins.
#[component]
pub fn ConversationLink(
    /// The conversation.
    row: ConversationRow,
    /// The time that is told: the one by which they are ordered.
    at: DateTime<Utc>,
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// Whether it is open.
    #[prop(into)]
    current: Signal<bool>,
    /// What stands beneath.
    children: Children,
) -> impl IntoView {
    let language = use_language();
    let clock = use_clock();
    let name = name_of(&row);
    let ConversationRow { conversation, text, .. } = row;
    view! {
        <a class="hd-hit" href=href aria-current=move || current.get().then_some("true")>
            <span class="hd-hit__head">
                <span class="hd-hit__name hd-truncate">{name}</span>
                <span class="hd-soft hd-number" title=move || say_in_full(language.code(), at)>
                    {move || say_ago(language.code(), at, clock.now())}
                </span>
            </span>
            <span class="hd-truncate">{conversation.subject}</span>
            <span class="hd-soft hd-truncate">{text}</span>
            <span class="hd-hit__foot hd-soft">{children()}</span>
        </a>
    }
}
