//! Carrying out a group of orders in one transaction.
//!
//! The orders of a group are decided one after the other in memory and saved together, so that a
//! durable commit serves all of them. An order that looks at what an earlier one of the group changed
//! waits for the next round of the same transaction, in which it loads what was saved. When anything
//! goes wrong nothing of the group has happened, and each of its orders is tried alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use sportello_domain::decide::{Decide, Decided, decide};
use sportello_domain::desk::{Desk, Scope};
use sportello_domain::event::Fact;
use sportello_domain::id::{OrderId, TicketId, UserId};
use sportello_domain::mail::MailId;
use sportello_domain::order::Order;
use sportello_domain::protocol::Sequence;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::TicketNumber;
use tokio::sync::{Mutex, mpsc};

use super::named::named;
use super::slice::{asks_about_all, changed, looked_at, slice, union};
use super::{Accepted, Change, Refused, Shared, WAITING_ORDERS, WaitingOrder, replay};
use crate::store::StoreError;
use crate::store::changes::{DecidedOrder, number_events, save_events, save_records};
use crate::store::connection::Connection;
use crate::store::events::{KnownOrder, standing};
use crate::store::load::{Purpose, load, still_unknown};
use crate::store::spam;
use crate::store::tickets::named_contact;

/// The most orders that one transaction carries out.
const LARGEST_GROUP: usize = 64;

/// How often an order is tried when another transaction is first each time.
const ATTEMPTS: u32 = 16;

/// How long the wait after a first conflict is at most; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(1);

/// How long any wait is at most.
const LONGEST_WAIT: Duration = Duration::from_millis(50);

/// What became of each order.
type Outcomes = BTreeMap<OrderId, Result<Accepted, Refused>>;

/// Starts the writers. They end when nobody can give an order any more.
pub(super) fn start_writers(shared: &Arc<Shared>) -> mpsc::Sender<WaitingOrder> {
    let (orders, waiting) = mpsc::channel(WAITING_ORDERS);
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..shared.store.writers() {
        tokio::spawn(write(Arc::clone(shared), Arc::clone(&waiting)));
    }
    orders
}

async fn write(shared: Arc<Shared>, waiting: Arc<Mutex<mpsc::Receiver<WaitingOrder>>>) {
    loop {
        let mut group = Vec::new();
        if waiting.lock().await.recv_many(&mut group, LARGEST_GROUP).await == 0 {
            return;
        }
        for group in groups(group) {
            let (orders, answers): (Vec<_>, Vec<_>) =
                group.into_iter().map(|waiting| (waiting.order, waiting.answer)).unzip();
            let mut outcomes = carry_out(&shared, &orders).await;
            for (order, answer) in orders.iter().zip(answers) {
                let outcome = outcomes.remove(&order.id).unwrap_or_else(|| Err(failed(StoreError::Conflict)));
                // Whoever asked may be gone; the order is carried out all the same.
                let _nobody_waits = answer.send(outcome);
            }
        }
    }
}

/// Orders in groups that can share a transaction: an id stands once in each, so that a repeated order
/// comes after the one it repeats; and who asks about tickets that the order does not name is alone,
/// since they are counted when a transaction ends.
fn groups(orders: Vec<WaitingOrder>) -> Vec<Vec<WaitingOrder>> {
    let (alone, mut rest): (Vec<_>, Vec<_>) =
        orders.into_iter().partition(|waiting| asks_about_all(&waiting.order.command.scope()));
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let mut ids = BTreeSet::new();
        let (group, repeated) = rest.into_iter().partition(|waiting| ids.insert(waiting.order.id));
        groups.push(group);
        rest = repeated;
    }
    groups.extend(alone.into_iter().map(|order| vec![order]));
    groups
}

/// Carries out some orders: together where that goes well, else one by one.
async fn carry_out(shared: &Shared, orders: &[Order]) -> Outcomes {
    if orders.len() > 1 {
        match try_together(shared, orders).await {
            Ok(outcomes) => return outcomes,
            Err(error) => tracing::debug!(%error, "A group of orders is carried out one by one."),
        }
    }
    let mut outcomes = Outcomes::new();
    for order in orders {
        match carry_out_alone(shared, order).await {
            Ok(outcome) => outcomes.extend(outcome),
            Err(error) => {
                outcomes.insert(order.id, Err(failed(error)));
            }
        }
    }
    outcomes
}

/// Carries out one order. When another transaction was first, it is loaded and decided again.
async fn carry_out_alone(shared: &Shared, order: &Order) -> Result<Outcomes, StoreError> {
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        match try_together(shared, std::slice::from_ref(order)).await {
            Err(StoreError::Conflict) => {}
            outcome => return outcome,
        }
        // At random, so that two who met do not meet again.
        let [random] = shared.entropy.bytes::<1>();
        tokio::time::sleep(wait.mul_f64(f64::from(random) / 255.0)).await;
        wait = LONGEST_WAIT.min(wait * 2);
        shared.reload_setup().await?;
    }
    try_together(shared, std::slice::from_ref(order)).await
}

fn failed(error: StoreError) -> Refused {
    tracing::error!(%error, "An order could not be carried out.");
    Refused::Unavailable(Arc::new(error))
}

/// Carries out orders with different ids in one transaction.
async fn try_together(shared: &Shared, orders: &[Order]) -> Result<Outcomes, StoreError> {
    let mut group = Group::of(shared, orders).await?;
    let known = group.decide_and_save(shared).await?;
    let Group { setup, numbers, rejected, decided, first, digests, .. } = group;
    shared.numbers.give_back(numbers);
    shared.adopt_setup(&setup);
    let mut outcomes = Outcomes::new();
    let mut next = first;
    for decided in decided {
        let id = decided.order.id;
        let read_up_to = read_by(&decided.after, decided.order.actor.user());
        let change = Arc::new(change(decided, next));
        next = change.sequence + 1;
        shared.publisher.offer(&change);
        outcomes.insert(id, Ok(Accepted { change, read_up_to, repeated: false }));
    }
    outcomes.extend(rejected.into_iter().map(|(id, rejection)| (id, Err(Refused::Rejected(rejection)))));
    for order in orders {
        if let Some(known) = known.get(&order.id) {
            let same = digests.get(&order.id) == Some(&known.digest);
            let outcome =
                if same { Ok(repeated(shared, order, known).await?) } else { Err(Refused::OrderIdTaken) };
            outcomes.insert(order.id, outcome);
        }
    }
    Ok(outcomes)
}

/// Orders on their way through one transaction.
struct Group<'a> {
    orders: &'a [Order],
    digests: BTreeMap<OrderId, Vec<u8>>,
    /// Ticket numbers that no ticket has, greatest first.
    numbers: Vec<TicketNumber>,
    /// The configuration, as it is after the orders that were decided.
    setup: Arc<Setup>,
    rejected: BTreeMap<OrderId, Rejection>,
    decided: Vec<DecidedOrder>,
    /// The number of the first event.
    first: Sequence,
}

impl<'a> Group<'a> {
    async fn of(shared: &Shared, orders: &'a [Order]) -> Result<Self, StoreError> {
        let creating = orders.iter().filter(|order| order.command.scope().ticket_number).count();
        let mut numbers = shared.numbers.take(&shared.store, creating).await?;
        numbers.reverse();
        let mut digests = BTreeMap::new();
        for order in orders {
            digests.insert(order.id, digest(order)?);
        }
        Ok(Self {
            orders,
            digests,
            numbers,
            setup: shared.setup.load_full(),
            rejected: BTreeMap::new(),
            decided: Vec::new(),
            first: 0,
        })
    }

    /// Decides and saves everything, or nothing. Gives the orders that were accepted before.
    async fn decide_and_save(
        &mut self,
        shared: &Shared,
    ) -> Result<BTreeMap<OrderId, KnownOrder>, StoreError> {
        let setup_before = Arc::clone(&self.setup);
        let mut connection = shared.store.begin().await?;
        let standing = standing(&mut connection, self.orders.iter().map(|order| order.id)).await?;
        if standing.setup_version != setup_before.version {
            // Another process changed the configuration.
            return Err(StoreError::Conflict);
        }
        let mut waiting: Vec<&Order> =
            self.orders.iter().filter(|order| !standing.known.contains_key(&order.id)).collect();
        if waiting.iter().any(|order| asks_about_all(&order.command.scope())) {
            // Nobody else may change a ticket between the question and the answer.
            number_events(&mut connection, 0, 0).await?;
        }
        while !waiting.is_empty() {
            waiting = self.round(&mut connection, &waiting).await?;
        }
        if self.decided.is_empty() {
            return Ok(standing.known);
        }
        let events = self.decided.iter().map(|decided| decided.events.len() as u64).sum();
        let setup_changes = self.setup.version - setup_before.version;
        let head = number_events(&mut connection, events, setup_changes).await?;
        if head.setup_version != self.setup.version {
            return Err(StoreError::Conflict);
        }
        // Whatever has a lower number can be seen from here on.
        still_unknown(&mut connection, &self.mails_not_found()).await?;
        spam::still_so(&mut connection, &self.decided).await?;
        self.first = head.sequence + 1 - events;
        save_events(&mut connection, &self.decided, (&setup_before, &self.setup), self.first).await?;
        connection.commit().await?;
        Ok(standing.known)
    }

    /// The mails for which the decided orders looked in vain.
    fn mails_not_found(&self) -> BTreeSet<MailId> {
        let of = |decided: &DecidedOrder| {
            let found =
                decided.after.messages.values().filter_map(|message| Some(&message.mail.as_ref()?.id));
            let found: BTreeSet<&MailId> = found.collect();
            let mut wanted = decided.order.command.scope().mail_ids;
            wanted.retain(|mail| !found.contains(mail));
            wanted
        };
        self.decided.iter().flat_map(of).collect()
    }

    /// Decides and saves the orders that do not look at what an earlier one of the same round
    /// changed. Gives the others.
    async fn round(
        &mut self,
        connection: &mut Connection,
        waiting: &[&'a Order],
    ) -> Result<Vec<&'a Order>, StoreError> {
        let scopes: Vec<Scope> = waiting.iter().map(|order| order.command.scope()).collect();
        let readers: BTreeSet<UserId> = waiting.iter().filter_map(|order| order.actor.user()).collect();
        let desk = load(connection, &union(&scopes), &readers, Purpose::Change).await?;
        let mut decided = Vec::new();
        let mut changed_keys = BTreeSet::new();
        let mut later = Vec::new();
        for (order, scope) in waiting.iter().copied().zip(&scopes) {
            let slice = slice(&desk, scope, order.actor.user());
            let looked_at = looked_at(scope, &slice, order.actor.user());
            if !looked_at.is_disjoint(&changed_keys) {
                later.push(order);
            } else if let Some(done) = self.decide(order, scope, slice)? {
                changed_keys.extend(changed(&done));
                decided.push(done);
            }
        }
        save_records(connection, &decided, &self.setup).await?;
        self.decided.extend(decided);
        Ok(later)
    }

    /// Decides one order; none where a rule does not let it happen.
    fn decide(
        &mut self,
        order: &Order,
        scope: &Scope,
        mut slice: Desk,
    ) -> Result<Option<DecidedOrder>, StoreError> {
        slice.facts.ticket_number = if scope.ticket_number { self.numbers.pop() } else { None };
        let number = slice.facts.ticket_number;
        let outcome = decide(&self.setup, slice.clone(), order);
        let used = matches!(&outcome, Ok(decided) if creates_ticket(decided));
        self.numbers.extend(number.filter(|_| !used));
        match outcome {
            Ok(Decided { events, desk }) => {
                for event in &events {
                    if let Fact::Setup(fact) = &event.fact {
                        Arc::make_mut(&mut self.setup).apply(fact);
                    }
                }
                let digest = digest(order)?;
                Ok(Some(DecidedOrder { order: order.clone(), digest, before: slice, after: desk, events }))
            }
            Err(rejection) => {
                self.rejected.insert(order.id, rejection);
                Ok(None)
            }
        }
    }
}

fn creates_ticket(decided: &Decided) -> bool {
    decided.events.iter().any(|event| matches!(event.fact, Fact::TicketCreated { .. }))
}

/// What tells an order from another with the same id: who wants what. Not when: a repeated order may
/// come with a later time.
pub(crate) fn digest(order: &Order) -> Result<Vec<u8>, StoreError> {
    let text = crate::store::sql::json(&(&order.actor, &order.command))?;
    Ok(Sha256::digest(text).to_vec())
}

/// What a decided order changed, its first event having this number.
fn change(decided: DecidedOrder, first: Sequence) -> Change {
    let places: Vec<_> = decided.events.iter().map(|event| decided.places(&event.fact)).collect();
    let touched: BTreeSet<_> = places.iter().filter_map(|(_, ticket)| *ticket).collect();
    let conversations = places.iter().filter_map(|(conversation, _)| *conversation).collect();
    let pick = |desk: &Desk| touched.iter().filter_map(|ticket| desk.tickets.get(ticket).cloned()).collect();
    let after: Vec<_> = pick(&decided.after);
    let contacts = after.iter().filter_map(named_contact);
    let contact_names = contacts
        .filter_map(|id| decided.after.contacts.get(&id))
        .map(|contact| (contact.id, contact.display_name().to_owned()))
        .collect();
    Change {
        sequence: first + decided.events.len() as Sequence - 1,
        first_sequence: first,
        order: decided.order.id,
        actor: decided.order.actor,
        at: decided.order.at,
        before: pick(&decided.before),
        after,
        named: named(&decided.after, &touched, &conversations, &decided.events),
        contact_names,
        events: decided.events,
    }
}

/// Up to which position somebody has read tickets.
fn read_by(desk: &Desk, user: Option<UserId>) -> BTreeMap<TicketId, u64> {
    let marks = desk.read.iter().filter_map(|(ticket, marks)| Some((*ticket, *marks.get(&user?)?)));
    marks.collect()
}

/// The first answer to an order that was accepted before.
async fn repeated(shared: &Shared, order: &Order, known: &KnownOrder) -> Result<Accepted, StoreError> {
    let events = shared.store.events_between(known.first, known.last).await?;
    let change = replay::changes(&shared.store, events).await?.pop();
    let change = change.unwrap_or_else(|| Change {
        sequence: known.last,
        first_sequence: known.first,
        order: order.id,
        actor: order.actor.clone(),
        at: order.at,
        events: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
        named: Desk::default(),
        contact_names: BTreeMap::new(),
    });
    let tickets = change.after.iter().map(|ticket| ticket.id).collect();
    let readers: BTreeSet<UserId> = order.actor.user().into_iter().collect();
    let read = shared.store.read_marks(&readers, &tickets).await?;
    let read_up_to = read_by(&Desk { read, ..Desk::default() }, order.actor.user());
    Ok(Accepted { change: Arc::new(change), read_up_to, repeated: true })
}

impl Shared {
    /// Takes over a configuration that was saved, unless a newer one was already.
    pub(super) fn adopt_setup(&self, saved: &Arc<Setup>) {
        self.setup.rcu(
            |current| {
                if current.version < saved.version { Arc::clone(saved) } else { Arc::clone(current) }
            },
        );
    }

    /// Takes over the configuration as it stands in the store.
    pub(super) async fn reload_setup(&self) -> Result<(), StoreError> {
        let (setup, _) = self.store.setup().await?;
        self.adopt_setup(&Arc::new(setup));
        Ok(())
    }
}
