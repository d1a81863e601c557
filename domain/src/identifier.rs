//! How a person is reached on a channel: e-mail address, telephone number, short code or an id that
//! only the channel understands (CNV-04). Parsed once, at the edge; inside, always valid.

use serde::{Deserialize, Serialize};

/// One way to reach one person (CNV-04).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum DeliveryIdentifier {
    /// An e-mail address.
    Email(EmailAddress),
    /// A telephone number in E.164 form.
    Phone(PhoneNumber),
    /// A short code of a mobile operator.
    ShortCode(String),
    /// An id that only the channel understands.
    Opaque(String),
}

/// A domain on the internet, lower case: at least two labels with a dot between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

impl DeliveryIdentifier {
    /// The value alone, as people read it.
    pub fn value(&self) -> &str {
        match self {
            Self::Email(address) => address.as_str(),
            Self::Phone(number) => number.as_str(),
            Self::ShortCode(value) | Self::Opaque(value) => value,
        }
    }
}

/// An e-mail address, lower case, with one `@` and a domain.
///
/// Deliberately lenient about the local part: an address that a mail server accepted is one that we
/// must be able to answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// A telephone number: `+` and 2 to 15 digits (ITU-T E.164).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// A text that is not an identifier of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Not `name@domain`, or longer than an address can be.
    #[error("{text:?} is not an e-mail address")]
    Email {
        /// What was given.
        text: String,
    },
    /// Not `+` and 2 to 15 digits.
    #[error("{text:?} is not a telephone number in international form")]
    Phone {
        /// What was given.
        text: String,
    },
    /// Not a domain, or longer than one can be.
    #[error("{text:?} is not a domain")]
    Domain {
        /// What was given.
        text: String,
    },
}

impl EmailAddress {
    /// The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3), in bytes.
    pub const MAX_LENGTH: usize = 254;

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let address = text.trim().to_lowercase();
        let valid = address.len() <= Self::MAX_LENGTH
            && !address
                .contains(|c: char| c.is_whitespace() || c.is_control() || c == '<' || c == '>' || c == ',')
            && address.rsplit_once('@').is_some_and(|(name, domain)| {
                !name.is_empty() && !domain.is_empty() && !domain.starts_with('.') && !domain.ends_with('.')
            });
        if valid { Ok(Self(address)) } else { Err(IdentifierError::Email { text }) }
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl std::str::FromStr for EmailAddress {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl PhoneNumber {
    /// The number as text, with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
        let valid = number.strip_prefix('+').is_some_and(|digits| {
            (2..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        if valid { Ok(Self(number)) } else { Err(IdentifierError::Phone { text }) }
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl DomainName {
    /// The longest name that DNS can carry (RFC 1035, 2.3.4), in bytes.
    pub const MAX_LENGTH: usize = 253;

    /// The domain as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DomainName {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let domain = text.trim().to_lowercase();
        let is_label = |label: &str| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        };
        let valid =
            domain.len() <= Self::MAX_LENGTH && domain.contains('.') && domain.split('.').all(is_label);
        if valid { Ok(Self(domain)) } else { Err(IdentifierError::Domain { text }) }
    }
}

impl From<DomainName> for String {
    fn from(domain: DomainName) -> Self {
        domain.0
    }
}
