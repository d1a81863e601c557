//! One conversation of an inbox: its thread, the editor, and what can be done with it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::conversation::{
    AssignConversation, CloseConversation, Conversation, Place as Where, ReopenConversation,
};
use sportello_domain::id::{ConversationId, TicketId, UserId};
use sportello_domain::inbox::InboxTickets;
use sportello_domain::policy;
use sportello_domain::ticket::Ticket;

use super::LeadsTo;
use super::beside::{Beside, BesideDialog};
use super::moving::MoveDialog;
use super::trash::{TrashDialog, may_trash};
use crate::failure::say_error;
use crate::language::{Language, say, use_language};
use crate::parts;
use crate::people::user_name;
use crate::replica::core::Replica;
use crate::replica::drafts::Kind;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::routes::{InboxRoute, Route};
use crate::server::ServerError;
use crate::ticket::presence::{Viewers, be_present};
use crate::ticket::reply::{Editor, EditorHandle, ReplyTo};
use crate::ticket::thread::ThreadPanel;
use crate::ticket::{RefusalAt, mark_read, press_reply_of_focused_message};
use crate::ui::avatar::Avatar;
use crate::ui::button::{Button, Weight};
use crate::ui::choice_menu::{Choice, ChoiceMenu};
use crate::ui::dialog::Dialog;
use crate::ui::focus::use_heading_focus;
use crate::ui::icon::Icon;
use crate::ui::keys::{Shortcut, use_shortcuts};
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::skeleton::SkeletonCards;
use crate::workspace::without_ticket::about;

/// What is shown at the conversation's address.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Conversation,
    Skeleton,
    /// It is not in an inbox that is seen, or not any more.
    Gone,
    Failure(ServerError),
}

/// Shows the conversation, once it is here.
#[component]
pub fn Opened(
    /// The conversation.
    conversation: ConversationId,
    /// The address.
    route: Memo<InboxRoute>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (loaded, failed) = (RwSignal::new(false), RwSignal::new(None::<ServerError>));
    let loading = help_desk.clone();
    let load = Callback::new(move |()| {
        let help_desk = loading.clone();
        spawn_local(async move {
            // The page may be gone when the answer comes.
            let outcome = help_desk.load_conversation(conversation).await;
            loaded.try_set(outcome.is_ok());
            failed.try_set(outcome.err());
        });
    });
    let following = help_desk.clone();
    Effect::new(move |_| {
        following.generation();
        load.run(());
    });
    let here = Memo::new(move |_| found(&help_desk, conversation).is_some());
    let LeadsTo(leads_to) = expect_context();
    let shown = Memo::new(move |_| match (here.get(), loaded.get(), failed.get()) {
        (true, _, _) => Shown::Conversation,
        _ if leads_to.get().is_some() => Shown::Skeleton,
        (false, true, _) => Shown::Gone,
        (false, false, Some(error)) if matches!(error.status(), Some(404 | 409)) => Shown::Gone,
        (false, false, Some(error)) => Shown::Failure(error),
        (false, false, None) => Shown::Skeleton,
    });
    let back = move || Route::Inbox(InboxRoute { conversation: None, ..route.get_untracked() }).href();
    let navigate = use_navigate();
    let leave = Callback::new(move |()| navigate(&back(), NavigateOptions::default()));
    move || {
        let state = match shown.get() {
            Shown::Conversation => {
                return view! { <Page conversation route leave/> }.into_any();
            }
            Shown::Skeleton => view! {
                <SkeletonCards count=3 label=Signal::derive(move || say!(language, thread.loading).to_owned())/>
            }
            .into_any(),
            Shown::Gone => view! {
                <PanelState
                    icon=Icon::Lock
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, inbox.gone).to_owned())
                    text=Signal::derive(move || say!(language, inbox.gone_text).to_owned())
                    remedy=(Signal::derive(move || say!(language, inbox.back).to_owned()), leave)
                />
            }
            .into_any(),
            Shown::Failure(error) => view! {
                <PanelState
                    icon=Icon::Warning
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, inbox.failed).to_owned())
                    text=Signal::derive(move || say_error(language, &error))
                    remedy=(Signal::derive(move || say!(language, common.retry).to_owned()), load)
                />
            }
            .into_any(),
        };
        view! { <main class="hd-work" id="content">{state}</main> }.into_any()
    }
}

/// A conversation, as long as it is at work in an inbox that is seen; tracked.
fn found(help_desk: &HelpDesk, conversation: ConversationId) -> Option<Conversation> {
    help_desk.track(Topic::Conversation(conversation));
    let found = help_desk.desk(|desk| desk.conversations.get(&conversation).cloned())?;
    let inbox = found.inbox.filter(|_| found.place == Where::HelpDesk)?;
    let actor = help_desk.core(Replica::actor);
    help_desk.setup(|setup| policy::sees_inbox(setup, &actor, inbox)).then_some(found)
}

/// A conversation that is here.
#[component]
fn Page(conversation: ConversationId, route: Memo<InboxRoute>, leave: Callback<()>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let it = Memo::new(move |_| found(&reading, conversation));
    let reading = help_desk.clone();
    // Its ticket, where that is seen.
    let ticket = Memo::new(move |_| {
        let ticket = it.get()?.ticket()?;
        reading.ticket(ticket)
    });
    let ticket_id = Memo::new(move |_| ticket.read().as_ref().map(|ticket| ticket.id));
    let reading = help_desk.clone();
    let works_here = Memo::new(move |_| {
        let actor = reading.core(Replica::actor);
        let inbox = it.get().and_then(|it| it.inbox);
        inbox
            .is_some_and(|inbox| reading.setup(|setup| policy::member_of_inbox(setup, &actor, inbox).is_ok()))
    });
    let editor = EditorHandle::default();
    provide_context(ReplyTo { editor, editable: works_here });
    let subject = move || say_subject(language, it.get());
    let moving = RwSignal::new(false);
    use_conversation_keys(editor, leave);
    let place = move |part| Place::Conversation { conversation, part };
    let shown = Memo::new(move |_| Some(conversation));
    view! {
        <main class="hd-ticket" id="content">
            <section class="hd-ticket__main" aria-label=subject>
                <Head conversation it ticket works_here route leave moving/>
                <ThreadPanel conversation place=place(Part::Thread)/>
                {move || {
                    if works_here.get() {
                        let ticket = ticket_id.get();
                        view! { <Editor place=place(Part::Editor) ticket conversation handle=editor/> }.into_any()
                    } else {
                        view! { <p class="hd-note">{Icon::Lock.draw()} {move || say!(language, inbox.read_only)}</p> }
                            .into_any()
                    }
                }}
                {move || ticket_id.get().map(|id| {
                    mark_read(&use_help_desk(), id);
                    be_present(id, shown);
                })}
            </section>
            <Beside it ticket/>
        </main>
        <MoveDialog conversation=shown open=moving place=place(Part::Head) on_moved=leave/>
    }
}

/// What a conversation is about.
fn say_subject(language: Language, it: Option<Conversation>) -> String {
    let subject = it.and_then(|it| it.subject).filter(|subject| !subject.trim().is_empty());
    subject.unwrap_or_else(|| say!(language, inbox.no_subject).to_owned())
}

fn use_conversation_keys(editor: EditorHandle, leave: Callback<()>) {
    use_shortcuts(&[Shortcut::Reply, Shortcut::Comment, Shortcut::Close], move |shortcut| match shortcut {
        Shortcut::Reply => press_reply_of_focused_message() || editor.open(Kind::Reply),
        Shortcut::Comment => editor.open(Kind::Comment),
        Shortcut::Close => {
            leave.run(());
            true
        }
        Shortcut::Next
        | Shortcut::Previous
        | Shortcut::Open
        | Shortcut::Assign
        | Shortcut::Status
        | Shortcut::Unread
        | Shortcut::Select
        | Shortcut::Follow
        | Shortcut::Merge
        | Shortcut::Delete
        | Shortcut::Left
        | Shortcut::Right
        | Shortcut::CarryLeft
        | Shortcut::CarryRight
        | Shortcut::Create
        | Shortcut::Search
        | Shortcut::Help => false,
    });
}

/// What it is about, whose it is, and what can be done with it.
#[component]
fn Head(
    conversation: ConversationId,
    it: Memo<Option<Conversation>>,
    ticket: Memo<Option<Ticket>>,
    works_here: Memo<bool>,
    route: Memo<InboxRoute>,
    leave: Callback<()>,
    moving: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let heading = use_heading_focus();
    let subject = move || say_subject(language, it.get());
    crate::ui::focus::use_title(subject);
    // INB-06: the ticket has a tab of its own.
    let title = move || match ticket.get() {
        Some(ticket) => {
            let name = format!("{} {}", ticket.number, ticket.name);
            let href = Route::Ticket { number: ticket.number.0 }.href();
            let label = say!(language, inbox.open_ticket, name = name).to_string();
            view! {
                <a href=href target="_blank" rel="noopener" title=label.clone() aria-label=label>
                    {ticket.shown_name()} {Icon::NewTab.draw()}
                </a>
            }
            .into_any()
        }
        None => view! { <span>{subject}</span> }.into_any(),
    };
    let back = move || Route::Inbox(InboxRoute { conversation: None, ..route.get() }).href();
    view! {
        <header class="hd-ticket__head">
            <div class="hd-ticket__title">
                <a
                    class="hd-button hd-button--quiet"
                    href=back
                    aria-label=move || say!(language, inbox.back)
                    title=move || say!(language, inbox.back)
                >
                    {Icon::Back.draw()}
                </a>
                <h1 class="hd-ticket__name hd-truncate" tabindex="-1" node_ref=heading>{title}</h1>
                <span class="hd-ticket__spacer"></span>
                {move || ticket.read().as_ref().map(|ticket| view! { <Viewers ticket=ticket.id/> })}
                <span class="hd-inbox__assigned"><Owner conversation it works_here/></span>
                <CreateTicket conversation it works_here/>
                <More conversation it ticket works_here leave moving/>
            </div>
            <RefusalAt place=Place::Conversation { conversation, part: Part::Head }/>
        </header>
    }
}

/// Whose the conversation is. Its ticket follows it (OWN-01).
#[component]
fn Owner(
    conversation: ConversationId,
    it: Memo<Option<Conversation>>,
    works_here: Memo<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let owner = Memo::new(move |_| it.get().and_then(|it| it.owner));
    let reading = help_desk.clone();
    let choices = Signal::derive(move || {
        let inbox = it.get().and_then(|it| it.inbox);
        let nobody = say!(language, inbox.nobody).to_owned();
        let mut people: Vec<(String, UserId)> = reading.setup(|setup| {
            let may = |user: &UserId| policy::may_own_conversation(setup, *user, inbox).is_ok();
            setup.users.keys().copied().filter(may).map(|user| (user_name(setup, user), user)).collect()
        });
        people.sort();
        let choice = |label: String, value: Option<UserId>| {
            let name = if value.is_some() { label.clone() } else { String::new() };
            let shown = label.clone();
            let face = ViewFn::from(move || {
                let (name, shown) = (name.clone(), shown.clone());
                view! { <Avatar name=Signal::stored(name)/> <span class="hd-truncate">{shown}</span> }
            });
            Choice { value, label, face, why_not: None }
        };
        let people = people.into_iter().map(|(label, user)| choice(label, Some(user)));
        std::iter::once(choice(nobody, None)).chain(people).collect::<Vec<_>>()
    });
    let naming = help_desk.clone();
    let face = ViewFn::from(move || {
        let name = owner.get().map(|owner| naming.setup(|setup| user_name(setup, owner)));
        let shown = name.clone().unwrap_or_else(|| say!(language, inbox.nobody).to_owned());
        view! {
            <Avatar name=Signal::stored(name.unwrap_or_default())/>
            <span class="hd-truncate">{shown}</span>
        }
    });
    let on_choose = Callback::new(move |owner: Option<UserId>| {
        let place = Place::Conversation { conversation, part: Part::Head };
        let _ = help_desk.give(AssignConversation { conversation, owner }, place);
    });
    view! {
        <ChoiceMenu
            name=Signal::derive(move || say!(language, inbox.owner).to_owned())
            choices
            chosen=owner
            on_choose
            enabled=works_here
            face
        />
    }
}

/// Creates the ticket of a conversation that has none (CRE-14); where inboxes have no tickets, both go to the help desk
/// (CRE-12).
#[component]
fn CreateTicket(
    conversation: ConversationId,
    it: Memo<Option<Conversation>>,
    works_here: Memo<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let may = Memo::new(move |_| {
        let actor = reading.core(Replica::actor);
        let without_ticket = it.get().is_some_and(|it| it.ticket().is_none());
        let may = reading.setup(|setup| policy::may_create_tickets(setup, &actor).is_ok());
        works_here.get() && without_ticket && may
    });
    let reading = help_desk.clone();
    let moves = Memo::new(move |_| {
        reading.setup(|setup| setup.settings.inbox_tickets == InboxTickets::MovesToHelpDesk)
    });
    let LeadsTo(leads_to) = expect_context();
    let (creating, stays) = (RwSignal::new(false), RwSignal::new(None::<TicketId>));
    let form = move || {
        let about = help_desk.core(|core| about(core, conversation));
        // Where the conversation stays, so does whoever reads it.
        let created = if moves.get() { leads_to } else { stays };
        parts::ticket_form(creating, created, about)
    };
    view! {
        <Show when=move || may.get()>
            <Button weight=Weight::Primary on_press=Callback::new(move |_| creating.set(true))>
                {move || say!(language, create.title)}
            </Button>
        </Show>
        <Dialog open=creating title=Signal::derive(move || say!(language, create.title).to_owned())>
            <Show when=move || creating.get()>
                <Show when=move || moves.get()>
                    <p class="hd-soft">{move || say!(language, inbox.creating_moves)}</p>
                </Show>
                {form.clone()}
            </Show>
        </Dialog>
    }
}

/// What else can be done with it (INB-11).
#[component]
fn More(
    conversation: ConversationId,
    it: Memo<Option<Conversation>>,
    ticket: Memo<Option<Ticket>>,
    works_here: Memo<bool>,
    leave: Callback<()>,
    moving: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let may_move = Memo::new(move |_| {
        let actor = reading.core(Replica::actor);
        works_here.get() && reading.setup(|setup| policy::may_move_conversations(setup, &actor).is_ok())
    });
    let reading = help_desk.clone();
    let trashable =
        Memo::new(move |_| works_here.get() && may_trash(&reading, ticket.get().as_ref(), it.get()));
    let (trashing, details) = (RwSignal::new(false), RwSignal::new(false));
    let place = Place::Conversation { conversation, part: Part::Head };
    let desk = StoredValue::new(help_desk);
    let close = Callback::new(move |_| {
        let _ = desk.get_value().give(CloseConversation { conversation }, place);
    });
    let reopen = Callback::new(move |_| {
        let _ = desk.get_value().give(ReopenConversation { conversation }, place);
    });
    let open = Memo::new(move |_| it.get().filter(|_| works_here.get()).map(|it| it.is_open()));
    let face = view! { <span>{move || say!(language, inbox.more)}</span> {Icon::Down.draw()} };
    view! {
        <Menu label=Signal::derive(move || say!(language, inbox.more).to_owned()) face=face.into_any()>
            {move || match open.get() {
                Some(true) => Some(view! {
                    <MenuItem on_choose=close>
                        {Icon::Tick.draw()} {move || say!(language, ticket.close_conversation)}
                    </MenuItem>
                }.into_any()),
                Some(false) => Some(view! {
                    <MenuItem on_choose=reopen>
                        {Icon::Again.draw()} {move || say!(language, ticket.reopen_conversation)}
                    </MenuItem>
                }.into_any()),
                None => None,
            }}
            {move || may_move.get().then(|| view! {
                <MenuItem on_choose=Callback::new(move |_| moving.set(true))>
                    {Icon::Tray.draw()} {move || say!(language, moving.open)}
                </MenuItem>
            })}
            {move || trashable.get().then(|| view! {
                <MenuItem on_choose=Callback::new(move |_| trashing.set(true))>
                    {Icon::Bin.draw()} {move || say!(language, inbox.trash)}
                </MenuItem>
            })}
            <span class="hd-side__open">
                <MenuItem on_choose=Callback::new(move |_| details.set(true))>
                    {Icon::Information.draw()} {move || say!(language, inbox.details)}
                </MenuItem>
            </span>
        </Menu>
        <TrashDialog conversation it ticket open=trashing on_trashed=leave/>
        <BesideDialog it ticket open=details/>
    }
}
