//! Inboxes: where messages wait that are no tickets of the help desk, each for some or for everybody (INB-08).

mod channel;
mod moving;
mod tickets;
mod trash;

pub use channel::{MoveChannel, can_move};
pub use moving::{Explanation, MoveConversation};
pub use tickets::{InboxTickets, SetInboxTickets};
pub use trash::{PurgeConversations, RestoreConversation, TrashConversation, days_left, ends_at, falls_with};

pub(crate) use moving::move_to;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::{InboxId, TeamId, UserId};
use crate::policy;
use crate::rejection::Rejection;
use crate::tagged::tagged;
use crate::user::User;

/// One inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// What people call it.
    pub name: String,
    /// Who works in it.
    #[serde(default)]
    pub members: Members,
}

tagged! {
    "type", "snake_case",
    /// Who works in an inbox (INB-08).
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Members {
        /// Whoever may work at the help desk.
        #[default]
        Everyone,
        /// Some users, and the users of some teams.
        Only {
            /// The users.
            users: BTreeSet<UserId>,
            /// The teams.
            teams: BTreeSet<TeamId>,
        },
    }
}

impl Members {
    /// Whether a user is named among them; none is where everybody works in it.
    pub fn name(&self, user: &User) -> bool {
        match self {
            Self::Everyone => false,
            Self::Only { users, teams } => {
                users.contains(&user.id) || user.teams().any(|team| teams.contains(&team))
            }
        }
    }
}

/// Makes an inbox, or changes the one with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveInbox {
    /// The inbox as it shall be.
    pub inbox: Inbox,
}

impl Decide for SaveInbox {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let setup = decision.setup();
        policy::may_administer(setup, decision.actor())?;
        let inbox = Inbox { name: self.inbox.name.trim().to_owned(), ..self.inbox.clone() };
        if inbox.name.is_empty() {
            return Err(Rejection::InboxNameMissing { inbox: inbox.id });
        }
        let alike = |other: &Inbox| other.id != inbox.id && other.name.eq_ignore_ascii_case(&inbox.name);
        if setup.inboxes.values().any(alike) {
            return Err(Rejection::InboxNameTaken { name: inbox.name });
        }
        if let Members::Only { users, teams } = &inbox.members {
            if let Some(user) = users.iter().find(|user| !setup.users.contains_key(user)) {
                return Err(Rejection::UserNotFound { user: *user });
            }
            if let Some(team) = teams.iter().find(|team| !setup.teams.contains_key(team)) {
                return Err(Rejection::TeamNotFound { team: *team });
            }
        }
        if setup.inboxes.get(&inbox.id) != Some(&inbox) {
            decision.record(Fact::Setup(SetupFact::InboxSaved { inbox }));
        }
        Ok(())
    }
}
