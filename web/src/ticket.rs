//! One ticket: its head, its thread, the editor, and what is known beside it.

mod activity;
pub mod asking;
pub mod association_history;
mod conversations;
pub mod delete;
pub mod editor;
pub mod enclosed;
pub mod fields;
mod head;
mod held;
mod keys;
mod mention;
pub mod merge;
mod message;
mod move_pipeline;
pub mod past;
mod pointed;
pub mod presence;
pub mod print;
pub mod properties;
pub mod record_access;
pub mod reply;
mod settled;
mod sidebar;
pub mod spam;
mod split;
pub mod thread;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::conversation;
use sportello_domain::follow::FollowTicket;
use sportello_domain::id::{ConversationId, InboxId, TicketId};
use sportello_domain::policy;
use sportello_domain::ticket::TicketNumber;
use sportello_domain::unread::MarkRead;

use self::delete::{Deleting, may_delete};
use self::head::TicketHead;
pub use self::keys::press_reply_of_focused_message;
use self::keys::{AskedByKey, use_ticket_keys};
use self::merge::Merging;
use self::presence::be_present;
use self::reply::{Editor, EditorHandle, ReplyTo};
use self::sidebar::Sidebar;
use self::split::{PickedBar, Picking};
use self::thread::ThreadPanel;
use crate::failure::{say_error, say_refusal};
use crate::language::{say, use_language};
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::routes::{InboxRoute, Route, SettingsRoute};
use crate::server::ServerError;
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::{PanelPlace, PanelState, RefusalNote};
use crate::ui::skeleton::SkeletonCards;
use crate::workspace::places::Places;

/// Shows the ticket with a number.
#[component]
pub fn TicketPage(
    /// The number that people say.
    number: u64,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (loaded, failed, merged_into) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
    let arrival = Arrival { number, loaded, failed, merged_into };
    arrival.load_and_follow(&help_desk);
    let present = help_desk.clone();
    // A ticket that was in a list is shown at once, and completed when it is loaded.
    let known = help_desk.core(|core| core.numbered(number));
    let is_here = move |id: &TicketId| present.ticket(*id).is_some_and(|ticket| ticket.deleted.is_none());
    let ticket = Memo::new(move |_| loaded.get().or(known).filter(&is_here));
    let archive = help_desk.clone();
    let merged = Memo::new(move |_| {
        let found = ticket.get().and_then(|id| archive.ticket(id)?.merged_into).map(|into| into.number);
        found.or_else(|| merged_into.get())
    });
    lead_on(number, merged);
    // Why it is not seen any more the server says.
    let again = help_desk.clone();
    Effect::new(move |_| {
        let gone = loaded.get().is_some_and(|id| again.ticket(id).is_none());
        // Whoever removed it here knows.
        if gone && again.in_flight() == 0 {
            arrival.load(&again);
        }
    });
    let shown = Memo::new(move |_| match (ticket.get(), loaded.get(), failed.get()) {
        _ if merged.get().is_some() => Shown::Merging,
        (_, _, Some(error)) if is_deleted(&error) => Shown::Deleted,
        (Some(ticket), _, _) => Shown::Ticket(ticket),
        (None, Some(_), _) => Shown::Withdrawn,
        (None, None, Some(error)) => Shown::Failure(error),
        (None, None, None) => Shown::Skeleton,
    });
    move || {
        match shown.get() {
        Shown::Ticket(id) => view! { <Open id arrival/> }.into_any(),
        Shown::Skeleton => view! {
            <main class="hd-work" id="content">
                <SkeletonCards count=3 label=Signal::derive(move || say!(language, ticket.loading).to_owned())/>
            </main>
        }
        .into_any(),
        Shown::Merging => view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Merge
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, merge.merging).to_owned())
                    text=Signal::derive(move || say!(language, merge.merging_text).to_owned())
                />
            </main>
        }
        .into_any(),
        Shown::Deleted => view! { <Deleted/> }.into_any(),
        Shown::Withdrawn => view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Lock
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, ticket.withdrawn).to_owned())
                    text=Signal::derive(move || say!(language, ticket.withdrawn_text).to_owned())
                />
            </main>
        }
        .into_any(),
        Shown::Failure(error) => view! {
            <main class="hd-work" id="content">
                <Failure error arrival place=PanelPlace::Page/>
            </main>
        }
        .into_any(),
    }
    }
}

/// What is shown at a ticket's address.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Ticket(TicketId),
    Skeleton,
    /// It was merged, and the new ticket is about to be shown (MRG-08).
    Merging,
    /// It is in the recycle bin.
    Deleted,
    Withdrawn,
    Failure(ServerError),
}

/// Whether the server says that the ticket was deleted.
fn is_deleted(error: &ServerError) -> bool {
    match error {
        ServerError::Problem(problem) => problem.code == "ticket_deleted",
        ServerError::Status(_) | ServerError::NoAnswer | ServerError::Unreadable => false,
    }
}

/// The ticket is in the recycle bin; whoever may restore it finds the way there.
#[component]
fn Deleted() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    let actor = help_desk.core(crate::replica::core::Replica::actor);
    let may_restore = help_desk.core(|core| policy::may_restore(core.setup(), &actor).is_ok());
    let open = Callback::new(move |()| {
        navigate(&Route::Settings(SettingsRoute::RecycleBin).href(), NavigateOptions::default());
    });
    let label = Signal::derive(move || say!(language, delete.open_bin).to_owned());
    view! {
        <main class="hd-work" id="content">
            <PanelState
                icon=Icon::Bin
                place=PanelPlace::Page
                title=Signal::derive(move || say!(language, delete.deleted).to_owned())
                text=Signal::derive(move || say!(language, delete.deleted_text).to_owned())
                remedy=may_restore.then_some((label, open))
            />
        </main>
    }
}

/// How a ticket comes to this page.
#[derive(Clone, Copy)]
struct Arrival {
    number: u64,
    /// The ticket, once it is here with everything that belongs to it.
    loaded: RwSignal<Option<TicketId>>,
    failed: RwSignal<Option<ServerError>>,
    /// The number of the ticket that it is in, where it was merged.
    merged_into: RwSignal<Option<TicketNumber>>,
}

/// Shows the ticket that the one with a number was merged into, as soon as it has its own number (MRG-40).
fn lead_on(number: u64, merged: Memo<Option<TicketNumber>>) {
    let language = use_language();
    let notices = use_notices();
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let Some(into) = merged.get().filter(|into| *into != TicketNumber::PENDING) else { return };
        let old = TicketNumber(number).to_string();
        let told = say!(language, merge.led, old = old, number = into.to_string()).to_string();
        notices.say(Tone::Information, told, None);
        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
        navigate(&places.ticket_route(into.0).href(), options);
    });
}

impl Arrival {
    /// Loads the ticket now, and again when events were missed.
    fn load_and_follow(self, help_desk: &HelpDesk) {
        let help_desk = help_desk.clone();
        Effect::new(move |_| {
            help_desk.generation();
            self.load(&help_desk);
        });
    }

    fn load(self, help_desk: &HelpDesk) {
        let help_desk = help_desk.clone();
        spawn_local(async move {
            // The page may be gone when the answer comes.
            match help_desk.load_ticket(self.number).await {
                Ok(found) if found.0 != self.number => {
                    self.merged_into.try_set(Some(found));
                }
                Ok(_) => {
                    self.failed.try_set(None);
                    self.loaded.try_set(help_desk.core(|core| core.numbered(self.number)));
                }
                Err(error) => {
                    self.failed.try_set(Some(error));
                }
            }
        });
    }
}

/// The ticket could not be loaded, or may not be seen.
#[component]
fn Failure(error: ServerError, arrival: Arrival, place: PanelPlace) -> impl IntoView {
    let language = use_language();
    if matches!(error.status(), Some(403 | 404)) {
        return view! {
            <PanelState
                icon=Icon::Lock
                place
                title=Signal::derive(move || say!(language, ticket.no_access).to_owned())
                text=Signal::derive(move || say!(language, ticket.no_access_text).to_owned())
            />
        }
        .into_any();
    }
    let help_desk = use_help_desk();
    let again = Callback::new(move |()| arrival.load(&help_desk));
    view! {
        <PanelState
            icon=Icon::Warning
            place
            title=Signal::derive(move || say!(language, ticket.failed).to_owned())
            text=Signal::derive(move || say_error(language, &error))
            remedy=(Signal::derive(move || say!(language, common.retry).to_owned()), again)
        />
    }
    .into_any()
}

/// A ticket that is here.
#[component]
fn Open(id: TicketId, arrival: Arrival) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let ticket = Memo::new(move |_| reading.ticket(id));
    use_title(move || {
        let ticket = ticket.read();
        ticket.as_ref().map_or_else(String::new, |ticket| format!("{} {}", ticket.number, ticket.name))
    });
    mark_read(&help_desk, id);

    // Which thread is shown: the one that was switched to while the ticket is open, else CNV-05 decides.
    let switched = RwSignal::new(None::<ConversationId>);
    let following = help_desk.clone();
    let conversation = Memo::new(move |_| switched.get().or_else(|| shown_conversation(&following, id)));
    let may = help_desk.clone();
    let editable = Memo::new(move |_| {
        let actor = may.core(crate::replica::core::Replica::actor);
        ticket
            .read()
            .as_ref()
            .is_some_and(|ticket| may.setup(|setup| policy::editable(setup, &actor, ticket).is_ok()))
    });
    let reading = help_desk.clone();
    // What is in an inbox is answered there (MOV-08).
    let answerable = Memo::new(move |_| {
        editable.get() && conversation.get().is_some_and(|shown| inbox_of(&reading, shown).is_none())
    });
    be_present(id, conversation);
    let editor = EditorHandle::default();
    Effect::new(move |_| {
        if conversation.get().is_some() && !answerable.get() {
            editor.give_up();
        }
    });
    provide_context(ReplyTo { editor, editable: answerable });
    let picking = Picking::in_thread(conversation);
    provide_context(picking);
    let merging = Merging(RwSignal::new(false));
    provide_context(merging);
    let deleting = Deleting(RwSignal::new(false));
    provide_context(deleting);
    let reading = help_desk.clone();
    let deletable = Memo::new(move |_| may_delete(&reading, id));
    let (owner_button, status_button) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    let asked = AskedByKey { picking, merging: (merging, editable), deleting: (deleting, deletable) };
    use_ticket_keys(id, editor, asked, owner_button, status_button);
    view! {
        <main class="hd-ticket" id="content">
            <section
                class="hd-ticket__main"
                class:hd-ticket__main--picking=move || picking.is_on()
                aria-label=move || say!(language, ticket.title, number = arrival.number).to_string()>
                <TicketHead id ticket editable=editable.into() conversation switched owner_button status_button/>
                {move || match conversation.get() {
                    Some(conversation) => view! { <ThreadPanel conversation place=Place::Ticket { ticket: id, part: Part::Thread }/> }.into_any(),
                    None => view! { <NoThread arrival/> }.into_any(),
                }}
                {move || conversation.get().map(|conversation| view! { <InInbox conversation/> })}
                {move || {
                    conversation
                        .get()
                        .filter(|_| answerable.get())
                        .map(|conversation| {
                            let place = Place::Ticket { ticket: id, part: Part::Editor };
                            view! { <Editor place ticket=Some(id) conversation handle=editor/> }
                        })
                }}
                <PickedBar ticket conversation picking/>
            </section>
            <Sidebar ticket/>
        </main>
    }
}

/// The inbox in which a conversation is, if it is in one; tracked.
fn inbox_of(help_desk: &HelpDesk, conversation: ConversationId) -> Option<InboxId> {
    help_desk.track(Topic::Conversation(conversation));
    help_desk.desk(|desk| desk.conversations.get(&conversation)?.inbox)
}

/// Says that the thread is in an inbox, and leads there (MOV-08).
#[component]
fn InInbox(conversation: ConversationId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let name = Memo::new(move |_| {
        let inbox = inbox_of(&help_desk, conversation)?;
        help_desk.setup(|setup| setup.inboxes.get(&inbox).map(|inbox| inbox.name.clone()))
    });
    let href = Route::Inbox(InboxRoute { conversation: Some(conversation), ..InboxRoute::default() }).href();
    move || {
        let href = href.clone();
        name.get().map(|name| {
            view! {
                <p class="hd-note">
                    {Icon::Envelope.draw()}
                    <span class="hd-note__text">{say!(language, inbox.in_inbox, name = name).to_string()}</span>
                    <a class="hd-button" href=href>{move || say!(language, inbox.open_there)}</a>
                </p>
            }
        })
    }
}

/// No thread is here: it is being loaded, it could not be, or the ticket was created by hand and has none.
#[component]
fn NoThread(arrival: Arrival) -> impl IntoView {
    let language = use_language();
    let state = move || match (arrival.loaded.get(), arrival.failed.get()) {
        (Some(_), _) => view! {
            <PanelState
                icon=Icon::Envelope
                title=Signal::derive(move || say!(language, thread.no_conversation).to_owned())
                text=Signal::derive(move || say!(language, thread.no_conversation_text).to_owned())
            />
        }
        .into_any(),
        (None, Some(error)) => view! { <Failure error arrival place=PanelPlace::Part/> }.into_any(),
        (None, None) => view! {
            <SkeletonCards count=3 label=Signal::derive(move || say!(language, thread.loading).to_owned())/>
        }
        .into_any(),
    };
    view! { <div class="hd-thread">{state}</div> }
}

/// CNV-05; tracked.
fn shown_conversation(help_desk: &HelpDesk, ticket: TicketId) -> Option<ConversationId> {
    help_desk.track(Topic::Ticket(ticket));
    let actor = help_desk.core(crate::replica::core::Replica::actor);
    help_desk.desk(|desk| {
        for conversation in desk.conversations_of(ticket) {
            help_desk.track(Topic::Conversation(conversation.id));
        }
        // What was moved out of sight a moment ago is here still.
        let seen = |inbox| help_desk.setup(|setup| policy::sees_inbox(setup, &actor, inbox));
        conversation::shown(desk.conversations_of(ticket).filter(|it| it.inbox.is_none_or(seen)))
    })
}

/// Follows a ticket, or follows it no more (FOL-02, FOL-03); returns which.
pub fn follow_or_not(help_desk: &HelpDesk, ticket: TicketId) -> bool {
    let follow = !help_desk.core(|core| {
        core.desk().tickets.get(&ticket).is_some_and(|ticket| ticket.followers.contains(&core.me()))
    });
    let _ = help_desk.give(FollowTicket { ticket, follow }, Place::Ticket { ticket, part: Part::Head });
    follow
}

/// Whoever opens a ticket has read it, and so has whoever looks at it when something is added (UNR-02).
pub fn mark_read(help_desk: &HelpDesk, id: TicketId) {
    let reading = help_desk.clone();
    let position = Memo::new(move |_| reading.ticket(id).map(|ticket| ticket.position));
    let help_desk = help_desk.clone();
    Effect::new(move |_| {
        position.get();
        let unread =
            help_desk.core(|core| core.desk().tickets.get(&id).is_some_and(|ticket| core.is_unread(ticket)));
        if unread && document().visibility_state() == web_sys::VisibilityState::Visible {
            let _ = help_desk.give(MarkRead { ticket: id }, Place::Ticket { ticket: id, part: Part::Head });
        }
    });
}

/// Says why what was last done at a place was not done.
#[component]
pub fn RefusalAt(
    /// The place.
    place: Place,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let refused = help_desk.clone();
    // A reply that was crossed is told of by the editor, with what crossed it.
    let refusal = Memo::new(move |_| refused.refusal(place).filter(|it| it.crossing().is_none()));
    let on_close = Callback::new(move |()| help_desk.forget_refusal(place));
    move || {
        refusal.get().map(|refusal| {
            view! {
                <RefusalNote
                    text=Signal::derive(move || say_refusal(language, &refusal))
                    on_close
                    close_label=Signal::derive(move || say!(language, common.close).to_owned())
                />
            }
        })
    }
}
