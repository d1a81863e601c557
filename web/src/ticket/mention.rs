//! Mentioning colleagues in a comment: after an `@` their names are offered while one goes on typing.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use sportello_domain::id::{TicketId, UserId};
use sportello_domain::mention::named;
use sportello_domain::policy;
use sportello_domain::setup::Setup;
use web_sys::{Node, Selection};

use super::editor::{FormattedField, run};
use crate::language::{say, use_language};
use crate::replica::drafts::Kind;
use crate::replica::{HelpDesk, use_help_desk};
use crate::ui::avatar::Avatar;
use crate::ui::narrow::narrow;

/// How many colleagues are offered at once.
const OFFERED: usize = 6;

/// How many characters of a name are looked at.
const TYPED: usize = 40;

/// The id of the list.
const LIST: &str = "mention-list";

/// Whom a text mentions: every colleague whose name stands in it after an `@`.
pub fn mentioned(setup: &Setup, text: &str) -> impl Iterator<Item = UserId> {
    named(text, setup.users.values().map(|user| (user.id, user.name.as_str()))).into_iter().map(|it| it.user)
}

/// What is typed after an `@`, up to the caret.
struct Typed {
    /// The text in which it stands.
    node: Node,
    /// From the `@` to the caret, counted as the browser counts.
    place: (u32, u32),
    name: String,
}

/// Offers colleagues in the editor.
#[derive(Clone, Copy)]
pub struct Mentions {
    /// The ticket of which somebody would be told; without one nobody is offered.
    ticket: Option<TicketId>,
    field: FormattedField,
    help_desk: StoredValue<HelpDesk>,
    /// The colleagues who are offered, with their names.
    offer: RwSignal<Option<Vec<(UserId, String)>>>,
    active: RwSignal<usize>,
}

impl Mentions {
    /// Offers nobody yet.
    pub fn new(ticket: Option<TicketId>, field: FormattedField) -> Self {
        Self {
            ticket,
            field,
            help_desk: StoredValue::new(use_help_desk()),
            offer: RwSignal::new(None),
            active: RwSignal::new(0),
        }
    }

    /// Looks at what stands before the caret after something was typed.
    pub fn look(self, kind: Kind) {
        let offer = match kind {
            Kind::Comment => self.find(),
            Kind::Reply => None,
        };
        self.active.set(0);
        self.offer.set(offer);
    }

    /// Offers nobody any more.
    pub fn close(self) {
        self.offer.set(None);
    }

    /// Takes a key while somebody is offered. Returns whether it was meant for the list.
    pub fn takes(self, event: &KeyboardEvent) -> bool {
        let Some(count) = self.offer.with_untracked(|offer| offer.as_ref().map(Vec::len)) else {
            return false;
        };
        let at = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.active.set((at + 1) % count),
            "ArrowUp" => self.active.set((at + count - 1) % count),
            "Enter" | "Tab" if !(event.ctrl_key() || event.meta_key()) => self.choose(at),
            "Escape" => self.close(),
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// The option to which the arrow keys have moved; tracked.
    pub fn active(self) -> Option<String> {
        self.offer.read().is_some().then(|| option_id(self.active.get()))
    }

    /// The list that is open; tracked.
    pub fn list(self) -> Option<&'static str> {
        self.offer.read().is_some().then_some(LIST)
    }

    /// What is typed before the caret, where that may become a name.
    fn typed(self) -> Option<Typed> {
        let selection = self.field.selection().filter(Selection::is_collapsed)?;
        let node = selection.anchor_node().filter(|node| node.node_type() == Node::TEXT_NODE)?;
        let (text, caret) = (node.node_value()?, selection.anchor_offset());
        let (before, name) = text.get(..byte_of(&text, caret))?.rsplit_once('@')?;
        let inside_a_word = before.chars().next_back().is_some_and(char::is_alphanumeric);
        if inside_a_word || name.contains('\n') || TYPED < name.chars().count() {
            return None;
        }
        let start = u32::try_from(before.encode_utf16().count()).ok()?;
        Some(Typed { place: (start, caret), name: name.to_owned(), node })
    }

    fn find(self) -> Option<Vec<(UserId, String)>> {
        // A space that ends a line is written as one that does not break it.
        let typed = &self.typed()?.name.replace('\u{a0}', " ");
        let users = self.help_desk.with_value(|help_desk| {
            let ticket = help_desk.desk(|desk| desk.tickets.get(&self.ticket?).cloned())?;
            Some(untrack(|| {
                help_desk.setup(|setup| {
                    let users = setup.users.values().filter(|user| {
                        user.id != help_desk.me() && policy::may_be_mentioned(setup, &ticket, user.id).is_ok()
                    });
                    let users: Vec<(UserId, String)> =
                        users.map(|user| (user.id, user.name.clone())).collect();
                    let fitting = narrow(users.iter().map(|(_, name)| name.as_str()), typed);
                    fitting.into_iter().filter_map(|at| users.get(at).cloned()).take(OFFERED).collect()
                })
            }))
        });
        let users: Vec<(UserId, String)> = users?;
        // A name that is written already is not offered once more.
        let written = users.iter().any(|(_, name)| typed.strip_prefix(name.as_str()).is_some());
        (!users.is_empty() && !written).then_some(users)
    }

    fn choose(self, option: usize) {
        let chosen = self.offer.with_untracked(|offer| Some(offer.as_ref()?.get(option)?.1.clone()));
        if let (Some(name), Some(typed), Some(selection)) = (chosen, self.typed(), self.field.selection()) {
            let Typed { node, place: (start, caret), .. } = typed;
            if selection.set_base_and_extent(&node, start, &node, caret).is_ok() {
                run("insertText", &format!("@{name} "));
            }
        }
        self.close();
    }
}

/// The byte at which a place in a text stands that the browser counts in UTF-16.
fn byte_of(text: &str, place: u32) -> usize {
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    let mut counted = 0;
    for (byte, letter) in text.char_indices() {
        if place <= counted {
            return byte;
        }
        counted += letter.len_utf16();
    }
    text.len()
}

fn option_id(at: usize) -> String {
    format!("mention-{at}")
}

/// Lists who is offered.
#[component]
pub fn MentionList(
    /// Who offers.
    mentions: Mentions,
) -> impl IntoView {
    let language = use_language();
    let option = move |at: usize, name: String| {
        view! {
            <div
                class="hd-menu__item"
                class:hd-menu__item--active=move || mentions.active.get() == at
                role="option"
                id=option_id(at)
                aria-selected=move || (mentions.active.get() == at).to_string()
                // Before the field loses the focus.
                on:mousedown=move |event| {
                    event.prevent_default();
                    mentions.choose(at);
                }
            >
                <Avatar name=name.clone()/>
                <span class="hd-menu__label">{name}</span>
            </div>
        }
    };
    move || {
        mentions.offer.get().map(|offer| {
            let options = offer.into_iter().enumerate().map(|(at, (_, name))| option(at, name));
            view! {
                <div class="hd-mentions" role="listbox" id=LIST aria-label=move || say!(language, mentions.colleagues)>
                    {options.collect_view()}
                </div>
            }
        })
    }
}

/// A text with the names of those whom it mentions set apart.
pub fn set_apart(text: &str, names: &[(UserId, String)]) -> AnyView {
    let found = named(text, names.iter().map(|(user, name)| (*user, name.as_str())));
    let mut pieces: Vec<AnyView> = Vec::new();
    let mut rest = 0;
    for name in found {
        let (Some(before), Some(called)) = (text.get(rest..name.at.start), text.get(name.at.clone())) else {
            continue; // Somebody else of the same name.
        };
        pieces.push(before.to_owned().into_any());
        pieces.push(view! { <span class="hd-mention">{called.to_owned()}</span> }.into_any());
        rest = name.at.end;
    }
    pieces.push(text.get(rest..).unwrap_or_default().to_owned().into_any());
    pieces.into_any()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::byte_of;

    #[test]
    fn places_are_counted_as_the_browser_counts_them() {
        let text = "a\u{1f600}è@B";
        let places = [(0, 0), (1, 1), (3, 5), (4, 7), (5, 8), (6, 9), (99, 9)];
        for (place, byte) in places {
            assert_eq!(byte_of(text, place), byte, "{place}");
        }
    }
}
