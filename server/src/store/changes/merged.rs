//! Keeping what refers to merged tickets in step: which ticket a number leads to, and where mentions are.

use sportello_domain::event::Fact;
use sportello_domain::ticket::Ticket;

use super::DecidedOrder;
use super::records::{Difference, facts, write_rows};
use crate::store::StoreError;
use crate::store::connection::Connection;
use crate::store::sql::sql;

/// Lets the numbers of consumed tickets lead to the one that they are in, however often they were merged (MRG-40).
pub(super) async fn save(
    connection: &mut Connection,
    changed: &[Difference<'_, Ticket>],
) -> Result<(), StoreError> {
    let new = changed.iter().filter(|(before, _)| before.is_none()).map(|(_, ticket)| *ticket);
    let rows = new.flat_map(|ticket| {
        let consumed = ticket.merged.iter();
        consumed.map(|it| vec![it.ticket.uuid().into(), it.number.0.into(), ticket.id.uuid().into()])
    });
    let insert = "INSERT INTO merged_tickets (ticket, number, merged_into) VALUES ";
    let replace = " ON CONFLICT (ticket) DO UPDATE SET merged_into = excluded.merged_into";
    write_rows(connection, rows.collect(), insert, replace).await
}

/// Moves the mentions of consumed tickets to where their comments are, among the entries of the new ticket.
pub(super) async fn move_mentions(
    connection: &mut Connection,
    orders: &[DecidedOrder],
) -> Result<(), StoreError> {
    for fact in facts(orders) {
        if let Fact::TicketMerged { ticket, into, after, .. } = fact {
            let update = sql("UPDATE mentions SET ticket = ")
                .bind(into.uuid())
                .push(", position = position + ")
                .bind(*after)
                .push(" WHERE ticket = ")
                .bind(ticket.uuid());
            connection.change(update).await?;
        }
    }
    Ok(())
}
