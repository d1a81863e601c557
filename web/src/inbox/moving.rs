//! Moving a conversation between an inbox and the help desk (MOV-03, MOV-06): what becomes of its ticket is said before.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::conversation::Conversation;
use sportello_domain::event::Fact;
use sportello_domain::id::{ConversationId, InboxId, MessageId, PipelineId, StatusId, TicketId};
use sportello_domain::inbox::{Explanation, MoveConversation};
use sportello_domain::pipeline::Pipeline;
use sportello_domain::policy;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;

use crate::env;
use crate::failure::say_rejection;
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::core::Replica;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::ticket::asking::{AskedField, AskedFields};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::WrongNote;
use crate::ui::select::Select;
use crate::workspace::board::pipelines_by_name;

/// Where a conversation can go: the help desk has no id.
type Targets = Vec<(String, String)>;

/// What stands for the help desk in a list.
const HELP_DESK: &str = "help-desk";

/// Where whoever is signed in may move a conversation (MOV-02, MOV-14); nowhere while it was put aside. Tracked.
pub fn targets(help_desk: &HelpDesk, conversation: Option<ConversationId>, help_desk_name: &str) -> Targets {
    let Some(conversation) = conversation else { return Vec::new() };
    help_desk.track(Topic::Conversation(conversation));
    let found = help_desk.desk(|desk| desk.conversations.get(&conversation).cloned());
    let at_work = |it: &Conversation| it.place == sportello_domain::conversation::Place::HelpDesk;
    let Some(found) = found.filter(at_work) else { return Vec::new() };
    let actor = help_desk.core(Replica::actor);
    help_desk.setup(|setup| {
        let works_in = |inbox: &InboxId| policy::member_of_inbox(setup, &actor, *inbox).is_ok();
        if policy::may_move_conversations(setup, &actor).is_err() || !found.inbox.iter().all(works_in) {
            return Vec::new();
        }
        let others = setup.inboxes.values().filter(|it| Some(it.id) != found.inbox && works_in(&it.id));
        let mut inboxes: Targets = others.map(|it| (it.id.to_string(), it.name.clone())).collect();
        inboxes.sort_by_key(|(_, name)| name.to_lowercase());
        let desk = found.inbox.map(|_| (HELP_DESK.to_owned(), help_desk_name.to_owned()));
        desk.into_iter().chain(inboxes).collect()
    })
}

/// Shows the dialog while `open` is true.
#[component]
pub fn MoveDialog(
    /// The conversation.
    conversation: Memo<Option<ConversationId>>,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Where a refusal by the server is told.
    place: Place,
    /// Called once it was moved.
    on_moved: Callback<()>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog open title=Signal::derive(move || say!(language, moving.open).to_owned())>
            {move || {
                let conversation = open.get().then(|| conversation.get_untracked()).flatten();
                conversation.map(|conversation| view! { <Form conversation open place on_moved/> })
            }}
        </Dialog>
    }
}

/// What is chosen in the form.
#[derive(Clone, Copy)]
struct Chosen {
    to: RwSignal<String>,
    owner: RwSignal<String>,
    pipeline: RwSignal<String>,
    status: RwSignal<String>,
    comment: RwSignal<String>,
}

impl Chosen {
    fn inbox(self) -> Option<InboxId> {
        self.to.get().parse().ok()
    }

    /// The order; the properties are those that the status asks for.
    fn order(
        self,
        conversation: ConversationId,
        fields: &[AskedField],
        ids: (MessageId, TicketId),
    ) -> MoveConversation {
        let text = self.comment.get_untracked();
        let (message, new_ticket) = ids;
        let to = untrack(|| self.inbox());
        let status: Option<StatusId> = to.and_then(|_| self.status.get_untracked().parse().ok());
        MoveConversation {
            conversation,
            to,
            owner: self.owner.get_untracked().parse().ok(),
            comment: (!text.trim().is_empty()).then(|| Explanation { message, text: text.into() }),
            properties: if status.is_some() { AskedField::values(fields) } else { Vec::new() },
            status,
            new_ticket,
        }
    }
}

#[component]
fn Form(
    conversation: ConversationId,
    open: RwSignal<bool>,
    place: Place,
    on_moved: Callback<()>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let desk_name = untrack(|| say!(language, moving.help_desk));
    let places = untrack(|| targets(&help_desk, Some(conversation), desk_name));
    let ticket = help_desk.desk(|desk| {
        let ticket = desk.conversations.get(&conversation)?.ticket()?;
        desk.tickets.get(&ticket).cloned()
    });
    let actor = help_desk.core(Replica::actor);
    let editable =
        ticket.filter(|ticket| help_desk.core(|core| policy::editable(core.setup(), &actor, ticket).is_ok()));
    let chosen = Chosen {
        to: RwSignal::new(places.first().map(|(id, _)| id.clone()).unwrap_or_default()),
        owner: RwSignal::default(),
        pipeline: RwSignal::new(
            editable.as_ref().map(|ticket| ticket.pipeline.to_string()).unwrap_or_default(),
        ),
        status: RwSignal::default(),
        comment: RwSignal::default(),
    };
    let fields = RwSignal::new(Vec::<AskedField>::new());
    let ids =
        (MessageId::generate(env::now(), env::entropy()), TicketId::generate(env::now(), env::entropy()));
    let refused = RwSignal::new(None::<Rejection>);
    let named = StoredValue::new(places.clone());
    let giving = help_desk.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match giving.give(chosen.order(conversation, &fields.read_untracked(), ids), place) {
            Ok(()) => {
                let _ = open.try_set(false);
                let to = chosen.to.get_untracked();
                let name = named.with_value(|named| named.iter().find(|(id, _)| *id == to).cloned());
                let name = name.map(|(_, name)| name).unwrap_or_default();
                notices.say(Tone::Information, say!(language, moving.done, name = name).to_string(), None);
                on_moved.run(());
            }
            Err(rejection) => {
                giving.forget_refusal(place); // It is told here, beside what is chosen.
                refused.set(Some(rejection));
            }
        }
    };
    let reading = help_desk.clone();
    let people = Signal::derive(move || {
        let stays = (String::new(), say!(language, moving.stays).to_owned());
        let to = chosen.inbox();
        let mut people = reading.setup(|setup| owners(setup, to));
        people.sort_by_key(|(_, name)| name.to_lowercase());
        std::iter::once(stays).chain(people).collect::<Vec<_>>()
    });
    // Who cannot own anything there is not chosen any more.
    let forget_owner = Callback::new(move |_: String| {
        let owner = chosen.owner.get_untracked();
        if !people.read_untracked().iter().any(|(id, _)| *id == owner) {
            chosen.owner.set(String::new());
        }
    });
    let expecting = help_desk.clone();
    let expected = move || {
        chosen.to.track();
        let order = MoveConversation {
            owner: None,
            comment: None,
            status: None,
            properties: Vec::new(),
            ..chosen.order(conversation, &[], ids)
        };
        let to_inbox = order.to.is_some();
        let facts = expecting.rehearse(order).map(|decided| decided.events).unwrap_or_default();
        let creates = facts.iter().any(|event| matches!(event.fact, Fact::TicketCreated { .. }));
        let has_ticket = expecting.desk(|desk| desk.conversations.get(&conversation)?.ticket()).is_some();
        match (to_inbox, creates, has_ticket) {
            (true, _, true) => Some(say!(language, moving.ticket_stays)),
            (false, true, _) => Some(say!(language, moving.gets_ticket)),
            (false, false, true) => Some(say!(language, moving.ticket_there)),
            (true, _, false) | (false, false, false) => None,
        }
    };
    let status = editable.map(|ticket| {
        let ticket = StoredValue::new(ticket);
        move || {
            // In the help desk it is set there (MOV-06).
            let shown = chosen.inbox().is_some();
            shown.then(|| view! { <StatusOf ticket=ticket.get_value() chosen fields/> })
        }
    });
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <Select
                label=Signal::derive(move || say!(language, moving.to).to_owned())
                choices=Signal::stored(places)
                value=chosen.to
                on_choose=forget_owner
            />
            <p class="hd-soft" role="status">{expected}</p>
            <Select
                label=Signal::derive(move || say!(language, moving.owner).to_owned())
                choices=people
                value=chosen.owner
            />
            {status}
            <label class="hd-field">
                <span class="hd-field__label">
                    {move || say!(language, moving.comment)} " "
                    <span class="hd-soft">{move || say!(language, create.optional)}</span>
                </span>
                <textarea
                    class="hd-field__input"
                    rows="3"
                    prop:value=move || chosen.comment.get()
                    on:input:target=move |event| chosen.comment.set(event.target().value())
                ></textarea>
            </label>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, moving.submit)}</button>
            </div>
        </form>
    }
}

/// Who can own what is in an inbox, or in the help desk.
fn owners(setup: &Setup, inbox: Option<InboxId>) -> Vec<(String, String)> {
    setup
        .users
        .keys()
        .filter(|user| policy::may_own_conversation(setup, **user, inbox).is_ok())
        .map(|user| (user.to_string(), user_name(setup, *user)))
        .collect()
}

/// The pipeline and the status that the ticket gets with the move, and what that status asks for (MOV-06, MOV-13).
#[component]
fn StatusOf(ticket: Ticket, chosen: Chosen, fields: RwSignal<Vec<AskedField>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let pipelines = Signal::derive(move || reading.setup(pipelines_by_name));
    let (reading, own) = (help_desk.clone(), ticket.pipeline);
    let statuses = Signal::derive(move || {
        let pipeline: Option<PipelineId> = chosen.pipeline.read().parse().ok();
        let found = reading.setup(|setup| {
            let found = pipeline.and_then(|pipeline| setup.pipelines.get(&pipeline));
            let ordered = found.map(Pipeline::ordered).unwrap_or_default();
            ordered
                .into_iter()
                .map(|status| (status.id.to_string(), status.label.clone()))
                .collect::<Vec<_>>()
        });
        // In another pipeline it has another status.
        let stays = (pipeline == Some(own)).then(|| (String::new(), say!(language, moving.stays).to_owned()));
        stays.into_iter().chain(found).collect::<Vec<_>>()
    });
    let asked = move |status: &str| {
        let status: Option<StatusId> = status.parse().ok();
        help_desk.core(|core| {
            let found = status.and_then(|status| core.setup().status(status));
            found.map(|status| AskedField::of(status, Some(&ticket))).unwrap_or_default()
        })
    };
    Effect::watch(move || chosen.status.get(), move |status, _, _| fields.set(asked(status)), false);
    let first_there = Callback::new(move |_: String| {
        let first = untrack(|| statuses.read().first().map(|(id, _)| id.clone()));
        chosen.status.set(first.unwrap_or_default());
    });
    view! {
        <div class="hd-form__pair">
            <Select
                label=Signal::derive(move || say!(language, side.pipeline).to_owned())
                choices=pipelines
                value=chosen.pipeline
                on_choose=first_there
            />
            <Select
                label=Signal::derive(move || say!(language, moving.status).to_owned())
                choices=statuses
                value=chosen.status
            />
        </div>
        {move || view! { <AskedFields fields=fields.get()/> }}
    }
}
