//! Two tickets are merged, and mails go on coming.

use sportello_domain::history::Happening;
use sportello_domain::id::TicketId;
use sportello_domain::merge::MergeTickets;
use sportello_domain::order::Actor;
use sportello_domain::protocol::ThreadEntry;
use sportello_domain::testing::minutes;

use super::desk::{AcceptedMail, Desk, accepted};
use crate::database::TestDatabase;

contract! {
    /// MRG-33, MRG-34, MRG-39, MRG-41, ONE-04
    #[test]
    fn late_mails_to_both_old_tickets_land_on_the_merged_one;
}

async fn receive(desk: &Desk, id: &str, answers: Option<&str>) -> AcceptedMail {
    let answers = answers.map(|answered| format!("In-Reply-To: <{answered}>\n")).unwrap_or_default();
    let raw = format!(
        "From: ada@customer.example\nTo: support@desk.example\nSubject: Lamp {id}\n\
         Message-ID: <{id}@customer.example>\n{answers}\nIt hums."
    );
    accepted(&desk.hand_in(raw.as_bytes()).await.receipt.fate)
}

async fn late_mails_to_both_old_tickets_land_on_the_merged_one(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let [one, other] = [receive(&desk, "one", None).await, receive(&desk, "other", None).await];
    desk.at(minutes(1));
    let [primary, secondary] = [one, other].map(|mail| mail.ticket.unwrap());
    let merged: TicketId = desk.engine.entropy().id();
    let merge = MergeTickets { primary, secondary, ticket: merged };
    let change = desk.order(Actor::User { user: desk.agent() }, merge).await.unwrap().change;
    assert_eq!(change.after.len(), 3, "the new ticket and both archives are told");
    assert_eq!(desk.engine.store().outbox_due_at().await.unwrap(), None, "nobody is written to");

    for (late, to) in [("late", one), ("later", other)] {
        let answered = if late == "late" { "one@customer.example" } else { "other@customer.example" };
        let received = receive(&desk, late, Some(answered)).await;
        assert_eq!((received.conversation, received.ticket), (to.conversation, Some(merged)));
        assert_eq!(desk.thread(to.conversation).await, [to.message, received.message], "threads stay apart");
    }
    for conversation in [one.conversation, other.conversation] {
        let page = desk.engine.store().thread(conversation, None, 50).await.unwrap();
        let lines = page.entries.iter().filter(|entry| {
            matches!(entry, ThreadEntry::Happening { happening: Happening::Merged { .. }, .. })
        });
        assert_eq!(lines.count(), 1, "each thread says that its ticket was merged");
    }

    // What is read again from the log is what was told.
    let read = desk.engine.changes_after(change.first_sequence - 1, 1_000).await.unwrap();
    assert_eq!(read[0], *change);
}
