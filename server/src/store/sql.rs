//! Statements and rows: the one shape in which both databases are asked and answer.
//!
//! Statements are portable SQL with placeholders. What comes from outside is always bound,
//! never part of the text: the text is made of literals only, as the type of [`Sql::push`] says.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Arguments, Postgres, Row as _, Sqlite};
use uuid::Uuid;

use super::StoreError;

/// A statement in the making: literal text and bound values.
#[derive(Clone, Debug, Default)]
pub struct Sql(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(&'static str),
    Value(Value),
}

/// A value that is bound to a statement. The kind stays with it when it is null, since PostgreSQL
/// wants to know.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An id.
    Id(Option<Uuid>),
    /// A whole number, or a time in microseconds.
    Integer(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

/// How a database wants the places of values marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholders {
    /// `?`: SQLite. It knows `$1` and `?1` too, but as names that it looks for among all others of the statement:
    /// many rows in one statement then take time with the square of their number.
    Plain,
    /// `$1`: PostgreSQL.
    Numbered,
}

/// Begins a statement.
pub fn sql(text: &'static str) -> Sql {
    Sql(vec![Piece::Text(text)])
}

impl Sql {
    /// Goes on with literal text.
    #[must_use]
    pub fn push(mut self, text: &'static str) -> Self {
        self.0.push(Piece::Text(text));
        self
    }

    /// Binds a value where the text stands.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.0.push(Piece::Value(value.into()));
        self
    }

    /// Goes on with a part that was made apart.
    #[must_use]
    pub fn append(mut self, part: Self) -> Self {
        self.0.extend(part.0);
        self
    }

    /// Binds a list in parentheses: `($1, $2)`. An empty list is one null, which nothing equals.
    #[must_use]
    pub fn list(self, values: impl IntoIterator<Item = impl Into<Value>>) -> Self {
        let values: Vec<Self> = values.into_iter().map(|value| Self::default().bind(value)).collect();
        if values.is_empty() { self.push("(NULL)") } else { self.joined(values, ", ") }
    }

    /// Binds rows of values: `($1, $2), ($3, $4)`.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> Self {
        for (number, row) in rows.into_iter().enumerate() {
            self = if number == 0 { self } else { self.push(", ") }.list(row);
        }
        self
    }

    /// Goes on with conditions, one of which must hold: `(a OR b)`. With none of them, it never does.
    #[must_use]
    pub fn any(self, conditions: Vec<Self>) -> Self {
        if conditions.is_empty() { self.push("1 = 0") } else { self.joined(conditions, " OR ") }
    }

    /// Goes on with conditions that must all hold: `(a AND b)`. With none of them, it always does.
    #[must_use]
    pub fn all(self, conditions: Vec<Self>) -> Self {
        if conditions.is_empty() { self.push("1 = 1") } else { self.joined(conditions, " AND ") }
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn joined(mut self, parts: Vec<Self>, between: &'static str) -> Self {
        self = self.push("(");
        for (number, part) in parts.into_iter().enumerate() {
            self = if number == 0 { self } else { self.push(between) }.append(part);
        }
        self.push(")")
    }

    /// The text with its placeholders, and the values in their order.
    pub(super) fn finish(self, placeholders: Placeholders) -> (String, Vec<Value>) {
        let mut text = String::new();
        let mut values = Vec::new();
        for piece in self.0 {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Value(value) => {
                    values.push(value);
                    match placeholders {
                        Placeholders::Plain => text.push('?'),
                        Placeholders::Numbered => {
                            text.push('$');
                            text.push_str(&values.len().to_string());
                        }
                    }
                }
            }
        }
        (text, values)
    }
}

/// The values as the arguments of a statement.
///
/// # Errors
///
/// When one of them cannot be encoded.
pub(super) fn arguments<A: Arguments>(values: Vec<Value>) -> Result<A, StoreError>
where
    Option<Uuid>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<i64>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<String>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<Vec<u8>>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
{
    let mut arguments = A::default();
    for value in values {
        match value {
            Value::Id(id) => arguments.add(id),
            Value::Integer(number) => arguments.add(number),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Id(Some(id))
    }
}

impl From<Option<Uuid>> for Value {
    fn from(id: Option<Uuid>) -> Self {
        Self::Id(id)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(Some(number))
    }
}

impl From<u64> for Value {
    /// Numbers that count things stay far below what 63 bits hold.
    fn from(number: u64) -> Self {
        Self::Integer(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Integer(Some(at.timestamp_micros()))
    }
}

impl From<Option<DateTime<Utc>>> for Value {
    fn from(at: Option<DateTime<Utc>>) -> Self {
        Self::Integer(at.map(|at| at.timestamp_micros()))
    }
}

impl From<String> for Value {
    /// PostgreSQL cannot keep the character NUL in a text, so neither database gets one.
    fn from(text: String) -> Self {
        Self::Text(Some(if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Text(None), Self::from)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

/// One row of an answer.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

/// What a column can be read as, from either database.
pub trait Readable:
    for<'r> sqlx::Decode<'r, Sqlite>
    + sqlx::Type<Sqlite>
    + for<'r> sqlx::Decode<'r, Postgres>
    + sqlx::Type<Postgres>
{
}

impl<T> Readable for T where
    T: for<'r> sqlx::Decode<'r, Sqlite>
        + sqlx::Type<Sqlite>
        + for<'r> sqlx::Decode<'r, Postgres>
        + sqlx::Type<Postgres>
{
}

impl Row {
    /// Reads a column by its place, from 0.
    ///
    /// # Errors
    ///
    /// When the column is not there or holds something else.
    pub fn read<T: Readable>(&self, column: usize) -> Result<T, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// Reads an id of ours.
    ///
    /// # Errors
    ///
    /// As [`Row::read`].
    pub fn id<T: From<Uuid>>(&self, column: usize) -> Result<T, StoreError> {
        self.read::<Uuid>(column).map(T::from)
    }

    /// Reads a count, a position or a sequence.
    ///
    /// # Errors
    ///
    /// As [`Row::read`], and when the number is negative.
    pub fn count(&self, column: usize) -> Result<u64, StoreError> {
        let number = self.read::<i64>(column)?;
        u64::try_from(number).map_err(|_| StoreError::Unreadable { what: format!("{number} as a count") })
    }

    /// Reads a time.
    ///
    /// # Errors
    ///
    /// As [`Row::read`], and when the number is no time.
    pub fn time(&self, column: usize) -> Result<DateTime<Utc>, StoreError> {
        let microseconds = self.read::<i64>(column)?;
        DateTime::from_timestamp_micros(microseconds)
            .ok_or_else(|| StoreError::Unreadable { what: format!("{microseconds} as a time") })
    }

    /// Reads a record from its JSON.
    ///
    /// # Errors
    ///
    /// As [`Row::read`], and when the text is not such a record.
    pub fn record<T: DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        let text = self.read::<String>(column)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Unreadable { what: error.to_string() })
    }
}

impl Row {
    /// Reads a record that may not be there: null.
    ///
    /// # Errors
    ///
    /// As [`Row::record`].
    pub fn optional_record<T: DeserializeOwned>(&self, column: usize) -> Result<Option<T>, StoreError> {
        match self.read::<Option<String>>(column)? {
            Some(_) => self.record(column).map(Some),
            None => Ok(None),
        }
    }
}

/// A record as the JSON that is stored.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub(crate) fn json<T: serde::Serialize>(record: &T) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| StoreError::Unreadable { what: error.to_string() })
}
