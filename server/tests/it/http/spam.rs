//! Spam: who sees it, how it comes back, and when it is gone.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sportello_domain::association::{Associate, Pair, RecordRef};
use sportello_domain::conversation::{AssociateConversation, Place};
use sportello_domain::history::{Associated, Means, Update};
use sportello_domain::id::ContactId;
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::merge::MergeTickets;
use sportello_domain::message::Author;
use sportello_domain::order::{Actor, Command};
use sportello_domain::protocol::{
    AssociationPage, ConversationPage, RecordPage, ScopedDesk, SearchPage, ThreadEntry, ThreadPage,
    TicketPage, TicketView, ViewCount,
};
use sportello_domain::spam::block::BlockSender;
use sportello_domain::spam::senders::{SaveSenderLists, Sender};
use sportello_domain::spam::{DAYS_KEPT, DeleteSpam, MarkAsSpam, NotSpam};
use sportello_domain::testing::{T0, address, user_id};
use sportello_domain::trash::RestoreTicket;
use sportello_domain::view::{BuiltInView, View};
use sportello_server::sweep::sweep;

use super::window::{GIULIA, INES, Received, Window};
use crate::database::TestDatabase;

contract! {
    /// SPM-03, SPM-04, SPM-05, SPM-14
    #[test]
    fn spam_is_in_its_own_list_and_nowhere_else;

    /// SPM-12
    #[test]
    fn conversation_comes_back_with_its_ticket;

    /// SPM-13, SPM-21, SPM-26
    #[test]
    fn mail_of_a_denied_sender_waits_in_spam_until_it_is_recovered;

    /// ASH-08, BLK-05, BLK-10, DEL-10, DEL-15
    #[test]
    fn contact_who_was_blocked_is_shown_nowhere_and_comes_back_with_the_ticket;

    /// ASH-08, DEL-15
    #[test]
    fn history_keeps_the_names_of_what_was_removed_from_spam;

    /// BLK-13
    #[test]
    fn whoever_may_block_is_told_before_what_else_the_contact_wrote;

    /// SPM-06, SPM-07
    #[test]
    fn spam_is_removed_for_good_after_ninety_days;
}

const SPAM: &str = "/api/v1/conversations?spam=true";

fn ines() -> Actor {
    Actor::User { user: user_id(INES) }
}

async fn mark(window: &Window, of: &Received) {
    let conversations = [of.conversation].into();
    window.give(ines(), MarkAsSpam { ticket: of.ticket, conversations }).await;
}

async fn deny(window: &Window, text: &str) {
    let denied = [Sender::Address { address: address(text) }].into();
    let save = SaveSenderLists { allowed: [].into(), denied, blocking: true };
    window.give(ines(), save).await;
}

async fn open_tickets(window: &Window) -> (usize, u64) {
    let admin = window.browser_of(INES).await;
    let page: TicketPage = window.get(&admin, "/api/v1/tickets?view=all-open").await.json();
    let counts: Vec<ViewCount> = window.get(&admin, "/api/v1/counts").await.json();
    let count = counts.iter().find(|it| it.view == View::from(BuiltInView::AllOpen)).unwrap();
    (page.rows.len(), count.count)
}

async fn spam_is_in_its_own_list_and_nowhere_else(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, other] = [window.receive(1).await, window.receive(2).await];
    // Ticket 1 has a second conversation, so that it stays when the first is spam.
    let mut channel = window.engine.setup().channels.values().next().unwrap().clone();
    channel.tickets = sportello_domain::channel::TicketAutomation::Off;
    window.give(Actor::System, sportello_domain::channel::SaveChannel { channel }).await;
    let second = window.receive(3).await;
    let together = AssociateConversation { conversation: second.conversation, ticket: one.ticket };
    window.give(ines(), together).await;
    window.clock.set(T0 + TimeDelta::hours(1));
    mark(&window, &one).await;
    window.clock.set(T0 + TimeDelta::hours(2));
    mark(&window, &other).await;

    let (giulia, admin) = (window.browser_of(GIULIA).await, window.browser_of(INES).await);
    let spam: ConversationPage = window.get(&admin, SPAM).await.json();
    let listed: Vec<_> = spam.conversations.iter().map(|row| row.conversation.id).collect();
    assert_eq!(listed, [other.conversation, one.conversation], "the last that went there first");
    let row = &spam.conversations[0];
    assert_eq!(row.conversation.placed_at, Some(T0 + TimeDelta::hours(2)));
    assert_eq!(row.contact.as_ref().map(|contact| contact.name.as_str()), Some("Customer 2"));
    let customer = DeliveryIdentifier::Email(address("customer2@example.org"));
    assert_eq!(row.sender, Some(customer));
    assert_eq!(window.get(&giulia, SPAM).await.problem(), (403, "permission_missing".to_owned()));

    assert_eq!(open_tickets(&window).await, (1, 1), "the other ticket was deleted");
    let all: ConversationPage = window.get(&admin, "/api/v1/conversations").await.json();
    let listed: Vec<_> = all.conversations.iter().map(|row| row.conversation.id).collect();
    assert_eq!(listed, [second.conversation]);
    let found: SearchPage = window.get(&admin, "/api/v1/search?q=refund").await.json();
    let messages: Vec<_> = found.hits.iter().map(|hit| hit.row.ticket.id).collect();
    assert!(messages.iter().all(|ticket| *ticket == one.ticket), "{found:?}");
    assert_eq!(messages.len(), 2, "the ticket and the message that is no spam: {found:?}");
    for (sender, expected) in [(&giulia, 1), (&admin, 2)] {
        let view: TicketView = window.get(sender, &format!("/api/v1/tickets/{}", one.ticket)).await.json();
        assert_eq!(view.conversations.len(), expected);
        assert_eq!(view.shown, Some(second.conversation));
        let thread = format!("/api/v1/conversations/{}/thread", one.conversation);
        assert_eq!(window.get(sender, &thread).await.status, if expected == 1 { 404 } else { 200 });
    }
}

fn not_spam(window: &Window, of: &Received, customer: &str) -> NotSpam {
    NotSpam {
        conversation: of.conversation,
        sender: DeliveryIdentifier::Email(address(customer)),
        new_contact: window.new_id(),
        new_ticket: window.new_id(),
    }
}

async fn conversation_comes_back_with_its_ticket(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    mark(&window, &received).await;
    assert_eq!(open_tickets(&window).await, (0, 0));
    window.give(ines(), not_spam(&window, &received, "customer1@example.org")).await;
    assert_eq!(open_tickets(&window).await, (1, 1));
    let admin = window.browser_of(INES).await;
    let view: TicketView = window.get(&admin, &format!("/api/v1/tickets/{}", received.ticket)).await.json();
    assert_eq!(view.conversations[0].place, Place::HelpDesk);
    let spam: ConversationPage = window.get(&admin, SPAM).await.json();
    assert_eq!(spam.conversations.len(), 0);
    let found: SearchPage = window.get(&admin, "/api/v1/search?q=refund").await.json();
    assert_eq!(found.hits.len(), 2, "{found:?}");
}

async fn mail_of_a_denied_sender_waits_in_spam_until_it_is_recovered(database: TestDatabase) {
    let window = Window::open(&database).await;
    deny(&window, "customer1@example.org").await;
    let received = window.receive(1).await;
    let (giulia, admin) = (window.browser_of(GIULIA).await, window.browser_of(INES).await);
    assert_eq!(open_tickets(&window).await, (0, 0));
    let waiting: ConversationPage =
        window.get(&admin, "/api/v1/conversations?without_ticket=true").await.json();
    assert_eq!((waiting.conversations.len(), waiting.without_ticket), (0, 0), "it waits for no ticket");
    let contacts: RecordPage = window.get(&admin, "/api/v1/contacts").await.json();
    assert_eq!(contacts.ids, []);
    let thread = format!("/api/v1/conversations/{}/thread", received.conversation);
    assert_eq!(window.get(&giulia, &thread).await.status, 404);
    assert_eq!(window.get(&admin, &thread).await.status, 200);

    window.clock.set(T0 + TimeDelta::days(3));
    window.give(ines(), not_spam(&window, &received, "customer1@example.org")).await;
    assert_eq!(open_tickets(&window).await, (1, 1));
    let giulia = window.browser_of(GIULIA).await;
    let page: TicketPage = window.get(&giulia, "/api/v1/tickets?view=all-open").await.json();
    assert_eq!(page.rows[0].ticket.created_at, T0);
    assert_eq!(page.rows[0].ticket.name.as_str(), "Refund 1");
    assert_eq!(window.get(&giulia, &thread).await.status, 200);
}

async fn block(window: &Window, of: &Received, contact: ContactId) {
    window.give(ines(), BlockSender { ticket: of.ticket, contact }).await;
}

/// The contact who wrote a mail.
async fn contact_of(window: &Window, of: &Received) -> ContactId {
    let admin = window.browser_of(INES).await;
    let view: TicketView = window.get(&admin, &format!("/api/v1/tickets/{}", of.ticket)).await.json();
    view.conversations[0].contacts.first().copied().unwrap()
}

async fn contact_who_was_blocked_is_shown_nowhere_and_comes_back_with_the_ticket(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [received, others] = [window.receive(1).await, window.receive(2).await];
    let contact = contact_of(&window, &received).await;
    // A colleague's ticket names the contact as well.
    let pair = Pair::TicketContact { ticket: others.ticket, contact };
    window.give(ines(), Associate { pair }).await;
    let admin = window.browser_of(INES).await;
    let listed = async || -> Vec<RecordRef> {
        let page: RecordPage = window.get(&admin, "/api/v1/contacts").await.json();
        page.ids
    };
    let found = async || -> (usize, usize) {
        let page: RecordPage = window.get(&admin, "/api/v1/contacts?search=customer1").await.json();
        let hits: SearchPage = window.get(&admin, "/api/v1/search?q=customer1").await.json();
        (page.ids.len(), hits.hits.len())
    };
    let named = async || -> Vec<ContactId> {
        let path = format!("/api/v1/tickets/{}", others.ticket);
        let view: TicketView = window.get(&admin, &path).await.json();
        view.records.contacts.iter().map(|contact| contact.id).collect()
    };
    let history = async || -> Vec<(String, Update, Means)> {
        let path = format!("/api/v1/tickets/{}/associations?type=contact", others.ticket);
        let page: AssociationPage = window.get(&admin, &path).await.json();
        let of_contact =
            page.entries.into_iter().filter(|it| it.change.what == Associated::Contact { contact });
        of_contact.map(|it| (it.name, it.change.update, it.change.occasion.means)).collect()
    };
    let path = format!("/api/v1/contacts/{contact}");
    let name = "Customer 1".to_owned();
    let came = (name.clone(), Update::Created, Means::Directly);
    assert_eq!((listed().await.len(), found().await, named().await.len()), (2, (1, 2), 2));
    assert_eq!(history().await, std::slice::from_ref(&came));

    block(&window, &received, contact).await;
    assert!(!listed().await.contains(&RecordRef::Contact(contact)));
    assert_eq!((found().await, window.get(&admin, &path).await.status.as_u16()), ((0, 0), 404));
    assert!(!named().await.contains(&contact));
    let went = (name.clone(), Update::Removed, Means::ObjectDeletion);
    assert_eq!(history().await, [went.clone(), came.clone()], "the last known name is kept");
    let thread = format!("/api/v1/conversations/{}/thread", received.conversation);
    let thread: ThreadPage = window.get(&admin, &thread).await.json();
    let Some(ThreadEntry::Message(message)) = thread.entries.first() else { panic!("{thread:?}") };
    let Author::Contact { identifier, .. } = &message.message.author else { panic!("{message:?}") };
    assert_eq!(identifier.value(), "customer1@example.org");

    window.give(ines(), RestoreTicket { ticket: received.ticket }).await;
    assert_eq!((listed().await.len(), found().await, named().await.len()), (2, (1, 2), 2));
    assert_eq!(window.get(&admin, &path).await.status, 200);
    assert_eq!(history().await, [came.clone(), went, came]);
}

async fn history_keeps_the_names_of_what_was_removed_from_spam(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, other] = [window.receive(1).await, window.receive(2).await];
    let ticket = window.new_id();
    window.give(ines(), MergeTickets { primary: one.ticket, secondary: other.ticket, ticket }).await;
    let conversations: BTreeSet<_> = [other.conversation].into();
    window.give(ines(), MarkAsSpam { ticket, conversations: conversations.clone() }).await;
    window.give(ines(), DeleteSpam { conversations }).await;
    let admin = window.browser_of(INES).await;
    let path = format!("/api/v1/tickets/{ticket}/associations");
    let page: AssociationPage = window.get(&admin, &path).await.json();
    let told: Vec<_> =
        page.entries.iter().map(|it| (it.name.as_str(), it.change.what, it.change.occasion.means)).collect();
    let (conversation, message) = (other.conversation, other.message);
    let gone = [Associated::Conversation { conversation }, Associated::Message { message }];
    let lines = gone.map(|what| ("Refund 2", what, Means::ObjectDeletion));
    assert_eq!(told[..2], lines);
    assert!(page.entries[..2].iter().all(|entry| entry.change.update == Update::Removed));
}

async fn whoever_may_block_is_told_before_what_else_the_contact_wrote(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let contact = contact_of(&window, &received).await;
    let command: Command = BlockSender { ticket: received.ticket, contact }.into();
    for (user, told) in [(INES, Some(&1)), (GIULIA, None)] {
        let sender = window.browser_of(user).await;
        let scoped: ScopedDesk = window.post(&sender, "/api/v1/scope", &command).await.json();
        assert_eq!(scoped.desk.facts.outside_spam.get(&contact), told, "{user}");
    }
    block(&window, &received, contact).await;
    let scoped: ScopedDesk =
        window.post(&window.browser_of(INES).await, "/api/v1/scope", &command).await.json();
    assert_eq!(scoped.desk.facts.outside_spam.get(&contact), Some(&0));
    assert_eq!(scoped.desk.deleted_contacts.len(), 0, "nobody is shown who was deleted");
}

async fn spam_is_removed_for_good_after_ninety_days(database: TestDatabase) {
    let window = Window::open(&database).await;
    deny(&window, "customer1@example.org").await;
    let _denied = window.receive(1).await;
    let [marked, kept] = [window.receive(2).await, window.receive(3).await];
    mark(&window, &marked).await;
    window.clock.set(T0 + TimeDelta::days(DAYS_KEPT));
    sweep(&window.engine).await.unwrap();
    let admin = window.browser_of(INES).await;
    let spam: ConversationPage = window.get(&admin, SPAM).await.json();
    assert_eq!(spam.conversations.len(), 2);
    window.clock.set(T0 + TimeDelta::days(DAYS_KEPT) + TimeDelta::seconds(1));
    sweep(&window.engine).await.unwrap();
    let dump = database.connect().await.dump().await;
    let left: Vec<_> = dump["conversations"].iter().chain(&dump["tickets"]).collect();
    assert_eq!(left.len(), 2, "one ticket with its conversation: {left:?}");
    for secret in ["refund 1", "refund 2"] {
        assert_eq!(dump.values().flatten().filter(|row| row.contains(secret)).count(), 0, "{secret}");
    }
    let view: TicketView =
        window.get(&window.browser_of(INES).await, &format!("/api/v1/tickets/{}", kept.ticket)).await.json();
    assert_eq!(view.conversations.len(), 1);
}
