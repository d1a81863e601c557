//! The columns of the table of tickets: which there are, how wide, and in which order.

use serde::{Deserialize, Serialize};

use super::Workspace;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::property::{BuiltIn, PropertyName};
use crate::rejection::{ColumnFault, Rejection};
use crate::setup::Setup;

/// What a column shows of each ticket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The contact whose ticket it is.
    Contact,
    /// A property of the ticket.
    Property(PropertyName),
}

impl From<BuiltIn> for Column {
    fn from(property: BuiltIn) -> Self {
        Self::Property(property.into())
    }
}

impl Column {
    /// What is printed of a ticket above its conversation, unless somebody chooses (PRN-07).
    pub fn printed() -> Vec<Self> {
        let properties = [
            BuiltIn::Name,
            BuiltIn::Number,
            BuiltIn::Status,
            BuiltIn::Priority,
            BuiltIn::Owner,
            BuiltIn::CreateDate,
        ];
        properties.map(Self::from).into_iter().chain([Self::Contact]).collect()
    }

    /// The columns of whoever chose none.
    pub fn usual() -> Vec<ShownColumn> {
        let property = |property: BuiltIn| Self::from(property);
        let columns = [
            property(BuiltIn::Number),
            property(BuiltIn::Name),
            Self::Contact,
            property(BuiltIn::Status),
            property(BuiltIn::Priority),
            property(BuiltIn::Owner),
            property(BuiltIn::LastActivityDate),
        ];
        columns.into_iter().map(|column| ShownColumn { column, width: None }).collect()
    }

    /// All columns that can be shown: the contact, what every ticket has, and what admins defined.
    pub fn all(setup: &Setup) -> Vec<Self> {
        let built_in = BuiltIn::ALL.into_iter().filter(|property| *property != BuiltIn::Description);
        let defined = setup.properties.values().filter(|definition| !definition.archived);
        built_in
            .map(Self::from)
            .chain([Self::Contact])
            .chain(defined.map(|definition| Self::Property(definition.name.clone())))
            .collect()
    }

    /// Whether it can be shown.
    pub fn exists(&self, setup: &Setup) -> bool {
        match self {
            Self::Contact => true,
            Self::Property(name) => match BuiltIn::named(name) {
                Some(property) => property != BuiltIn::Description,
                None => setup.properties.get(name).is_some_and(|definition| !definition.archived),
            },
        }
    }
}

/// A column that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownColumn {
    /// What it shows.
    pub column: Column,
    /// How wide it is, in CSS pixels; as wide as usual when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u16>,
}

impl ShownColumn {
    /// The narrowest that a column may be, in CSS pixels.
    pub const NARROWEST: u16 = 48;
    /// The widest that a column may be, in CSS pixels.
    pub const WIDEST: u16 = 1_200;
}

/// Shows these columns, in this order, in the tables of the user who gives the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrangeColumns {
    /// The columns, first to last. The name is one of them: by it a ticket is opened.
    pub columns: Vec<ShownColumn>,
}

impl Decide for ArrangeColumns {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        self.check(decision.setup()).map_err(|fault| Rejection::ColumnsInvalid { fault })?;
        let before = decision.setup().workspace_of(user);
        // What is as usual is not kept: it may become another.
        let columns = if self.columns == Column::usual() { Vec::new() } else { self.columns.clone() };
        if before.columns != columns {
            let workspace = Workspace { columns, ..before };
            decision.record(Fact::Setup(SetupFact::WorkspaceArranged { user, workspace }));
        }
        Ok(())
    }
}

impl ArrangeColumns {
    fn check(&self, setup: &Setup) -> Result<(), ColumnFault> {
        if !self.columns.iter().any(|shown| shown.column == BuiltIn::Name.into()) {
            return Err(ColumnFault::NameMissing);
        }
        for (at, ShownColumn { column, width }) in self.columns.iter().enumerate() {
            if self.columns.iter().take(at).any(|before| before.column == *column) {
                return Err(ColumnFault::Twice);
            }
            if !column.exists(setup) {
                return Err(ColumnFault::Unknown);
            }
            let (narrowest, widest) = (ShownColumn::NARROWEST, ShownColumn::WIDEST);
            if width.is_some_and(|width| !(narrowest..=widest).contains(&width)) {
                return Err(ColumnFault::WidthUnfit { narrowest, widest });
            }
        }
        Ok(())
    }
}
