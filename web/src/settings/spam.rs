//! Whose mail is spam and whose never is (SPM-20, SPM-21), whether contacts can be blocked (BLK-01), and who is.

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use sportello_domain::identifier::{DomainName, EmailAddress};
use sportello_domain::spam::DAYS_KEPT;
use sportello_domain::spam::block::UnblockSender;
use sportello_domain::spam::senders::{SaveSenderLists, Sender, SenderLists};

use crate::language::{Language, say, use_language};
use crate::replica::{Place, use_help_desk};
use crate::ticket::RefusalAt;
use crate::ui::button::{Button, Weight};
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;
use crate::ui::text_field::{TextField, Words};
use crate::ui::tick::TickBox;

/// Shows who is on which list. Each change is saved at once.
#[component]
pub fn SpamSettings() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let lists = Memo::new(move |_| reading.setup(|setup| setup.senders.clone()));
    let saving = help_desk.clone();
    let save = Callback::new(move |lists: SaveSenderLists| saving.give(lists, Place::Workspace).is_ok());
    let on_blocking = Callback::new(move |blocking: bool| {
        save.run(SaveSenderLists { blocking, ..as_saved(&lists.get_untracked()) });
    });
    let blocked = Memo::new(move |_| {
        let sender = |address: &EmailAddress| Sender::Address { address: address.clone() };
        lists.read().blocked.iter().map(sender).collect::<BTreeSet<_>>()
    });
    let unblock = Callback::new(move |sender: Sender| match sender {
        Sender::Address { address } => {
            help_desk.give(UnblockSender { addresses: [address].into() }, Place::Workspace).is_ok()
        }
        Sender::Domain { .. } => false, // Only addresses are blocked (BLK-11).
    });
    view! {
        <section class="hd-form" aria-labelledby="settings-spam">
            <h2 class="hd-settings__section" id="settings-spam">{move || say!(language, senders.title)}</h2>
            <p class="hd-soft">{move || say!(language, senders.text, days = DAYS_KEPT.to_string()).to_string()}</p>
            <p class="hd-soft">{move || say!(language, senders.wins)}</p>
            <RefusalAt place=Place::Workspace/>
            <TickBox
                label=Signal::derive(move || say!(language, senders.blocking).to_owned())
                ticked=Signal::derive(move || lists.read().blocking)
                on_change=on_blocking
            />
            <EditedList list=List::Allowed lists save/>
            <EditedList list=List::Denied lists save/>
            <Listed
                title=Signal::derive(move || say!(language, senders.blocked).to_owned())
                empty=Signal::derive(move || say!(language, senders.nobody_blocked).to_owned())
                senders=blocked
                taking_off=TakingOff::Unblock
                on_take_off=unblock
            />
        </section>
    }
}

/// A list that is edited here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// Those whose mail never is spam.
    Allowed,
    /// Those whose mail always is.
    Denied,
}

impl List {
    fn of(self, lists: &SenderLists) -> &BTreeSet<Sender> {
        match self {
            Self::Allowed => &lists.allowed,
            Self::Denied => &lists.denied,
        }
    }

    /// What to save so that this list is changed and nothing else is.
    fn changed(self, lists: &SenderLists, change: impl FnOnce(&mut BTreeSet<Sender>)) -> SaveSenderLists {
        let mut saved = as_saved(lists);
        change(match self {
            Self::Allowed => &mut saved.allowed,
            Self::Denied => &mut saved.denied,
        });
        saved
    }

    fn title(self, language: Language) -> &'static str {
        match self {
            Self::Allowed => say!(language, senders.allowed),
            Self::Denied => say!(language, senders.denied),
        }
    }

    fn add_to(self, language: Language) -> &'static str {
        match self {
            Self::Allowed => say!(language, senders.add_allowed),
            Self::Denied => say!(language, senders.add_denied),
        }
    }
}

fn as_saved(lists: &SenderLists) -> SaveSenderLists {
    let SenderLists { allowed, denied, blocking, blocked: _ } = lists.clone();
    SaveSenderLists { allowed, denied, blocking }
}

/// One of the lists that are edited here.
#[component]
fn EditedList(list: List, lists: Memo<SenderLists>, save: Callback<SaveSenderLists, bool>) -> impl IntoView {
    let language = use_language();
    let senders = Memo::new(move |_| list.of(&lists.read()).clone());
    let remove = Callback::new(move |sender: Sender| {
        save.run(list.changed(&lists.get_untracked(), |senders| {
            senders.remove(&sender);
        }))
    });
    let add = Callback::new(move |sender: Sender| {
        save.run(list.changed(&lists.get_untracked(), |senders| {
            senders.insert(sender);
        }))
    });
    view! {
        <Listed
            title=Signal::derive(move || list.title(language).to_owned())
            empty=Signal::derive(move || say!(language, senders.nobody_listed).to_owned())
            senders
            taking_off=TakingOff::Remove
            on_take_off=remove
        >
            <AddForm list senders add/>
        </Listed>
    }
}

/// Why what was typed is not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// It is neither an address nor a domain.
    NoSender,
    /// It is in the list.
    ThereAlready,
}

impl Wrong {
    fn say(self, language: Language) -> String {
        match self {
            Self::NoSender => say!(language, senders.no_sender).to_owned(),
            Self::ThereAlready => say!(language, senders.there_already).to_owned(),
        }
    }
}

/// What was typed, as an entry that can be added to those that are there.
fn new_entry(typed: &str, there: &BTreeSet<Sender>) -> Result<Sender, Wrong> {
    let sender = sender_in(typed).ok_or(Wrong::NoSender)?;
    if there.contains(&sender) { Err(Wrong::ThereAlready) } else { Ok(sender) }
}

/// Reads an address or a domain.
fn sender_in(typed: &str) -> Option<Sender> {
    let typed = typed.trim();
    if let Ok(address) = typed.parse() {
        return Some(Sender::Address { address });
    }
    // Many write a whole domain as `@bad.example`.
    let domain = typed.strip_prefix('@').unwrap_or(typed);
    DomainName::try_from(domain.to_owned()).ok().map(|domain| Sender::Domain { domain })
}

/// The field for another entry.
#[component]
fn AddForm(list: List, senders: Memo<BTreeSet<Sender>>, add: Callback<Sender, bool>) -> impl IntoView {
    let language = use_language();
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<Wrong>);
    let field = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // Nothing is held on to while what follows writes.
        let entry = new_entry(&typed.read_untracked(), &senders.read_untracked());
        match entry {
            Ok(sender) => {
                if add.run(sender) {
                    typed.set(String::new());
                }
            }
            Err(why) => wrong.set(Some(why)),
        }
        // Who pressed the button goes on typing as who pressed Enter does.
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let on_input = Callback::new(move |text: String| {
        wrong.set(None);
        typed.set(text);
    });
    view! {
        <form class="hd-senders__add" on:submit=submit novalidate=true>
            <TextField
                label=Signal::derive(move || list.add_to(language).to_owned())
                value=typed
                on_input
                words=Words::Names
                hint=Signal::derive(move || say!(language, senders.hint).to_owned())
                wrong=Signal::derive(move || wrong.get().map(|wrong| wrong.say(language)))
                node_ref=field
            />
            <button type="submit" class=Weight::Plain.class() aria-label=move || list.add_to(language)>
                {Icon::Plus.draw()} {move || say!(language, senders.add)}
            </button>
        </form>
    }
}

/// How an entry leaves its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TakingOff {
    Remove,
    Unblock,
}

impl TakingOff {
    fn word(self, language: Language) -> &'static str {
        match self {
            Self::Remove => say!(language, senders.remove),
            Self::Unblock => say!(language, senders.unblock),
        }
    }

    fn name(self, language: Language, sender: &str) -> String {
        match self {
            Self::Remove => say!(language, senders.remove_named, name = sender.to_owned()).to_string(),
            Self::Unblock => say!(language, senders.unblock_named, name = sender.to_owned()).to_string(),
        }
    }
}

/// Those on a list, below what adds to it.
#[component]
fn Listed(
    title: Signal<String>,
    /// Said where nobody is on it.
    empty: Signal<String>,
    senders: Memo<BTreeSet<Sender>>,
    taking_off: TakingOff,
    /// Takes a sender off the list, and tells whether it did.
    on_take_off: Callback<Sender, bool>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let language = use_language();
    let id = format!("senders-{}", next_number());
    let labelled_by = id.clone();
    let heading = NodeRef::<html::H3>::new();
    let take_off = move |sender: Sender| {
        // The button goes with its row; its focus would be nowhere.
        if on_take_off.run(sender)
            && let Some(heading) = heading.get_untracked()
        {
            let _ = heading.focus();
        }
    };
    let row = move |sender: Sender| {
        let text = text_of(&sender).to_owned();
        let named = text.clone();
        view! {
            <li class="hd-senders__row">
                <span class="hd-senders__who">{text}</span>
                <Button
                    weight=Weight::Quiet
                    label=Signal::derive(move || taking_off.name(language, &named))
                    on_press=Callback::new(move |_| take_off(sender.clone()))
                >
                    {move || taking_off.word(language)}
                </Button>
            </li>
        }
    };
    view! {
        <section class="hd-senders" aria-labelledby=labelled_by>
            <h3 class="hd-senders__title" id=id tabindex="-1" node_ref=heading>{title}</h3>
            {children.map(|children| children())}
            <Show
                when=move || !senders.read().is_empty()
                fallback=move || view! { <p class="hd-soft">{empty}</p> }
            >
                <ul class="hd-senders__list">
                    <For each=move || senders.get() key=|sender| text_of(sender).to_owned() children=row/>
                </ul>
            </Show>
        </section>
    }
}

fn text_of(sender: &Sender) -> &str {
    match sender {
        Sender::Address { address } => address.as_str(),
        Sender::Domain { domain } => domain.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_entry(typed: &str, expected: Option<&str>) {
        let sender = sender_in(typed);
        assert_eq!(sender.as_ref().map(text_of), expected, "{typed:?}");
        let is_address = matches!(sender, Some(Sender::Address { .. }));
        assert_eq!(is_address, expected.is_some_and(|text| text.contains('@')), "{typed:?}");
    }

    #[test]
    fn addresses_and_domains_are_entries() {
        check_entry(" Eve@Bad.example ", Some("eve@bad.example"));
        check_entry("Bad.example", Some("bad.example"));
        check_entry("@bad.example", Some("bad.example"));
        for wrong in
            ["", "@", "bad", "eve@", "bad example.org", "https://bad.example", "a@b.example, c.example"]
        {
            check_entry(wrong, None);
        }
    }

    #[test]
    fn entry_is_not_added_twice() {
        let there: BTreeSet<_> = sender_in("bad.example").into_iter().collect();
        assert_eq!(new_entry("BAD.example ", &there), Err(Wrong::ThereAlready));
        assert_eq!(new_entry("eve@bad.example", &there), Ok(sender_in("eve@bad.example").unwrap()));
        assert_eq!(new_entry("nobody", &there), Err(Wrong::NoSender));
    }

    #[test]
    fn one_list_is_changed_and_nothing_else() {
        let [good, bad] = ["good.example", "bad.example"].map(|text| sender_in(text).unwrap());
        let lists = SenderLists { allowed: [good.clone()].into(), blocking: false, ..SenderLists::default() };
        let saved = List::Denied.changed(&lists, |senders| {
            senders.insert(bad.clone());
        });
        let expected = SaveSenderLists { allowed: [good].into(), denied: [bad].into(), blocking: false };
        assert_eq!(saved, expected);
    }
}
