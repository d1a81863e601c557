//! Whether a filter that came from outside makes sense.

use std::collections::BTreeSet;

use super::{Filter, TextTest};
use crate::property::{BuiltIn, PropertyKind, PropertyName};
use crate::setup::Setup;
use crate::tagged::tagged;

tagged! {
    "code", "snake_case", [expect(clippy::enum_variant_names, reason = "their codes begin alike")],
    /// Why a filter makes no sense.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum FilterFault {
        /// Conditions are nested deeper than anybody can read.
        #[error("conditions may be nested {max} deep")]
        FilterTooDeep {
            /// How deep they may be nested.
            max: usize,
        },
        /// There are more conditions and options than anybody can read.
        #[error("a filter may have {max} conditions and options")]
        FilterTooLarge {
            /// How many it may have.
            max: usize,
        },
        /// A condition has no options or no text, so it says nothing.
        #[error("a condition needs at least one option or a text")]
        FilterWithoutOptions,
        /// A text is longer than is compared.
        #[error("a text in a condition may have {max} characters")]
        FilterTextTooLong {
            /// How many it may have.
            max: usize,
        },
        /// It names something that is not there.
        #[error("there is no {kind} {id}")]
        FilterNamesUnknown {
            /// What kind of thing.
            kind: String,
            /// The id that it names.
            id: String,
        },
        /// The values of the property are of another kind than the condition asks for.
        #[error("{property} has values of another kind")]
        FilterOfOtherKind {
            /// The property.
            property: PropertyName,
        },
    }
}

/// What kind of values a property has, as far as conditions on any property of that kind ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Time,
    Choice,
    /// It has a condition of its own.
    Own,
}

impl Filter {
    /// Checks a filter that came from outside.
    ///
    /// # Errors
    ///
    /// Says why it makes no sense.
    pub fn check(&self, setup: &Setup) -> Result<(), FilterFault> {
        let mut size = 0;
        self.check_part(setup, 1, &mut size)
    }

    fn check_part(&self, setup: &Setup, depth: usize, size: &mut usize) -> Result<(), FilterFault> {
        if depth > Self::MAX_DEPTH {
            return Err(FilterFault::FilterTooDeep { max: Self::MAX_DEPTH });
        }
        *size += 1 + self.options();
        if *size > Self::MAX_SIZE {
            return Err(FilterFault::FilterTooLarge { max: Self::MAX_SIZE });
        }
        match self {
            Self::All { of } | Self::Any { of } => {
                of.iter().try_for_each(|part| part.check_part(setup, depth + 1, size))
            }
            Self::Not { of } => of.check_part(setup, depth + 1, size),
            Self::State { .. }
            | Self::ConversationState { .. }
            | Self::Unassigned
            | Self::ConversationUnassigned
            | Self::NoPriority => Ok(()),
            Self::Status { any_of } => known("status", any_of, |status| setup.status(*status).is_some()),
            Self::Pipeline { any_of } => {
                known("pipeline", any_of, |pipeline| setup.pipelines.contains_key(pipeline))
            }
            Self::Owner { any_of }
            | Self::CreatedBy { any_of }
            | Self::Followed { any_of }
            | Self::Mentioned { any_of }
            | Self::ConversationOwner { any_of } => {
                known("user", any_of, |user| setup.users.contains_key(user))
            }
            Self::Team { any_of } => known("team", any_of, |team| setup.teams.contains_key(team)),
            Self::Channel { any_of } => {
                known("channel", any_of, |channel| setup.channels.contains_key(channel))
            }
            Self::Priority { any_of } => some(any_of.is_empty()),
            Self::Source { any_of } => some(any_of.is_empty()),
            Self::Contact { any_of } => some(any_of.is_empty()),
            Self::Text { property, is } => {
                let (TextTest::Is { text } | TextTest::Contains { text }) = is;
                of_kind(setup, property, Kind::Text)?;
                short(text)
            }
            Self::Number { property, .. } => of_kind(setup, property, Kind::Number),
            Self::Time { property, .. } => of_kind(setup, property, Kind::Time),
            Self::Choice { property, any_of } => {
                of_kind(setup, property, Kind::Choice)?;
                some(any_of.is_empty())?;
                any_of.iter().try_for_each(|option| short(option))
            }
            Self::Known { property } => kind_of(setup, property).map(|_| ()),
        }
    }

    /// How many options a condition names.
    fn options(&self) -> usize {
        match self {
            Self::All { .. }
            | Self::Any { .. }
            | Self::Not { .. }
            | Self::State { .. }
            | Self::ConversationState { .. }
            | Self::Unassigned
            | Self::ConversationUnassigned
            | Self::NoPriority
            | Self::Text { .. }
            | Self::Number { .. }
            | Self::Time { .. }
            | Self::Known { .. } => 0,
            Self::Status { any_of } => any_of.len(),
            Self::Pipeline { any_of } => any_of.len(),
            Self::Owner { any_of }
            | Self::CreatedBy { any_of }
            | Self::Followed { any_of }
            | Self::Mentioned { any_of }
            | Self::ConversationOwner { any_of } => any_of.len(),
            Self::Team { any_of } => any_of.len(),
            Self::Channel { any_of } => any_of.len(),
            Self::Priority { any_of } => any_of.len(),
            Self::Source { any_of } => any_of.len(),
            Self::Contact { any_of } => any_of.len(),
            Self::Choice { any_of, .. } => any_of.len(),
        }
    }
}

/// The kind of a property's values.
fn kind_of(setup: &Setup, property: &PropertyName) -> Result<Kind, FilterFault> {
    if let Some(built_in) = BuiltIn::named(property) {
        return Ok(match built_in {
            BuiltIn::Name | BuiltIn::Description | BuiltIn::Category => Kind::Text,
            BuiltIn::Number => Kind::Number,
            BuiltIn::CloseDate
            | BuiltIn::CreateDate
            | BuiltIn::LastModifiedDate
            | BuiltIn::LastActivityDate
            | BuiltIn::LastContactedDate => Kind::Time,
            BuiltIn::Priority
            | BuiltIn::Pipeline
            | BuiltIn::Status
            | BuiltIn::Owner
            | BuiltIn::AssignedTeams
            | BuiltIn::Source
            | BuiltIn::CreatedBy => Kind::Own,
        });
    }
    match setup.properties.get(property).map(|definition| &definition.kind) {
        Some(PropertyKind::Text | PropertyKind::LongText) => Ok(Kind::Text),
        Some(PropertyKind::Number) => Ok(Kind::Number),
        Some(PropertyKind::Date | PropertyKind::DateTime) => Ok(Kind::Time),
        Some(
            PropertyKind::YesNo
            | PropertyKind::Choice { .. }
            | PropertyKind::Choices { .. }
            | PropertyKind::User,
        ) => Ok(Kind::Choice),
        None => {
            Err(FilterFault::FilterNamesUnknown { kind: "property".to_owned(), id: property.to_string() })
        }
    }
}

fn of_kind(setup: &Setup, property: &PropertyName, kind: Kind) -> Result<(), FilterFault> {
    if kind_of(setup, property)? == kind {
        Ok(())
    } else {
        Err(FilterFault::FilterOfOtherKind { property: property.clone() })
    }
}

fn some(is_empty: bool) -> Result<(), FilterFault> {
    if is_empty { Err(FilterFault::FilterWithoutOptions) } else { Ok(()) }
}

fn short(text: &str) -> Result<(), FilterFault> {
    some(text.is_empty())?;
    if text.chars().count() <= Filter::MAX_TEXT {
        Ok(())
    } else {
        Err(FilterFault::FilterTextTooLong { max: Filter::MAX_TEXT })
    }
}

fn known<T: ToString>(
    kind: &str,
    options: &BTreeSet<T>,
    exists: impl Fn(&T) -> bool,
) -> Result<(), FilterFault> {
    some(options.is_empty())?;
    match options.iter().find(|option| !exists(option)) {
        Some(option) => {
            Err(FilterFault::FilterNamesUnknown { kind: kind.to_owned(), id: option.to_string() })
        }
        None => Ok(()),
    }
}
