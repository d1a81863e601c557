//! The inboxes: which there are, who works in them, and whether they have tickets (INB-08, CRE-15).

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::id::{InboxId, TeamId, UserId};
use sportello_domain::inbox::{Inbox, InboxTickets, Members, SaveInbox, SetInboxTickets};
use sportello_domain::rejection::Rejection;
use sportello_domain::user::Standing;

use crate::env;
use crate::failure::say_rejection;
use crate::language::{Language, say, use_language};
use crate::replica::{Place, use_help_desk};
use crate::ticket::RefusalAt;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::{Dialog, open_while_about};
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::WrongNote;
use crate::ui::select::Select;
use crate::ui::text_field::TextField;
use crate::ui::tick::TickBox;

/// Shows the inboxes, and whether they have tickets.
#[component]
pub fn InboxSettings() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let inboxes = Memo::new(move |_| {
        let mut inboxes: Vec<Inbox> = reading.setup(|setup| setup.inboxes.values().cloned().collect());
        inboxes.sort_by_key(|inbox| inbox.name.to_lowercase());
        inboxes
    });
    let edited = RwSignal::new(None::<Inbox>);
    let open = open_while_about(edited);
    let new = Callback::new(move |_| {
        let id = InboxId::generate(env::now(), env::entropy());
        edited.set(Some(Inbox { id, name: String::new(), members: Members::Everyone }));
    });
    let title = Signal::derive(move || match edited.read().as_ref() {
        Some(inbox) if !inbox.name.is_empty() => {
            say!(language, inboxes.edit, name = inbox.name.clone()).to_string()
        }
        _ => say!(language, inboxes.new).to_owned(),
    });
    view! {
        <section class="hd-form" aria-labelledby="settings-inboxes">
            <h2 class="hd-settings__section" id="settings-inboxes">{move || say!(language, settings.inboxes)}</h2>
            <p class="hd-soft">{move || say!(language, inboxes.text)}</p>
            <RefusalAt place=Place::Workspace/>
            <Show
                when=move || !inboxes.read().is_empty()
                fallback=move || view! { <p class="hd-soft">{move || say!(language, inboxes.none)}</p> }
            >
                <ul class="hd-inboxes">
                    {move || inboxes.get().into_iter().map(|inbox| view! { <Line inbox edited/> }).collect_view()}
                </ul>
            </Show>
            <p>
                <Button on_press=new>{Icon::Plus.draw()} {move || say!(language, inboxes.new)}</Button>
            </p>
            <Tickets/>
        </section>
        <Dialog open title>
            {move || edited.get().map(|inbox| view! { <Form inbox open/> })}
        </Dialog>
    }
}

/// One inbox, and who works in it.
#[component]
fn Line(inbox: Inbox, edited: RwSignal<Option<Inbox>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (name, members) = (inbox.name.clone(), inbox.members.clone());
    let who = move || match &members {
        Members::Everyone => say!(language, inboxes.everyone).to_owned(),
        Members::Only { users, teams } => help_desk.setup(|setup| {
            let teams = teams.iter().filter_map(|team| setup.teams.get(team)).map(|team| team.name.clone());
            let users = users.iter().filter_map(|user| setup.users.get(user)).map(|user| user.name.clone());
            teams.chain(users).collect::<Vec<_>>().join(", ")
        }),
    };
    let label = {
        let name = name.clone();
        Signal::derive(move || say!(language, inboxes.edit, name = name.clone()).to_string())
    };
    view! {
        <li class="hd-inboxes__one">
            <span class="hd-inboxes__words">
                <strong class="hd-truncate">{name}</strong>
                <small class="hd-soft hd-truncate">{who}</small>
            </span>
            <Button weight=Weight::Quiet label on_press=Callback::new(move |_| edited.set(Some(inbox.clone())))>
                {Icon::Pencil.draw()}
            </Button>
        </li>
    }
}

/// Whether conversations in inboxes have tickets (CRE-15).
#[component]
fn Tickets() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let chosen = Memo::new(move |_| reading.setup(|setup| setup.settings.inbox_tickets));
    let value = RwSignal::new(String::new());
    Effect::new(move |_| value.set(key(chosen.get())));
    let choices = Signal::derive(move || {
        InboxTickets::ALL.map(|tickets| (key(tickets), say_tickets(language, tickets).to_owned())).into()
    });
    let choose = Callback::new(move |wanted: String| {
        let wanted = InboxTickets::ALL.into_iter().find(|tickets| key(*tickets) == wanted);
        if let Some(inbox_tickets) = wanted {
            let _ = help_desk.give(SetInboxTickets { inbox_tickets }, Place::Workspace);
        }
    });
    view! {
        <Select
            label=Signal::derive(move || say!(language, inboxes.tickets).to_owned())
            choices
            value
            on_choose=choose
        />
    }
}

fn key(tickets: InboxTickets) -> String {
    format!("{tickets:?}")
}

fn say_tickets(language: Language, tickets: InboxTickets) -> &'static str {
    match tickets {
        InboxTickets::Allowed => say!(language, inboxes.tickets_allowed),
        InboxTickets::ManualOnly => say!(language, inboxes.tickets_by_hand),
        InboxTickets::MovesToHelpDesk => say!(language, inboxes.tickets_move),
    }
}

/// One inbox as it shall be; nothing happens to it before *Save*.
#[component]
fn Form(inbox: Inbox, open: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let Inbox { id, name, members } = inbox;
    let name = RwSignal::new(name);
    let only = RwSignal::new(members != Members::Everyone);
    let (users, teams) = match members {
        Members::Everyone => Default::default(),
        Members::Only { users, teams } => (users, teams),
    };
    let (users, teams) = (RwSignal::new(users), RwSignal::new(teams));
    let refused = RwSignal::new(None::<Rejection>);
    let saving = help_desk.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let members = if only.get_untracked() {
            Members::Only { users: users.get_untracked(), teams: teams.get_untracked() }
        } else {
            Members::Everyone
        };
        let inbox = Inbox { id, name: name.get_untracked(), members };
        match saving.give(SaveInbox { inbox }, Place::Workspace) {
            Ok(()) => {
                open.set(false);
                notices.say(Tone::Information, say!(language, inboxes.saved).to_owned(), None);
            }
            Err(rejection) => {
                saving.forget_refusal(Place::Workspace); // It is told here, above what is typed.
                refused.set(Some(rejection));
            }
        }
    };
    view! {
        <form class="hd-form" on:submit=save novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <TextField
                label=Signal::derive(move || say!(language, inboxes.name).to_owned())
                value=name
                on_input=Callback::new(move |typed| name.set(typed))
                required=true
                autofocus=true
            />
            <fieldset class="hd-field">
                <legend class="hd-field__label">{move || say!(language, inboxes.members)}</legend>
                <label class="hd-tick">
                    <input type="radio" name="members" prop:checked=move || !only.get() on:change=move |_| only.set(false)/>
                    <span>{move || say!(language, inboxes.everyone)}</span>
                </label>
                <label class="hd-tick">
                    <input type="radio" name="members" prop:checked=move || only.get() on:change=move |_| only.set(true)/>
                    <span>{move || say!(language, inboxes.only)}</span>
                </label>
            </fieldset>
            <Show when=move || only.get()>
                <p class="hd-soft">{move || say!(language, inboxes.only_text)}</p>
                <MembersOf users teams/>
            </Show>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
            </div>
        </form>
    }
}

/// The teams and the people who can be ticked.
#[component]
fn MembersOf(users: RwSignal<BTreeSet<UserId>>, teams: RwSignal<BTreeSet<TeamId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (mut all_teams, mut all_users) = help_desk.core(|core| {
        let setup = core.setup();
        let teams: Vec<(String, TeamId)> =
            setup.teams.values().map(|team| (team.name.clone(), team.id)).collect();
        let active = setup.users.values().filter(|user| user.standing == Standing::Active);
        (teams, active.map(|user| (user.name.clone(), user.id)).collect::<Vec<_>>())
    });
    all_teams.sort();
    all_users.sort();
    view! {
        <fieldset class="hd-field hd-inboxes__members">
            <legend class="hd-field__label">{move || say!(language, inboxes.teams)}</legend>
            {all_teams.into_iter().map(|(name, team)| view! { <Member name of=team among=teams/> }).collect_view()}
        </fieldset>
        <fieldset class="hd-field hd-inboxes__members">
            <legend class="hd-field__label">{move || say!(language, inboxes.people)}</legend>
            {all_users.into_iter().map(|(name, user)| view! { <Member name of=user among=users/> }).collect_view()}
        </fieldset>
    }
}

/// Somebody who is a member or not.
#[component]
fn Member<T>(name: String, of: T, among: RwSignal<BTreeSet<T>>) -> impl IntoView
where
    T: Copy + Ord + Send + Sync + 'static,
{
    let ticked = Signal::derive(move || among.read().contains(&of));
    let on_change = Callback::new(move |tick: bool| {
        let mut among = among.write();
        if tick {
            among.insert(of)
        } else {
            among.remove(&of)
        };
    });
    view! { <TickBox label=Signal::stored(name) ticked on_change/> }
}
