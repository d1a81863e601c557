//! What happened on a ticket, newest first (LAY-12).

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::association::RecordRef;
use sportello_domain::history::{Activity, ActivityKind};
use sportello_domain::id::TicketId;
use sportello_domain::message::MessageKind;
use sportello_domain::order::Actor;
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{ActivityPage, Sequence};
use sportello_domain::setup::Setup;

use super::settled::use_settled;
use super::thread::{say_merged, say_moved};
use crate::contacts::face::face;
use crate::language::{Language, say, use_language};
use crate::people::say_actor;
use crate::property::{say_property, say_value};
use crate::replica::{HelpDesk, use_help_desk};
use crate::ui::button::Button;
use crate::ui::time::{say_in_full, say_when, use_clock};

/// Shows the card *Activity*. It follows the ticket while it is open.
#[component]
pub fn ActivityCard(
    /// The ticket.
    id: TicketId,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let entries = RwSignal::new(Vec::<Activity>::new());
    let earlier = RwSignal::new(None::<Sequence>);
    let failed = RwSignal::new(false);
    let loading = help_desk.clone();
    let load = Callback::new(move |before: Option<Sequence>| {
        let help_desk = loading.clone();
        spawn_local(async move {
            let page = help_desk.load_activity(id, before).await;
            // The card may be gone when the answer comes.
            failed.try_set(page.is_err());
            let Ok(ActivityPage { entries: mut page, earlier: next }) = page else { return };
            entries.try_update(|entries| {
                if before.is_none() {
                    entries.clear();
                }
                entries.append(&mut page);
            });
            earlier.try_set(next);
        });
    });
    let settled = use_settled(id);
    Effect::new(move |_| {
        help_desk.generation();
        // Read, and not only tracked: a memo that nobody reads follows nothing.
        if settled.get().is_some() {
            load.run(None);
        }
    });
    // Once: the button is gone until the answer says that there is more.
    let go_on = Callback::new(move |_| load.run(earlier.try_update(Option::take).flatten()));
    let lines = move || entries.get().into_iter().map(|entry| view! { <Line entry/> }).collect_view();
    view! {
        <details class="hd-card" open=true>
            <summary>{move || say!(language, side.activity)}</summary>
            <Show when=move || failed.get()>
                <p class="hd-soft" role="alert">
                    {move || say!(language, side.activity_failed)} " "
                    <Button on_press=Callback::new(move |_| load.run(None))>{move || say!(language, common.retry)}</Button>
                </p>
            </Show>
            <ol class="hd-activity">{lines}</ol>
            <Show when=move || earlier.read().is_some()>
                <div class="hd-card__foot">
                    <Button on_press=go_on>
                        {move || say!(language, side.earlier)}
                    </Button>
                </div>
            </Show>
        </details>
    }
}

#[component]
fn Line(entry: Activity) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let at = entry.at;
    view! {
        <li>
            {move || say_activity(language, &help_desk, &entry)}
            <small class="hd-soft hd-number" title=move || say_in_full(language.code(), at)>
                {move || say_when(language.code(), at, clock.now())}
            </small>
        </li>
    }
}

fn say_activity(language: Language, help_desk: &HelpDesk, entry: &Activity) -> String {
    let who = help_desk.setup(|setup| say_actor(language, setup, &entry.actor));
    let named = |record: RecordRef| match face(help_desk, record) {
        Some(face) => face.name,
        None => say!(language, happened.somebody).to_owned(),
    };
    match &entry.what {
        ActivityKind::Created => match &entry.actor {
            Actor::Channel { .. } => say!(language, happened.created_by_channel).to_owned(),
            Actor::User { .. } | Actor::Api { .. } | Actor::System => {
                say!(language, happened.created, who = who).to_string()
            }
        },
        ActivityKind::PropertyChanged { property, old, new } => help_desk.setup(|setup| {
            let said = |value: &_| say_value(language, setup, value);
            let (old, new) = (old.as_ref().map(said), new.as_ref().map(said));
            say_change(language, setup, who, property, (old, new))
        }),
        ActivityKind::Message { kind, .. } => match kind {
            MessageKind::Incoming => say!(language, happened.received, who = who).to_string(),
            MessageKind::Outgoing => say!(language, happened.answered, who = who).to_string(),
            MessageKind::Comment => say!(language, happened.commented, who = who).to_string(),
            MessageKind::Welcome => say!(language, happened.welcomed).to_owned(),
        },
        ActivityKind::Associated { with } => {
            say!(language, happened.added, who = who, name = named(*with)).to_string()
        }
        ActivityKind::Dissociated { from } => {
            say!(language, happened.removed, who = who, name = named(*from)).to_string()
        }
        ActivityKind::PrimaryCompany { company: Some(company) } => {
            let name = named(RecordRef::Company(*company));
            say!(language, happened.primary_company, who = who, name = name).to_string()
        }
        ActivityKind::PrimaryCompany { company: None } => {
            say!(language, happened.no_primary_company, who = who).to_string()
        }
        ActivityKind::Split { number, .. } => {
            format!("{} {number}", say!(language, happened.split, who = who))
        }
        ActivityKind::SplitOff { number, .. } => {
            format!("{} {number}", say!(language, happened.split_off, who = who))
        }
        ActivityKind::Merged { primary, secondary } => say_merged(language, who, *primary, *secondary),
        ActivityKind::ConversationMoved { to, .. } => {
            help_desk.setup(|setup| say_moved(language, setup, who, *to))
        }
        ActivityKind::Deleted => say!(language, happened.deleted, who = who).to_string(),
        ActivityKind::Restored => say!(language, happened.restored, who = who).to_string(),
        ActivityKind::ConversationClosed { .. } => say!(language, happened.closed, who = who).to_string(),
        ActivityKind::ConversationReopened { .. } => say!(language, happened.reopened, who = who).to_string(),
    }
}

/// Says how a property changed: from what to what.
fn say_change(
    language: Language,
    setup: &Setup,
    who: String,
    property: &sportello_domain::property::PropertyName,
    values: (Option<String>, Option<String>),
) -> String {
    let name = say_property(language, setup, property);
    match (BuiltIn::named(property), values) {
        (Some(BuiltIn::Status), (Some(from), Some(to))) => {
            say!(language, happened.status, who = who, from = from, to = to).to_string()
        }
        (Some(BuiltIn::Owner), (_, Some(to))) => {
            say!(language, happened.owner, who = who, to = to).to_string()
        }
        (Some(BuiltIn::Owner), (_, None)) => say!(language, happened.owner_none, who = who).to_string(),
        (_, (Some(from), Some(to))) => {
            say!(language, happened.property, who = who, property = name, from = from, to = to).to_string()
        }
        (_, (None, Some(to))) => {
            say!(language, happened.property_set, who = who, property = name, to = to).to_string()
        }
        (_, (_, None)) => say!(language, happened.property_cleared, who = who, property = name).to_string(),
    }
}
