//! Keeping what filters compare in step with the tickets: the description, and the properties that
//! admins defined.

use std::collections::BTreeMap;

use sportello_domain::filter::folded;
use sportello_domain::property::{BuiltIn, Value};
use sportello_domain::ticket::Ticket;

use super::records::{Difference, NewRow, write_rows};
use crate::store::StoreError;
use crate::store::connection::Connection;
use crate::store::sql;

const DELETE: &str = "DELETE FROM ticket_values WHERE (ticket, property) IN (VALUES ";
const INSERT: &str = "INSERT INTO ticket_values (ticket, property, place, text, number, at) VALUES ";

/// A value as it is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compared<'a> {
    Text(&'a str),
    Other(&'a Value),
}

/// Writes the values that changed, and takes out those that are gone.
pub(super) async fn save(
    connection: &mut Connection,
    changed: &[Difference<'_, Ticket>],
) -> Result<(), StoreError> {
    let (mut gone, mut new): (Vec<NewRow>, Vec<NewRow>) = (Vec::new(), Vec::new());
    for (before, after) in changed {
        let had = before.map(values).unwrap_or_default();
        let has = values(after);
        let names = |name: &str| -> NewRow { vec![after.id.uuid().into(), name.into()] };
        gone.extend(
            had.iter().filter(|(name, value)| has.get(*name) != Some(*value)).map(|(name, _)| names(name)),
        );
        for (name, value) in has.iter().filter(|(name, value)| had.get(*name) != Some(*value)) {
            new.extend(columns(*value).map(|columns| names(name).into_iter().chain(columns).collect()));
        }
    }
    write_rows(connection, gone, DELETE, ")").await?;
    write_rows(connection, new, INSERT, "").await
}

fn values(ticket: &Ticket) -> BTreeMap<&str, Compared<'_>> {
    let described = ticket.description.as_deref();
    let described = described.map(|text| (BuiltIn::Description.name(), Compared::Text(text)));
    let defined = ticket.properties.iter().map(|(name, value)| (name.as_str(), Compared::Other(value)));
    described.into_iter().chain(defined).collect()
}

/// The columns `place`, `text`, `number` and `at` of each row that a value is: one, or one for each
/// option that was chosen.
fn columns(value: Compared<'_>) -> impl Iterator<Item = [sql::Value; 4]> {
    let (texts, number, at) = match value {
        Compared::Text(own) => (vec![own.to_owned()], None, None),
        Compared::Other(own) => {
            let number = if let Value::Number(number) = own { Some(*number) } else { None };
            (own.compared_texts(), number, own.point_in_time().map(|at| at.timestamp_micros()))
        }
    };
    let count = texts.len().max(1);
    let texts = texts.into_iter().map(|text| Some(folded(&text))).chain(std::iter::repeat(None));
    (0_i64..).zip(texts.take(count)).map(move |(place, text)| {
        [place.into(), text.into(), sql::Value::Integer(number), sql::Value::Integer(at)]
    })
}
