//! Playing the script of a demo desk: each step goes through the door that it would come through in earnest, mails
//! through the intake and orders through the engine, at the time at which it happened.

use chrono::{DateTime, Utc};
use sportello_domain::id::OrderId;
use sportello_domain::identifier::EmailAddress;
use sportello_domain::order::{Actor, Order};
use sportello_domain::protocol::MailFate;

use super::customers;
use super::script::{Action, OPEN_FOR, Place, Places, Script, ScriptError, Step};
use crate::account::{PasswordFault, hash_password};
use crate::clock::Clock;
use crate::engine::{Engine, Refused};
use crate::entropy::Entropy;
use crate::mail::intake::{self, NotTakenIn};
use crate::store::{Store, StoreError};

/// The seed of the demo desk that everybody sees.
const SEED: u64 = 1;

/// What became of the wish for a demo desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demo {
    /// The desk was empty; now it is full.
    Filled(SignIn),
    /// Somebody works there already: nothing was changed.
    InUse,
}

/// How to sign in to a new demo desk.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The addresses of the admin and the agents, in this order.
    pub addresses: Vec<EmailAddress>,
    /// The password of them all. It is kept hashed only, so this is the one time it can be read.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    /// Leaves the password out of every log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignIn").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

/// The demo desk could not be filled. Filling it again goes on where it ended.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The script could not be written.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// The engine refused an order.
    #[error("{refused}, at {step:?}")]
    Order {
        /// Why.
        refused: Refused,
        /// The step.
        step: Box<Step>,
    },
    /// A mail was not taken in.
    #[error(transparent)]
    Mail(#[from] NotTakenIn),
    /// A mail was stored, but did not become a message.
    #[error("a mail of the demo desk became {fate:?}")]
    MailFate {
        /// What it became instead.
        fate: Box<MailFate>,
    },
    /// A step needs a mail that did not come before it.
    #[error("a step comes before what it needs: {step:?}")]
    OutOfOrder {
        /// The step.
        step: Box<Step>,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordFault),
}

/// Fills an empty desk with the demo's stories, told as if they ended just before `now`. Tells how many of how many
/// steps are done. A desk whose filling was cut off is filled to the end; any other is left alone.
///
/// # Errors
///
/// What could not be carried out. What was done until then stays, and is not done twice.
pub async fn fill(
    store: &Store,
    now: DateTime<Utc>,
    mut progress: impl FnMut(usize, usize),
) -> Result<Demo, DemoError> {
    let first = store.events_after(0, 1).await?.into_iter().next();
    // A desk that was begun is told to the end as of the time at which it was begun.
    let now = first.as_ref().map_or(now, |first| first.event.at + OPEN_FOR);
    let clock = Clock::standing_at(now);
    let engine = Engine::start(store.clone(), clock.clone()).await?;
    let script = Script::write(&engine.setup(), SEED, now)?;
    if let Some(first) = first
        && (script.steps.first().and_then(order_of) != Some(first.order)
            || store.password_hash(script.people.admin.id).await?.is_some())
    {
        return Ok(Demo::InUse);
    }
    let mut places = Places::new();
    for (done, step) in script.steps.iter().enumerate() {
        progress(done, script.steps.len());
        clock.set(step.at);
        take(&engine, step, &mut places).await?;
    }
    progress(script.steps.len(), script.steps.len());
    clock.set(now);
    for step in customers::steps(store, &script.people, SEED, now).await? {
        take(&engine, &step, &mut places).await?;
    }
    let password = new_password(engine.entropy());
    let mut addresses = Vec::new();
    // The admin last: whoever has a password before shows that the desk is not filled to the end.
    for user in script.people.everybody().collect::<Vec<_>>().into_iter().rev() {
        let hash = hash_password(&password, engine.entropy())?;
        store.set_password(user.id, &hash, now).await?;
        addresses.push(user.email.clone());
    }
    addresses.reverse();
    Ok(Demo::Filled(SignIn { addresses, password }))
}

fn order_of(step: &Step) -> Option<OrderId> {
    match &step.action {
        Action::Order(order) => Some(order.id),
        Action::Deed { id, .. } => Some(*id),
        Action::Mail { .. } => None,
    }
}

async fn take(engine: &Engine, step: &Step, places: &mut Places) -> Result<(), DemoError> {
    let order = match &step.action {
        Action::Mail { story, channel, raw } => {
            let receipt = intake::hand_in(engine, *channel, raw.clone()).await?.receipt;
            let MailFate::Accepted { conversation, ticket, .. } = receipt.fate else {
                return Err(DemoError::MailFate { fate: Box::new(receipt.fate) });
            };
            places.entry(*story).or_insert(Place { conversation, ticket });
            return Ok(());
        }
        Action::Order(order) => Order::clone(order),
        Action::Deed { story, id, user, deed } => {
            let Some(command) = deed.command(*story, places) else {
                return Err(DemoError::OutOfOrder { step: Box::new(step.clone()) });
            };
            Order { id: *id, actor: Actor::User { user: *user }, at: step.at, command }
        }
    };
    match engine.execute(order).await {
        Ok(_) => Ok(()),
        Err(refused) => Err(DemoError::Order { refused, step: Box::new(step.clone()) }),
    }
}

/// A password that can be typed: four groups of four letters and digits that look like no others, 78 bits.
fn new_password(entropy: &Entropy) -> String {
    const LETTERS: &[u8; 30] = b"abcdefghjkmnpqrstuvwxyz2346789";
    let mut password = String::new();
    while password.chars().filter(|letter| *letter != '-').count() < 16 {
        let [byte] = entropy.bytes::<1>();
        // Bytes beyond the last whole round of letters would make the first ones likelier.
        let letter = LETTERS.get(usize::from(byte) % LETTERS.len()).filter(|_| byte < 240);
        if let Some(letter) = letter {
            if password.len() % 5 == 4 {
                password.push('-');
            }
            password.push(char::from(*letter));
        }
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_can_be_typed_and_differ() {
        let entropy = Entropy::of_the_system(Clock::of_the_machine());
        let password = new_password(&entropy);
        let groups: Vec<&str> = password.split('-').collect();
        assert!(groups.len() == 4 && groups.iter().all(|group| group.len() == 4), "{password}");
        assert_ne!(password, new_password(&entropy));
    }
}
