//! What the server said and the orders that are still in flight, for the screens: a thin skin of signals around
//! [`core`], which knows neither signals nor the network.

pub mod bulk;
pub mod core;
pub mod crossing;
pub mod drafts;
mod inboxes;
mod kept;
pub mod lists;
pub mod live;
mod loading;
pub mod mentions;
pub mod presence;
pub mod sender;
pub mod slice;
pub mod threads;
pub mod topic;
pub mod undo;
mod without_ticket;

use std::collections::BTreeMap;
use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::decide::Decided;
use sportello_domain::desk::Desk;
use sportello_domain::id::{ConversationId, OrderId, TicketId, UserId};
use sportello_domain::order::{Command, Order};
use sportello_domain::protocol::{ConversationPage, CurrentSetup, MentionPage, Problem, ThreadEntry};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::{Ticket, TicketNumber};

use self::core::{Given, PagePlace, Replica};
use self::crossing::HeldReplies;
use self::drafts::Drafts;
use self::lists::Listing;
use self::presence::Presence;
use self::topic::{Changed, Topic};
use self::undo::Waiting;
use crate::env;
use crate::server::{self, ServerError};

/// How long counts may be behind after something happened, in milliseconds: long enough to ask once for a burst.
const COUNTS_WAIT: u32 = 500;

/// The wait before a thread is loaded again that could not be, in milliseconds.
const RELOAD_WAIT: u32 = 2_000;

/// Where on the screen something was done; a refusal is told there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// On a ticket's page.
    Ticket {
        /// The ticket.
        ticket: TicketId,
        /// Which part of its page.
        part: Part,
    },
    /// On the page of a conversation in an inbox.
    Conversation {
        /// The conversation.
        conversation: ConversationId,
        /// Which part of its page.
        part: Part,
    },
    /// In a form, which tells of it itself.
    Form,
    /// Anywhere else.
    Workspace,
}

impl Place {
    /// The ticket on whose page it is.
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Ticket { ticket, .. } => Some(ticket),
            Self::Conversation { .. } | Self::Form | Self::Workspace => None,
        }
    }
}

/// A part of a ticket's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The head: name, owner, priority, status, commands.
    Head,
    /// The thread.
    Thread,
    /// The editor.
    Editor,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// A rule refused it here, before it was sent.
    Rule(Rejection),
    /// The server refused it, and what had been shown went back.
    Server(Box<Problem>),
}

/// Whether there is a line to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The last call was answered.
    Up,
    /// The last call was not; it is being tried again.
    Down,
}

/// What is being sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sending {
    #[default]
    Nothing,
    /// The orders in flight.
    InFlight,
    /// What other pages left behind, before anything else.
    LeftBehind,
}

/// What a help desk runs besides the screens.
#[derive(Default)]
struct Running {
    sending: Sending,
    counting: bool,
    ended: bool,
    places: BTreeMap<OrderId, Place>,
}

/// The help desk as one user sees it in this tab. Lives until they sign out.
#[derive(Clone)]
pub struct HelpDesk {
    core: ArcStoredValue<Replica>,
    triggers: ArcStoredValue<BTreeMap<Topic, ArcTrigger>>,
    running: ArcStoredValue<Running>,
    line: ArcRwSignal<Line>,
    refusals: ArcRwSignal<BTreeMap<Place, Refusal>>,
    generation: ArcRwSignal<u32>,
    drafts: Drafts,
    held: HeldReplies,
    waiting: ArcRwSignal<Option<Waiting>>,
    mentions: ArcRwSignal<Option<MentionPage>>,
    inbox_news: ArcRwSignal<u32>,
    without_ticket: ArcRwSignal<Option<ConversationPage>>,
    presence: Presence,
    on_signed_out: Arc<dyn Fn() + Send + Sync>,
}

/// Returns the help desk of whoever is signed in.
pub fn use_help_desk() -> HelpDesk {
    expect_context()
}

impl HelpDesk {
    /// Opens the help desk, and listens to what happens from now on. `on_signed_out` is called when the session is
    /// over; then [`HelpDesk::resume`] goes on, or [`HelpDesk::end`] ends it.
    pub fn open(me: UserId, setup: CurrentSetup, on_signed_out: impl Fn() + Send + Sync + 'static) -> Self {
        let help_desk = Self::quiet(me, setup, on_signed_out);
        live::listen(help_desk.clone());
        undo::release_out_of_sight(&help_desk);
        kept::adopt(&help_desk);
        help_desk
    }

    /// A help desk that does not listen: what the tests of components mount.
    pub fn quiet(me: UserId, setup: CurrentSetup, on_signed_out: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            core: ArcStoredValue::new(Replica::new(me, setup)),
            triggers: ArcStoredValue::new(BTreeMap::new()),
            running: ArcStoredValue::new(Running::default()),
            line: ArcRwSignal::new(Line::Up),
            refusals: ArcRwSignal::new(BTreeMap::new()),
            generation: ArcRwSignal::new(0),
            drafts: Drafts::of_user(me),
            held: HeldReplies::default(),
            waiting: ArcRwSignal::new(None),
            mentions: ArcRwSignal::new(None),
            inbox_news: ArcRwSignal::new(0),
            without_ticket: ArcRwSignal::new(None),
            presence: Presence::of_tab(),
            on_signed_out: Arc::new(on_signed_out),
        }
    }

    /// Goes on after the same user signed in again: what was in flight is sent.
    pub fn resume(&self) {
        self.running.update_value(|running| running.ended = false);
        live::listen(self.clone());
        sender::send(self);
    }

    /// Ends it: nothing is sent or heard any more.
    pub fn end(&self) {
        self.running.update_value(|running| running.ended = true);
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.running.with_value(|running| running.ended)
    }

    fn signed_out(&self) {
        self.end();
        (self.on_signed_out)();
    }

    /// Who is signed in.
    pub fn me(&self) -> UserId {
        self.core.with_value(Replica::me)
    }

    /// The configuration; tracked.
    pub fn setup<R>(&self, read: impl FnOnce(&Setup) -> R) -> R {
        self.track(Topic::Setup);
        self.core.with_value(|core| read(core.setup()))
    }

    /// The records, untracked: only what [`HelpDesk::track`] named is followed.
    pub fn desk<R>(&self, read: impl FnOnce(&Desk) -> R) -> R {
        self.core.with_value(|core| read(core.desk()))
    }

    /// The replica, untracked.
    pub fn core<R>(&self, read: impl FnOnce(&Replica) -> R) -> R {
        self.core.with_value(read)
    }

    /// A ticket; tracked.
    pub fn ticket(&self, id: TicketId) -> Option<Ticket> {
        self.track(Topic::Ticket(id));
        self.desk(|desk| desk.tickets.get(&id).cloned())
    }

    /// Whether a ticket is unread for whoever is signed in (UNR-01); tracked.
    pub fn is_unread(&self, id: TicketId) -> bool {
        self.track(Topic::Ticket(id));
        self.core(|core| core.desk().tickets.get(&id).is_some_and(|ticket| core.is_unread(ticket)))
    }

    /// The tickets that are listed, as far as they were loaded; none before the first page is here. Tracked.
    pub fn list(&self, listing: impl Into<Listing>) -> Option<Vec<TicketId>> {
        let listing = listing.into();
        self.track(Topic::List(listing));
        self.core(|core| core.list(listing).map(lists::List::ids))
    }

    /// Whether any page of a list was loaded; tracked.
    pub fn is_listed(&self, listing: impl Into<Listing>) -> bool {
        let listing = listing.into();
        self.track(Topic::List(listing));
        self.core(|core| core.list(listing).is_some())
    }

    /// How many tickets a list has; tracked.
    pub fn count(&self, listing: impl Into<Listing>) -> Option<u64> {
        self.track(Topic::Counts);
        self.core(|core| core.count(listing))
    }

    /// The entries of a thread; none before they are loaded. Tracked.
    pub fn thread(&self, conversation: ConversationId) -> Option<Vec<ThreadEntry>> {
        self.track(Topic::Thread(conversation));
        let entries = self.core(|core| core.thread(conversation))?;
        for entry in &entries {
            if let ThreadEntry::Message(view) = entry {
                self.track(Topic::Message(view.message.id));
            }
        }
        Some(entries)
    }

    /// How many orders the server has not answered yet; tracked.
    pub fn in_flight(&self) -> usize {
        self.track(Topic::InFlight);
        self.core(|core| core.in_flight().count())
    }

    /// Whether there is a line to the server; tracked.
    pub fn line(&self) -> Line {
        self.line.get()
    }

    /// Counts up whenever everything has to be loaded again because events were missed; tracked.
    pub fn generation(&self) -> u32 {
        self.generation.get()
    }

    /// Why what was last done at a place was not done; tracked.
    pub fn refusal(&self, place: Place) -> Option<Refusal> {
        self.refusals.read().get(&place).cloned()
    }

    /// Everything that was not done and not looked at yet, with where it was to be done; tracked.
    pub fn refusals(&self) -> Vec<(Place, Refusal)> {
        self.refusals.read().iter().map(|(place, refusal)| (*place, refusal.clone())).collect()
    }

    /// Takes the refusal at a place away.
    pub fn forget_refusal(&self, place: Place) {
        if self.refusals.read_untracked().contains_key(&place) {
            self.refusals.update(|refusals| {
                refusals.remove(&place);
            });
        }
    }

    /// What is being written.
    pub fn drafts(&self) -> &Drafts {
        &self.drafts
    }

    /// Follows a topic from the caller's reactive scope.
    pub fn track(&self, topic: Topic) {
        self.trigger(topic).track();
    }

    /// Gives an order. What it does is shown in the same frame and then sent; what a rule refuses is told at `place`
    /// and not sent.
    ///
    /// # Errors
    ///
    /// The refusing rule, which is shown already.
    pub fn give(&self, command: impl Into<Command>, place: Place) -> Result<(), Rejection> {
        self.forget_refusal(place);
        let id = OrderId::generate(env::now(), env::entropy());
        let actor = self.core(Replica::actor);
        let order = Order { id, actor, at: env::now(), command: command.into() };
        match self.core.try_update_value(|core| core.give(order.clone())) {
            Some(Ok(Given::InFlight(changed))) => {
                self.running.update_value(|running| {
                    running.places.insert(id, place);
                });
                self.notify(&changed);
                kept::keep(self, &order);
                self.send_or_wait(&order);
                Ok(())
            }
            Some(Ok(Given::Nothing)) | None => Ok(()),
            Some(Err(rejection)) => {
                self.refuse(place, &order.command, Refusal::Rule(rejection.clone()));
                Err(rejection)
            }
        }
    }

    /// Decides an order now, without giving it: what it would do to what is here. Untracked.
    ///
    /// # Errors
    ///
    /// The refusing rule.
    pub fn rehearse(&self, command: impl Into<Command>) -> Result<Decided, Rejection> {
        let id = OrderId::generate(env::now(), env::entropy());
        let order = Order { id, actor: self.core(Replica::actor), at: env::now(), command: command.into() };
        self.core(|core| core.rehearse(&order))
    }

    /// Changes what the server said, and tells the screens.
    pub fn learn(&self, change: impl FnOnce(&mut Replica) -> Changed) {
        let learned = self.core.try_update_value(|core| {
            core.time_is(env::now());
            change(core)
        });
        let Some(changed) = learned else { return };
        self.notify(&changed);
        self.reload_stale();
        self.load_missing();
    }

    /// Loads the first page of a list, or the one that follows what is here.
    ///
    /// # Errors
    ///
    /// As [`server::list_tickets`].
    pub async fn load_page(&self, listing: Listing, place: PagePlace) -> Result<(), ServerError> {
        let sort = self.core(|core| core.sort(listing));
        let next = match place {
            PagePlace::First => None,
            PagePlace::Following => {
                let in_order = |list: &&lists::List| list.sort() == sort;
                let next = self.core(|core| {
                    core.list(listing).filter(in_order).and_then(|list| list.next().map(str::to_owned))
                });
                let Some(next) = next else { return Ok(()) };
                Some(next)
            }
        };
        let page = self.watch(server::list_tickets(listing, sort, next.as_deref()).await)?;
        // Ordered anew meanwhile, it is being loaded again.
        if self.core(|core| core.sort(listing)) == sort {
            self.learn(|core| core.learn_page(listing, page, place));
        }
        Ok(())
    }

    /// Loads one ticket with what belongs to it. The number of one that was merged gives the ticket that it is in.
    ///
    /// # Errors
    ///
    /// As [`server::load_ticket`].
    pub async fn load_ticket(&self, number: u64) -> Result<TicketNumber, ServerError> {
        let ticket = self.watch(server::load_ticket(number).await)?;
        let found = ticket.row.ticket.number;
        self.learn(|core| core.learn_ticket(ticket));
        Ok(found)
    }

    /// Loads the newest page of a thread.
    ///
    /// # Errors
    ///
    /// As [`server::load_thread`].
    pub async fn load_thread(&self, conversation: ConversationId) -> Result<(), ServerError> {
        let page = self.watch(server::load_thread(conversation, None).await)?;
        self.learn(|core| core.learn_thread(conversation, page));
        Ok(())
    }

    /// Loads the page of a thread before what is here.
    ///
    /// # Errors
    ///
    /// As [`server::load_thread`].
    pub async fn load_earlier(&self, conversation: ConversationId) -> Result<(), ServerError> {
        let Some(earlier) = self.core(|core| core.earlier(conversation).map(str::to_owned)) else {
            return Ok(());
        };
        let page = self.watch(server::load_thread(conversation, Some(&earlier)).await)?;
        self.learn(|core| core.learn_earlier(conversation, page));
        Ok(())
    }

    /// Asks how many tickets the views have, soon and once for a burst of changes.
    pub fn count_soon(&self) {
        if self.running.with_value(|running| running.counting) {
            return;
        }
        self.running.update_value(|running| running.counting = true);
        let help_desk = self.clone();
        spawn_local(async move {
            TimeoutFuture::new(COUNTS_WAIT).await;
            help_desk.running.update_value(|running| running.counting = false);
            // What is missed now is asked again with the next change.
            if let Ok(counts) = server::count_tickets().await {
                help_desk.learn(|core| core.learn_counts(counts));
            }
            for view in help_desk.core(Replica::boards) {
                if let Ok(counts) = server::count_statuses(view).await {
                    help_desk.learn(|core| core.learn_status_counts(view, counts));
                }
            }
        });
    }

    /// Forgets the columns of the board, which is not shown any more.
    pub fn forget_board(&self) {
        self.core.update_value(Replica::forget_board);
    }

    /// Loads everything that is shown again, because events were missed.
    async fn load_all_again(&self) -> Result<(), ServerError> {
        let setup = server::load_setup().await?;
        self.learn(|core| core.learn_setup(setup));
        self.generation.update(|generation| *generation = generation.wrapping_add(1));
        self.count_soon();
        Ok(())
    }

    /// Notices from a call whether there is a line and a session.
    fn watch<T>(&self, result: Result<T, ServerError>) -> Result<T, ServerError> {
        match &result {
            Ok(_) => self.set_line(Line::Up),
            Err(ServerError::NoAnswer) => self.set_line(Line::Down),
            Err(error) if error.is_signed_out() && !self.has_ended() => self.signed_out(),
            Err(_) => {}
        }
        result
    }

    fn set_line(&self, line: Line) {
        if self.line.get_untracked() != line {
            self.line.set(line);
        }
    }

    fn refuse(&self, place: Place, command: &Command, refusal: Refusal) {
        self.hold(command, &refusal);
        self.say_refusal(place, refusal);
    }

    fn say_refusal(&self, place: Place, refusal: Refusal) {
        self.refusals.update(|refusals| {
            refusals.insert(place, refusal);
        });
    }

    fn reload_stale(&self) {
        let stale = self.core.try_update_value(Replica::take_stale).unwrap_or_default();
        for conversation in stale {
            let help_desk = self.clone();
            spawn_local(async move {
                // Without a line, until it is back: the stream may still tell what cannot be loaded.
                while let Err(error) = help_desk.load_thread(conversation).await
                    && error.may_pass()
                    && !help_desk.has_ended()
                {
                    sender::pause(RELOAD_WAIT).await;
                }
            });
        }
    }

    /// Loads the records that were associated with something and are not here.
    fn load_missing(&self) {
        for record in self.core.try_update_value(Replica::take_missing).unwrap_or_default() {
            let help_desk = self.clone();
            spawn_local(async move {
                // Fails only without a line; after that what is shown is loaded again anyway.
                let _ = help_desk.load_record(record, None).await;
            });
        }
    }

    fn trigger(&self, topic: Topic) -> ArcTrigger {
        let known = self.triggers.with_value(|triggers| triggers.get(&topic).cloned());
        known.unwrap_or_else(|| {
            let trigger = ArcTrigger::new();
            self.triggers.update_value(|triggers| {
                triggers.insert(topic, trigger.clone());
            });
            trigger
        })
    }

    fn notify(&self, changed: &Changed) {
        let triggers: Vec<ArcTrigger> = self
            .triggers
            .with_value(|triggers| changed.iter().filter_map(|topic| triggers.get(topic).cloned()).collect());
        for trigger in triggers {
            trigger.notify();
        }
    }
}
