//! A ticket's head: its name, its properties, and what can be done with it.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use sportello_domain::conversation::Conversation;
use sportello_domain::conversation::{CloseConversation, ReopenConversation};
use sportello_domain::id::{ConversationId, TicketId};
use sportello_domain::property::BuiltIn;
use sportello_domain::ticket::{SetProperty, ShowNumberInName, Ticket};
use sportello_domain::unread::MarkUnread;
use sportello_domain::workspace::Layout;

use super::RefusalAt;
use super::association_history::AssociationHistoryDialog;
use super::conversations::ConversationSwitch;
use super::delete::{DeleteDialog, Deleting, may_delete};
use super::follow_or_not;
use super::merge::{MergeDialog, Merging};
use super::move_pipeline::MovePipelineDialog;
use super::presence::Viewers;
use super::print::PrintDialog;
use super::properties::Properties;
use super::record_access::RecordAccessPanel;
use super::sidebar::DetailsDialog;
use super::spam::{Asked, SpamDialog, may_block};
use super::split::{Picking, may_split};
use crate::inbox::moving::{MoveDialog, targets};
use crate::language::{say, use_language};
use crate::replica::topic::Topic;
use crate::replica::{Part, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::focus::use_heading_focus;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::tick::TickBox;
use crate::workspace::places::Places;

/// Shows the head.
#[component]
pub fn TicketHead(
    /// The ticket.
    id: TicketId,
    /// It, as it is shown.
    ticket: Memo<Option<Ticket>>,
    /// Whether whoever is signed in may change it.
    editable: Signal<bool>,
    /// The conversation that is shown.
    conversation: Memo<Option<ConversationId>>,
    /// The conversation that was switched to.
    switched: RwSignal<Option<ConversationId>>,
    /// The button that chooses the owner.
    owner_button: NodeRef<html::Button>,
    /// The button that chooses the status.
    status_button: NodeRef<html::Button>,
) -> impl IntoView {
    let language = use_language();
    let places = expect_context::<Places>();
    let renaming = RwSignal::new(false);
    let title = move || {
        if renaming.get() {
            view! { <Rename id ticket renaming/> }.into_any()
        } else {
            view! { <Name ticket editable renaming/> }.into_any()
        }
    };
    view! {
        <header class="hd-ticket__head">
            <div class="hd-ticket__title">
                <a
                    class="hd-button hd-button--quiet"
                    href=places.back_route().href()
                    aria-label=move || say!(language, ticket.back_to_list)
                    title=move || say!(language, ticket.back_to_list)
                >
                    {Icon::Back.draw()}
                </a>
                {title}
                <span class="hd-ticket__spacer"></span>
                <Viewers ticket=id/>
                <ConversationSwitch ticket=id conversation switched/>
                <Actions id ticket conversation editable/>
            </div>
            <Properties id ticket editable owner_button status_button/>
            <RefusalAt place=Place::Ticket { ticket: id, part: Part::Head }/>
        </header>
    }
}

#[component]
fn Name(ticket: Memo<Option<Ticket>>, editable: Signal<bool>, renaming: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let heading = use_heading_focus();
    let name = move || ticket.read().as_ref().map(Ticket::shown_name);
    view! {
        <h1 class="hd-ticket__name hd-truncate" tabindex="-1" node_ref=heading title=name>{name}</h1>
        <Show when=move || editable.get()>
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || say!(language, ticket.rename).to_owned())
                on_press=Callback::new(move |_| renaming.set(true))
            >
                {Icon::Pencil.draw()}
            </Button>
        </Show>
    }
}

/// The field in which the name is edited; Enter saves, Escape leaves it.
#[component]
fn Rename(id: TicketId, ticket: Memo<Option<Ticket>>, renaming: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let before = ticket.read_untracked().as_ref().map(|ticket| ticket.name.to_string()).unwrap_or_default();
    let text = RwSignal::new(before);
    let place = Place::Ticket { ticket: id, part: Part::Head };
    let shown = RwSignal::new(ticket.read_untracked().as_ref().is_some_and(|ticket| ticket.number_in_name));
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let order = SetProperty { ticket: id, property: BuiltIn::Name.into(), value: text.get_untracked() };
        if help_desk.give(order, place).is_ok() {
            let _ = help_desk.give(ShowNumberInName { ticket: id, shown: shown.get_untracked() }, place);
            renaming.set(false);
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            renaming.set(false);
        }
    };
    view! {
        <form class="hd-ticket__rename" on:submit=save>
            <h1 class="hd-hidden-label">{move || ticket.read().as_ref().map(|ticket| ticket.name.to_string())}</h1>
            <input
                type="text"
                aria-label=move || say!(language, ticket.name)
                node_ref=field
                prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())
                on:keydown=on_keydown
            />
            <TickBox
                label=Signal::derive(move || say!(language, ticket.number_in_name).to_owned())
                ticked=shown
                on_change=Callback::new(move |ticked| shown.set(ticked))
            />
            <button type="submit" class="hd-button hd-button--primary">{move || say!(language, common.save)}</button>
            <Button on_press=Callback::new(move |_| renaming.set(false))>{move || say!(language, common.cancel)}</Button>
        </form>
    }
}

/// What can be done with the ticket.
#[component]
fn Actions(
    id: TicketId,
    ticket: Memo<Option<Ticket>>,
    conversation: Memo<Option<ConversationId>>,
    editable: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    let details_open = RwSignal::new(false);
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let open = Memo::new(move |_| {
        let conversation = conversation.get()?;
        reading.track(Topic::Conversation(conversation));
        reading.desk(|desk| desk.conversations.get(&conversation).map(Conversation::is_open))
    });
    let moving = RwSignal::new(false);
    let printing = RwSignal::new(false);
    let moving_conversation = RwSignal::new(false);
    let reading = help_desk.clone();
    let movable = Memo::new(move |_| {
        !targets(&reading, conversation.get(), say!(language, moving.help_desk)).is_empty()
    });
    let history_open = RwSignal::new(false);
    let access_open = RwSignal::new(false);
    let reading = help_desk.clone();
    let may_move = Memo::new(move |_| editable.get() && reading.setup(|setup| setup.pipelines.len() > 1));
    let picking = expect_context::<Picking>();
    let (Merging(merging), Deleting(deleting)) = (expect_context(), expect_context());
    let reading = help_desk.clone();
    let may_split = Memo::new(move |_| editable.get() && may_split(&reading, conversation.get()));
    let reading = help_desk.clone();
    let may_delete = Memo::new(move |_| may_delete(&reading, id));
    let reading = help_desk.clone();
    let blockable = Memo::new(move |_| may_block(&reading, id, conversation.get()));
    let spam = RwSignal::new(None::<Asked>);
    let place = Place::Ticket { ticket: id, part: Part::Head };
    let desk = StoredValue::new(help_desk);
    let mark_unread = Callback::new(move |_| {
        let _ = desk.get_value().give(MarkUnread { ticket: id }, place);
    });
    let me = desk.get_value().me();
    let follows =
        Memo::new(move |_| ticket.read().as_ref().is_some_and(|ticket| ticket.followers.contains(&me)));
    let follow = Callback::new(move |_| {
        follow_or_not(&desk.get_value(), id);
    });
    let close = Callback::new(move |_| {
        if let Some(conversation) = conversation.get_untracked() {
            let _ = desk.get_value().give(CloseConversation { conversation }, place);
        }
    });
    let reopen = Callback::new(move |_| {
        if let Some(conversation) = conversation.get_untracked() {
            let _ = desk.get_value().give(ReopenConversation { conversation }, place);
        }
    });
    // Opened from a board they are under three dots (LAY-09), else in a drop-down list (LAY-08).
    let from_board =
        expect_context::<Places>().came_from().is_some_and(|opened| opened.layout == Layout::Board);
    let (face, weight) = if from_board {
        (Icon::More.draw().into_any(), Weight::Quiet)
    } else {
        let face = view! { <span>{move || say!(language, ticket.actions)}</span> {Icon::Down.draw()} };
        (face.into_any(), Weight::default())
    };
    view! {
        <Menu label=Signal::derive(move || say!(language, ticket.actions).to_owned()) weight face>
            <MenuItem on_choose=mark_unread>
                {Icon::Unread.draw()} {move || say!(language, ticket.mark_unread)} <kbd>"u"</kbd>
            </MenuItem>
            <MenuItem on_choose=follow>
                {Icon::Star.draw()}
                {move || if follows.get() { say!(language, ticket.unfollow) } else { say!(language, ticket.follow) }}
                <kbd>"f"</kbd>
            </MenuItem>
            {move || match open.get().filter(|_| editable.get()) {
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
            {move || {
                let move_pipeline = Callback::new(move |_| moving.set(true));
                may_move.get().then(|| view! {
                    <MenuItem on_choose=move_pipeline>
                        {Icon::Board.draw()} {move || say!(language, ticket.move_pipeline)}
                    </MenuItem>
                })
            }}
            {move || {
                let split = Callback::new(move |_| picking.begin());
                may_split.get().then(|| view! {
                    <MenuItem on_choose=split>
                        {Icon::Branch.draw()} {move || say!(language, split.open)}
                    </MenuItem>
                })
            }}
            {move || {
                let merge = Callback::new(move |_| merging.set(true));
                editable.get().then(|| view! {
                    <MenuItem on_choose=merge>
                        {Icon::Merge.draw()} {move || say!(language, merge.open)} <kbd>"m"</kbd>
                    </MenuItem>
                })
            }}
            {move || {
                let move_it = Callback::new(move |_| moving_conversation.set(true));
                movable.get().then(|| view! {
                    <MenuItem on_choose=move_it>
                        {Icon::Tray.draw()} {move || say!(language, moving.open)}
                    </MenuItem>
                })
            }}
            {move || {
                let print = Callback::new(move |_| printing.set(true));
                conversation.get().map(|_| view! {
                    <MenuItem on_choose=print>
                        {Icon::Printer.draw()} {move || say!(language, print.open)}
                    </MenuItem>
                })
            }}
            {move || {
                let mark = Callback::new(move |_| spam.set(Some(Asked::Mark)));
                (may_delete.get() && conversation.get().is_some()).then(|| view! {
                    <MenuItem on_choose=mark>
                        {Icon::Shield.draw()} {move || say!(language, spam.mark)}
                    </MenuItem>
                })
            }}
            {move || {
                blockable.get().filter(|_| may_delete.get()).map(|contact| {
                    let block = Callback::new(move |_| spam.set(Some(Asked::Block(contact))));
                    view! {
                        <MenuItem on_choose=block>
                            {Icon::Lock.draw()} {move || say!(language, spam.block)}
                        </MenuItem>
                    }
                })
            }}
            {move || {
                let delete = Callback::new(move |_| deleting.set(true));
                may_delete.get().then(|| view! {
                    <MenuItem on_choose=delete>
                        {Icon::Bin.draw()} {move || say!(language, delete.open)} <kbd>"#"</kbd>
                    </MenuItem>
                })
            }}
            <MenuItem on_choose=Callback::new(move |_| history_open.set(true))>
                {Icon::Clock.draw()} {move || say!(language, history.open)}
            </MenuItem>
            <MenuItem on_choose=Callback::new(move |_| access_open.set(true))>
                {Icon::People.draw()} {move || say!(language, access.open)}
            </MenuItem>
            <span class="hd-side__open">
                <MenuItem on_choose=Callback::new(move |_| details_open.set(true))>
                    {Icon::Information.draw()} {move || say!(language, ticket.details)}
                </MenuItem>
            </span>
        </Menu>
        <DetailsDialog ticket open=details_open/>
        <MovePipelineDialog ticket open=moving/>
        <MoveDialog conversation open=moving_conversation place on_moved=Callback::new(|()| ())/>
        <MergeDialog id/>
        <DeleteDialog id/>
        <SpamDialog id asked=spam/>
        <PrintDialog id conversation open=printing/>
        <AssociationHistoryDialog id open=history_open/>
        <RecordAccessPanel id ticket editable open=access_open/>
    }
}
