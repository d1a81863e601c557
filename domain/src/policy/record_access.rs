//! Who has access to one ticket, and how far it goes (ACC-02, ACC-04).

use std::borrow::Borrow;

use serde::{Deserialize, Serialize};

use super::{Visible, editable, visible};
use crate::id::UserId;
use crate::order::Actor;
use crate::property::{PropertyKind, PropertyName};
use crate::setup::Setup;
use crate::ticket::Ticket;

/// Who has access to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordAccess {
    /// Everybody who may see it, by name (ACC-02).
    pub users: Vec<UserAccess>,
    /// Whom it names beside its owner (ACC-04).
    pub other_owners: Vec<OtherOwner>,
}

/// A user who may see a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserAccess {
    /// The user.
    pub user: UserId,
    /// What the user may do with it.
    pub level: AccessLevel,
}

/// What somebody may do with a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccessLevel {
    /// View only.
    View,
    /// View and edit.
    Edit,
}

/// A user whom a property of a ticket names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OtherOwner {
    /// The property.
    pub property: PropertyName,
    /// The user.
    pub user: UserId,
}

impl RecordAccess {
    /// Who has access to a ticket, told to whoever may see it (ACC-08).
    pub fn of<T: Borrow<Ticket>>(setup: &Setup, ticket: &Visible<T>) -> Self {
        let ticket: &Ticket = (**ticket).borrow();
        let level = |user: UserId| {
            let actor = Actor::User { user };
            visible(setup, &actor, ticket).ok()?;
            let may_edit = editable(setup, &actor, ticket).is_ok();
            Some(UserAccess { user, level: if may_edit { AccessLevel::Edit } else { AccessLevel::View } })
        };
        let mut users: Vec<_> = setup.users.values().collect();
        users.sort_by_key(|user| (user.name.to_lowercase(), user.id));
        let users = users.into_iter().filter_map(|user| level(user.id)).collect();
        let named = user_properties(setup).filter_map(|property| {
            let user = ticket.properties.get(property)?.user()?;
            Some(OtherOwner { property: property.clone(), user })
        });
        Self { users, other_owners: named.collect() }
    }
}

/// The defined properties that name a user: whom they name, owns the ticket too (ACC-06, ACC-10).
pub fn user_properties(setup: &Setup) -> impl Iterator<Item = &PropertyName> {
    let names_user = |kind: &PropertyKind| matches!(kind, PropertyKind::User);
    let definitions = setup.properties.values();
    definitions.filter(move |it| !it.archived && names_user(&it.kind)).map(|it| &it.name)
}
