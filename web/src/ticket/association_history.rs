//! Which records and activities came to a ticket and which left it, and by whose hand (ASH-01 to ASH-08).

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::event::Source;
use sportello_domain::history::{self, Associated, AssociatedType, AssociationChange, Means, Occasion};
use sportello_domain::id::TicketId;
use sportello_domain::order::Actor;
use sportello_domain::protocol::{AssociationEntry, AssociationPage, RecordKind};
use sportello_domain::setup::Setup;
use uuid::Uuid;

use crate::language::{Language, say, use_language};
use crate::parts;
use crate::people::{say_actor, user_name};
use crate::replica::use_help_desk;
use crate::routes::Route;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::select::Select;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::say_in_full;

/// Shows the history while `open` is true.
#[component]
pub fn AssociationHistoryDialog(
    /// The ticket.
    id: TicketId,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog open title=Signal::derive(move || say!(language, history.title).to_owned())>
            <Show when=move || open.get()>
                {parts::association_history(id)}
            </Show>
        </Dialog>
    }
}

/// The history itself.
#[component]
pub fn AssociationHistory(
    /// The ticket.
    id: TicketId,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let wanted = RwSignal::new(String::new());
    // None until it is here.
    let entries = RwSignal::new(None::<Vec<AssociationEntry>>);
    let earlier = RwSignal::new(None::<u64>);
    let failed = RwSignal::new(false);
    let load = Callback::new(move |before: Option<u64>| {
        let help_desk = help_desk.clone();
        let asked = wanted.get_untracked();
        spawn_local(async move {
            let page = help_desk.load_associations(id, AssociatedType::named(&asked), before).await;
            // It may be closed, or something else be wanted, when the answer comes.
            if wanted.try_get_untracked() != Some(asked) {
                return;
            }
            failed.set(page.is_err());
            let Ok(AssociationPage { entries: page, earlier: next }) = page else { return };
            entries.update(|entries| match (entries, before) {
                (Some(entries), Some(_)) => entries.extend(page),
                (entries, _) => *entries = Some(page),
            });
            earlier.set(next);
        });
    });
    load.run(None);
    let choices = Signal::derive(move || {
        let all = (String::new(), say!(language, history.all).to_owned());
        let types = AssociatedType::ALL.map(|it| (it.name().to_owned(), say_type(language, it).to_owned()));
        std::iter::once(all).chain(types).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |_| {
        entries.set(None);
        earlier.set(None);
        failed.set(false);
        load.run(None);
    });
    // Once: the button is gone until the answer says that there is more.
    let go_on = Callback::new(move |_| load.run(earlier.try_update(Option::take).flatten()));
    let lines = move || {
        let entries = entries.read();
        let Some(entries) = entries.as_ref() else {
            let loading = Signal::derive(move || say!(language, common.loading).to_owned());
            return (!failed.get()).then(|| view! { <SkeletonRows count=3 label=loading/> }).into_any();
        };
        if entries.is_empty() {
            return view! { <p class="hd-soft">{move || say!(language, history.none)}</p> }.into_any();
        }
        let lines = entries.iter().map(|entry| view! { <Line entry=entry.clone()/> }).collect_view();
        view! { <ol class="hd-history">{lines}</ol> }.into_any()
    };
    view! {
        <Select
            label=Signal::derive(move || say!(language, history.select).to_owned())
            choices
            value=wanted
            on_choose=choose
        />
        <Show when=move || failed.get()>
            <p class="hd-soft" role="alert">
                {move || say!(language, history.failed)} " "
                <Button on_press=Callback::new(move |_| load.run(None))>{move || say!(language, common.retry)}</Button>
            </p>
        </Show>
        {lines}
        <Show when=move || earlier.read().is_some()>
            <div>
                <Button on_press=go_on>
                    {move || say!(language, side.earlier)}
                </Button>
            </div>
        </Show>
    }
}

#[component]
fn Line(entry: AssociationEntry) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let AssociationEntry { name, change } = entry;
    let AssociationChange { what, update, occasion, originally } = change;
    let (id, page) = identity(what);
    let named = if name.is_empty() { say_type(language, what.of_type()).to_owned() } else { name };
    let title = named.clone();
    let name = match page {
        Some(kind) => {
            view! { <a class="hd-truncate" title=title href=Route::Record { kind, id }.href()>{named}</a> }
                .into_any()
        }
        None => view! { <span class="hd-truncate" title=title>{named}</span> }.into_any(),
    };
    let (chip, word) = match update {
        history::Update::Created => ("hd-chip hd-chip--added", say!(language, history.created)),
        history::Update::Removed => ("hd-chip", say!(language, history.removed)),
    };
    let say_occasion = move |occasion: &Occasion| {
        let source = help_desk.setup(|setup| say_occasion_source(language, setup, occasion));
        format!("{} · {source}", say_in_full(language.code(), occasion.at))
    };
    let first = (occasion != originally).then(|| {
        let first = say_occasion(&originally);
        view! { <small class="hd-soft">{say!(language, history.originally)} " " {first}</small> }
    });
    view! {
        <li>
            <div class="hd-history__name">{name} <span class=chip>{word}</span></div>
            <small>{say_occasion(&occasion)}</small>
            {first}
            <small class="hd-soft">{say_type(language, what.of_type())} " " <code>{id.to_string()}</code></small>
        </li>
    }
}

/// The id of a record or activity, and the kind of its page if it has one.
fn identity(what: Associated) -> (Uuid, Option<RecordKind>) {
    match what {
        Associated::Contact { contact } => (contact.uuid(), Some(RecordKind::Contact)),
        Associated::Company { company } => (company.uuid(), Some(RecordKind::Company)),
        Associated::Deal { deal } => (deal.uuid(), Some(RecordKind::Deal)),
        Associated::Conversation { conversation } => (conversation.uuid(), None),
        Associated::Message { message } | Associated::Comment { message } => (message.uuid(), None),
    }
}

fn say_type(language: Language, of: AssociatedType) -> &'static str {
    match of {
        AssociatedType::Contact => say!(language, history.contact),
        AssociatedType::Company => say!(language, history.company),
        AssociatedType::Deal => say!(language, history.deal),
        AssociatedType::Conversation => say!(language, history.conversation),
        AssociatedType::Message => say!(language, history.message),
        AssociatedType::Comment => say!(language, history.comment),
    }
}

/// Says with what an association came about or ended, and by whose hand: *Merge: Anna Keller* (ASH-06, ASH-07).
fn say_occasion_source(language: Language, setup: &Setup, occasion: &Occasion) -> String {
    let means = match occasion.means {
        Means::Directly => return say_source(language, setup, occasion.source, &occasion.actor),
        Means::Merge => say!(language, history.by_merge),
        Means::Split => say!(language, history.by_split),
        Means::ObjectDeletion => say!(language, history.by_deletion),
    };
    format!("{means}: {}", say_hand(language, setup, &occasion.actor))
}

/// Says by whose hand something was done: *User: Anna Keller* (ASH-05, ASH-07).
pub fn say_source(language: Language, setup: &Setup, source: Source, actor: &Actor) -> String {
    let source = match source {
        Source::User => say!(language, history.by_user),
        Source::Automation => return say!(language, history.by_automation).to_owned(),
        Source::Channel => say!(language, history.by_channel),
        Source::Api => say!(language, history.by_integration),
        Source::System => return say!(language, common.product).to_owned(),
    };
    format!("{source}: {}", say_hand(language, setup, actor))
}

/// Names whoever did something, by the id where the name is not known.
fn say_hand(language: Language, setup: &Setup, actor: &Actor) -> String {
    match actor {
        Actor::User { user } | Actor::Api { user, .. } => {
            let name = user_name(setup, *user);
            if name.is_empty() { user.to_string() } else { name }
        }
        Actor::Channel { .. } | Actor::System => say_actor(language, setup, actor),
    }
}
