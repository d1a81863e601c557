//! Who has access to a ticket, who owns it, and who owned it (ACC-01 to ACC-09): a panel at the right.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::history::{Owned, PropertyChange, owners};
use sportello_domain::id::{TeamId, TicketId, UserId};
use sportello_domain::policy::{AccessLevel, OtherOwner, RecordAccess, UserAccess, user_properties, visible};
use sportello_domain::property::{BuiltIn, PropertyName};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use sportello_domain::user::User;

use super::association_history::say_source;
use super::properties::OwnerProperty;
use super::settled::use_settled;
use crate::language::{Language, say, use_language};
use crate::parts;
use crate::people::{team_name, user_name};
use crate::property::say_property;
use crate::replica::core::Replica;
use crate::replica::use_help_desk;
use crate::server::ServerError;
use crate::ui::avatar::Avatar;
use crate::ui::button::Button;
use crate::ui::dialog::{Dialog, DialogPlace};
use crate::ui::select::Select;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::tabs::{Tab, Tabs};
use crate::ui::text_field::{TextField, Words};
use crate::ui::time::say_in_full;

/// The parts of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Users,
    Owners,
    History,
}

/// The id of the element that shows the part that is chosen.
const SHOWN: &str = "record-access";

/// Shows the panel while `open` is true.
#[component]
pub fn RecordAccessPanel(
    /// The ticket.
    id: TicketId,
    /// It, as it is shown.
    ticket: Memo<Option<Ticket>>,
    /// Whether whoever is signed in may change it.
    editable: Signal<bool>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog
            open
            place=DialogPlace::Right
            title=Signal::derive(move || say!(language, access.title).to_owned())
        >
            <Show when=move || open.get()>
                {parts::record_access(id, ticket, editable)}
            </Show>
        </Dialog>
    }
}

/// What stands in the panel.
#[component]
pub fn Access(
    /// The ticket.
    id: TicketId,
    /// It, as it is shown.
    ticket: Memo<Option<Ticket>>,
    /// Whether whoever is signed in may change it.
    editable: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let access = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        let ticket = ticket.read();
        let ticket = ticket.as_ref()?;
        help_desk.setup(|setup| Some(RecordAccess::of(setup, &visible(setup, &actor, ticket).ok()?)))
    });
    let part = RwSignal::new(Part::Users);
    let tab = |of: Part, label: fn(Language) -> &'static str| Tab {
        of,
        label: Signal::derive(move || label(language).to_owned()),
    };
    let tabs = vec![
        tab(Part::Users, |language| say!(language, access.users)),
        tab(Part::Owners, |language| say!(language, access.owners)),
        tab(Part::History, |language| say!(language, access.history)),
    ];
    let shown = move || match part.get() {
        Part::Users => view! { <Users access/> }.into_any(),
        Part::Owners => view! { <Owners access/> }.into_any(),
        Part::History => view! { <History id ticket/> }.into_any(),
    };
    view! {
        <div class="hd-access__owner">
            <span class="hd-soft" aria-hidden="true">{move || say!(language, ticket.owner)}</span>
            <OwnerProperty id ticket editable/>
        </div>
        <Tabs
            name=Signal::derive(move || say!(language, access.title).to_owned())
            tabs
            chosen=part
            on_choose=Callback::new(move |of| part.set(of))
            controls=SHOWN
        />
        <div class="hd-access" id=SHOWN role="tabpanel">
            {shown}
        </div>
    }
}

/// What is looked for among the users.
#[derive(Clone, Copy)]
struct Wanted {
    words: RwSignal<String>,
    team: RwSignal<String>,
    level: RwSignal<String>,
}

impl Wanted {
    /// Whether a user is what is looked for (ACC-09); tracked.
    fn is(self, user: &User, level: AccessLevel) -> bool {
        let words = self.words.read().trim().to_lowercase();
        let named = [user.name.as_str(), user.email.as_str()].map(str::to_lowercase);
        let of_team = match self.team.read().parse::<TeamId>() {
            Ok(team) => user.teams().any(|own| own == team),
            Err(_) => true,
        };
        let of_level = self.level.read().is_empty() || *self.level.read() == level_name(level);
        of_team && of_level && named.iter().any(|name| name.contains(&words))
    }
}

/// What a choice of levels calls one.
fn level_name(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::View => "view",
        AccessLevel::Edit => "edit",
    }
}

fn say_level(language: Language, level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::View => say!(language, access.view),
        AccessLevel::Edit => say!(language, access.edit),
    }
}

/// Everybody who may see the ticket, with team and level (ACC-02).
#[component]
fn Users(access: Memo<Option<RecordAccess>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let empty = || RwSignal::new(String::new());
    let wanted = Wanted { words: empty(), team: empty(), level: empty() };
    let naming = help_desk.clone();
    let teams = Signal::derive(move || {
        let all = (String::new(), say!(language, access.any_team).to_owned());
        let teams = naming.setup(|setup| {
            setup.teams.values().map(|team| (team.id.to_string(), team.name.clone())).collect::<Vec<_>>()
        });
        std::iter::once(all).chain(teams).collect::<Vec<_>>()
    });
    let levels = Signal::derive(move || {
        let all = (String::new(), say!(language, access.any_level).to_owned());
        let level =
            |level: AccessLevel| (level_name(level).to_owned(), say_level(language, level).to_owned());
        std::iter::once(all).chain([AccessLevel::View, AccessLevel::Edit].map(level)).collect::<Vec<_>>()
    });
    let lines = move || {
        let access = access.read();
        let found = access.iter().flat_map(|access| &access.users);
        let lines: Vec<_> = help_desk.setup(|setup| {
            found
                .filter_map(|UserAccess { user, level }| {
                    let user = setup.users.get(user)?;
                    wanted.is(user, *level).then(|| user_line(language, setup, user, *level))
                })
                .collect()
        });
        if lines.is_empty() {
            return view! { <p class="hd-soft" role="status">{say!(language, access.no_users)}</p> }
                .into_any();
        }
        view! { <ul class="hd-access__people">{lines}</ul> }.into_any()
    };
    view! {
        <TextField
            label=Signal::derive(move || say!(language, access.search).to_owned())
            value=wanted.words
            on_input=Callback::new(move |text| wanted.words.set(text))
            kind="search"
            words=Words::Names
        />
        <div class="hd-access__filters">
            <Select label=Signal::derive(move || say!(language, access.team).to_owned()) choices=teams value=wanted.team/>
            <Select label=Signal::derive(move || say!(language, access.level).to_owned()) choices=levels value=wanted.level/>
        </div>
        {lines}
    }
}

fn user_line(language: Language, setup: &Setup, user: &User, level: AccessLevel) -> impl IntoView + use<> {
    let teams: Vec<String> = user.teams().map(|team| team_name(setup, team)).collect();
    let (name, address) = (user.name.clone(), user.email.to_string());
    view! {
        <li class="hd-access__person">
            <Avatar name=Signal::stored(name.clone())/>
            <span class="hd-access__name">
                <span class="hd-truncate">{name}</span>
                <small class="hd-soft hd-truncate">{address}</small>
                {(!teams.is_empty()).then(|| view! { <small class="hd-soft hd-truncate">{teams.join(", ")}</small> })}
            </span>
            <span class="hd-chip">{say_level(language, level)}</span>
        </li>
    }
}

/// Whom the ticket names beside its owner (ACC-04).
#[component]
fn Owners(access: Memo<Option<RecordAccess>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    move || {
        let access = access.read();
        let lines: Vec<_> = help_desk.setup(|setup| {
            let others = access.iter().flat_map(|access| &access.other_owners);
            let line = |OtherOwner { property, user }: &OtherOwner| {
                person_line(named(setup, *user), say_property(language, setup, property))
            };
            others.map(line).collect()
        });
        if lines.is_empty() {
            return view! { <p class="hd-soft">{say!(language, access.no_owners)}</p> }.into_any();
        }
        view! { <ul class="hd-access__people">{lines}</ul> }.into_any()
    }
}

/// Who owned the ticket, or whom another property named, and from when on (ACC-05, ACC-06).
#[component]
fn History(id: TicketId, ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let owner = PropertyName::from(BuiltIn::Owner);
    let property = RwSignal::new(owner.to_string());
    // With the ticket as the server knew it then: what is still in flight is no change yet. None until they are here.
    let loaded = RwSignal::new(None::<Result<(Ticket, Vec<PropertyChange>), ServerError>>);
    let loading = help_desk.clone();
    let load = Callback::new(move |()| {
        let help_desk = loading.clone();
        let Some(ticket) = ticket.get_untracked() else { return };
        spawn_local(async move {
            let changes = help_desk.load_property_history(id).await;
            // The panel may be closed when the answer comes.
            loaded.try_set(Some(changes.map(|changes| (ticket, changes))));
        });
    });
    let settled = use_settled(id);
    Effect::new(move |_| {
        // Read, and not only tracked: a memo that nobody reads follows nothing.
        if settled.get().is_some() {
            load.run(());
        }
    });
    let naming = help_desk.clone();
    let choices = Signal::derive(move || {
        naming.setup(|setup| {
            let all = std::iter::once(&owner).chain(user_properties(setup));
            all.map(|name| (name.to_string(), say_property(language, setup, name))).collect::<Vec<_>>()
        })
    });
    let lines = move || {
        let loaded = loaded.read();
        let Some(loaded) = loaded.as_ref() else {
            let label = Signal::derive(move || say!(language, common.loading).to_owned());
            return view! { <SkeletonRows count=3 label/> }.into_any();
        };
        let Ok((ticket, changes)) = loaded else {
            return view! {
                <p class="hd-soft" role="alert">
                    {say!(language, history.failed)} " "
                    <Button on_press=Callback::new(move |_| load.run(()))>{say!(language, common.retry)}</Button>
                </p>
            }
            .into_any();
        };
        let owned = owners(ticket, &PropertyName::from(property.read().as_str()), changes);
        if owned.is_empty() {
            return view! { <p class="hd-soft">{say!(language, access.no_history)}</p> }.into_any();
        }
        let lines = help_desk.setup(|setup| {
            let line = |Owned { by, since, given }: Owned| {
                let name = match by {
                    Some(user) => named(setup, user),
                    None => say!(language, ticket.nobody).to_owned(),
                };
                let hand = match given {
                    Some((source, actor)) => say_source(language, setup, source, &actor),
                    None => say!(language, access.since_creation).to_owned(),
                };
                person_line(name, format!("{} · {hand}", say_in_full(language.code(), since)))
            };
            owned.into_iter().map(line).collect_view()
        });
        view! { <ol class="hd-access__people">{lines}</ol> }.into_any()
    };
    view! {
        <Select
            label=Signal::derive(move || say!(language, access.property).to_owned())
            choices
            value=property
        />
        {lines}
    }
}

/// What a user is called: by id where the name is not known.
fn named(setup: &Setup, user: UserId) -> String {
    let name = user_name(setup, user);
    if name.is_empty() { user.to_string() } else { name }
}

fn person_line(name: String, about: String) -> impl IntoView {
    view! {
        <li class="hd-access__person">
            <Avatar name=Signal::stored(name.clone())/>
            <span class="hd-access__name">
                <span class="hd-truncate">{name}</span>
                <small class="hd-soft">{about}</small>
            </span>
        </li>
    }
}
