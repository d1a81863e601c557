//! Users and teams: who works at the desk, and how far each one's access reaches.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::{TeamId, UserId};
use crate::identifier::EmailAddress;
use crate::policy;
use crate::rejection::Rejection;

/// An agent or an admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The address to sign in with and to be notified at.
    pub email: EmailAddress,
    /// Whether the account can be used.
    #[serde(default)]
    pub standing: Standing,
    /// What the user may do.
    #[serde(default)]
    pub access: Access,
    /// The main team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_team: Option<TeamId>,
    /// Further teams.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub extra_teams: BTreeSet<TeamId>,
}

/// Whether a user's account can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It can.
    #[default]
    Active,
    /// It cannot: the user may not sign in, and no ticket can be given to the user.
    Deactivated,
}

/// What a user may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Access {
    /// Where the user may work at all.
    pub permissions: BTreeSet<Permission>,
    /// Which tickets the user may see (PER-07).
    pub view: Reach,
    /// Which tickets the user may change (PER-07).
    pub edit: Reach,
    /// Which tickets the user may delete (PER-07).
    pub delete: Reach,
}

/// A permission that a user has or has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Service Access: the help desk (PER-01).
    Service,
    /// Sales Access: the help desk too (PER-01).
    Sales,
    /// An assigned Service seat: advanced features (PER-02).
    Seat,
    /// Account access: channels, moving, automations (PER-05).
    Account,
    /// Delete contacts (BLK-09).
    DeleteContacts,
    /// Edit property settings: pipelines and statuses (PIP-08).
    PropertySettings,
    /// Everything (ACC-12).
    SuperAdmin,
}

/// How far a permission on tickets reaches (ACC-10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every ticket.
    All,
    /// Tickets owned by someone of the user's teams, or given to one of them as a whole.
    Team,
    /// Those, and tickets that nobody owns.
    TeamAndUnassigned,
    /// The user's own tickets.
    Own,
    /// Those, and tickets that nobody owns.
    OwnAndUnassigned,
    /// No ticket.
    #[default]
    Nothing,
}

impl Default for Access {
    /// An agent's: the help desk with every ticket, and a seat; no deleting, no settings.
    fn default() -> Self {
        Self {
            permissions: [Permission::Service, Permission::Seat].into(),
            view: Reach::All,
            edit: Reach::All,
            delete: Reach::Nothing,
        }
    }
}

impl Access {
    /// Everything that can be allowed.
    pub fn super_admin() -> Self {
        Self {
            permissions: [Permission::SuperAdmin, Permission::Service, Permission::Seat].into(),
            view: Reach::All,
            edit: Reach::All,
            delete: Reach::All,
        }
    }
}

impl User {
    /// Whether the user has the permission, by itself or as a Super admin.
    pub fn has(&self, permission: Permission) -> bool {
        self.access.permissions.contains(&permission)
            || self.access.permissions.contains(&Permission::SuperAdmin)
    }

    /// The main team and the further ones.
    pub fn teams(&self) -> impl Iterator<Item = TeamId> {
        self.main_team.into_iter().chain(self.extra_teams.iter().copied())
    }
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What people call it.
    pub name: String,
}

/// Adds a user, or changes the one with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveUser {
    /// The user as it shall be.
    pub user: User,
}

impl Decide for SaveUser {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let setup = decision.setup();
        policy::may_administer(setup, decision.actor())?;
        policy::may_grant(setup, decision.actor(), &self.user.access)?;
        if let Some(before) = setup.users.get(&self.user.id) {
            policy::may_grant(setup, decision.actor(), &before.access)?;
        }
        let mut user = self.user.clone();
        user.name = user.name.trim().to_owned();
        if user.name.is_empty() {
            return Err(Rejection::UserNameMissing { user: user.id });
        }
        if let Some(team) = user.teams().find(|team| !setup.teams.contains_key(team)) {
            return Err(Rejection::TeamNotFound { team });
        }
        if setup.users.values().any(|other| other.id != user.id && other.email == user.email) {
            return Err(Rejection::AddressTaken { address: user.email });
        }
        decision.record(Fact::Setup(SetupFact::UserSaved { user }));
        Ok(())
    }
}

/// Adds a team, or renames the one with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveTeam {
    /// The team as it shall be.
    pub team: Team,
}

impl Decide for SaveTeam {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_administer(decision.setup(), decision.actor())?;
        let team = Team { id: self.team.id, name: self.team.name.trim().to_owned() };
        if team.name.is_empty() {
            return Err(Rejection::TeamNameMissing { team: team.id });
        }
        decision.record(Fact::Setup(SetupFact::TeamSaved { team }));
        Ok(())
    }
}
