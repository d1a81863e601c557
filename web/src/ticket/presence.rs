//! Colleagues who have the ticket open too, and who of them is writing (REP-19).

use chrono::TimeDelta;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use sportello_domain::id::{ConversationId, TicketId, UserId};
use sportello_domain::protocol::{Doing, Present};

use crate::env::{self, Sight};
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::use_help_desk;
use crate::ui::avatar::Avatar;

/// How often one looks whether there is something new to say, in milliseconds.
const STEP: u32 = 500;

/// After how many steps it is said again, though nothing is new.
const AGAIN: u32 = 20;

/// For how long after the last letter somebody is taken to be writing.
const WRITING: TimeDelta = TimeDelta::seconds(5);

/// Says for as long as the ticket is open that it is, and whether one writes. Not while the page is out of sight.
pub fn be_present(ticket: TicketId, conversation: Memo<Option<ConversationId>>) {
    let help_desk = use_help_desk();
    let leaving = help_desk.clone();
    let away = window_event_listener(leptos::ev::pagehide, {
        let leaving = leaving.clone();
        move |_| leaving.leave_ticket(ticket)
    });
    on_cleanup(move || {
        away.remove();
        leaving.leave_ticket(ticket);
    });
    spawn_local_scoped_with_cancellation(async move {
        let mut since_said = AGAIN;
        let mut said = None;
        loop {
            if env::sight() == Sight::Hidden {
                help_desk.leave_ticket(ticket);
                said = None;
                env::until(Sight::Seen).await;
            }
            let shown = conversation.try_get_untracked().flatten();
            let typed = |shown: &ConversationId| help_desk.drafts().typed(*shown);
            let writing = shown.filter(|shown| typed(shown).is_some_and(|at| env::now() < at + WRITING));
            let doing = writing.map_or(Doing::Viewing, |conversation| Doing::Writing { conversation });
            since_said = since_said.saturating_add(1);
            if said != Some(doing) || AGAIN <= since_said {
                // One at a time: two could overtake each other on their way.
                help_desk.say_presence(ticket, doing).await;
                (said, since_said) = (Some(doing), 0);
            }
            TimeoutFuture::new(STEP).await;
        }
    });
}

/// Shows who has the ticket open too.
#[component]
pub fn Viewers(
    /// The ticket.
    ticket: TicketId,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let looking = help_desk.clone();
    let present = Memo::new(move |_| looking.present(ticket));
    let face = move |Present { user, doing }: Present| {
        let help_desk = help_desk.clone();
        let name = Signal::derive(move || help_desk.setup(|setup| user_name(setup, user)));
        let writes = matches!(doing, Doing::Writing { .. });
        let label = move || {
            if writes {
                say!(language, presence.writing, name = name.get()).to_string()
            } else {
                say!(language, presence.viewing, name = name.get()).to_string()
            }
        };
        view! {
            <li class="hd-viewer" class:hd-viewer--writing=writes title=label>
                <Avatar name/>
                <span class="hd-hidden-label">{label}</span>
            </li>
        }
    };
    view! {
        <Show when=move || !present.read().is_empty()>
            <ul class="hd-viewers" aria-label=move || say!(language, presence.also_here)>
                {present.get().into_iter().map(&face).collect_view()}
            </ul>
        </Show>
    }
}

/// Shows who is writing in a conversation.
#[component]
pub fn Writers(
    /// The ticket.
    ticket: TicketId,
    /// The conversation.
    conversation: ConversationId,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let looking = help_desk.clone();
    let writers = Memo::new(move |_| {
        let present = looking.present(ticket).into_iter();
        let here = present.filter(|it| it.doing == Doing::Writing { conversation });
        here.map(|it| it.user).collect::<Vec<_>>()
    });
    let line = move |user: UserId| {
        let help_desk = help_desk.clone();
        let name = Signal::derive(move || help_desk.setup(|setup| user_name(setup, user)));
        view! {
            <p class="hd-writer">
                <Avatar name/>
                <span>{move || say!(language, presence.writing, name = name.get()).to_string()}</span>
                <span class="hd-writer__dots" aria-hidden="true"><i></i><i></i><i></i></span>
            </p>
        }
    };
    view! {
        <div class="hd-writers" role="status">
            {move || writers.get().into_iter().map(&line).collect_view()}
        </div>
    }
}
