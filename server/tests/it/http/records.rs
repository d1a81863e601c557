//! Contacts, companies and deals, over the API.

use sportello_domain::association::{Associate, Dissociate, Pair, RecordRef};
use sportello_domain::company::SaveCompany;
use sportello_domain::contact::SaveContact;
use sportello_domain::deal::SaveDeal;
use sportello_domain::event::Fact;
use sportello_domain::history::{AssociatedType, Update};
use sportello_domain::id::{CompanyId, ContactId, DealId, TicketId};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::order::Command;
use sportello_domain::protocol::{AssociationPage, OrderAnswer, Problem, RecordPage, RecordView, TicketView};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::{address, user_id};
use sportello_domain::user::{Access, Reach, SaveUser};

use super::window::{BRUNO, CHIARA, GIULIA, INES, Sender, Window};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn contacts_are_listed_by_name_and_page_by_page;

    #[test]
    fn contacts_are_found_by_the_beginnings_of_names_and_addresses;

    /// PRP-09, ASH-09
    #[test]
    fn associations_are_seen_from_both_records;

    /// ASH-01, ASH-02
    #[test]
    fn history_of_associations_is_read_by_type_and_page_by_page;

    /// PER-03
    #[test]
    fn record_shows_the_tickets_that_its_reader_may_see;

    #[test]
    fn company_shows_what_its_people_wrote;

    /// PER-03
    #[test]
    fn contacts_are_for_whoever_may_see_tickets;

    #[test]
    fn address_of_another_contact_is_refused_by_name;
}

/// Adds a contact.
async fn contact(window: &Window, sender: &Sender, name: &str, mail: &str) -> ContactId {
    let contact: ContactId = window.new_id();
    let identifiers = [DeliveryIdentifier::Email(address(mail))].into();
    let save = SaveContact { contact, name: name.to_owned(), identifiers };
    accepted(window, sender, save).await;
    contact
}

async fn company(window: &Window, sender: &Sender, name: &str) -> CompanyId {
    let company = window.new_id();
    accepted(window, sender, SaveCompany { company, name: name.to_owned(), domain: None }).await;
    company
}

async fn accepted(window: &Window, sender: &Sender, command: impl Into<Command>) {
    let answers = window.order(sender, vec![command.into()]).await;
    assert!(matches!(answers[..], [OrderAnswer::Accepted { .. }]), "{answers:?}");
}

async fn list(window: &Window, sender: &Sender, query: &str) -> RecordPage {
    let answer = window.get(sender, &format!("/api/v1/{query}")).await;
    assert!(answer.status.is_success(), "{query}: {answer:?}");
    answer.json()
}

/// What the contacts of a page are called, in its order.
fn names(page: &RecordPage) -> Vec<String> {
    let name = |id: &RecordRef| {
        let found = page.records.contacts.iter().find(|contact| RecordRef::Contact(contact.id) == *id);
        found.unwrap().display_name().to_owned()
    };
    page.ids.iter().map(name).collect()
}

async fn show(window: &Window, sender: &Sender, path: &str) -> RecordView {
    let answer = window.get(sender, &format!("/api/v1/{path}")).await;
    assert!(answer.status.is_success(), "{path}: {answer:?}");
    answer.json()
}

fn tickets(view: &RecordView) -> Vec<TicketId> {
    let mut tickets: Vec<TicketId> = view.tickets.iter().map(|row| row.ticket.id).collect();
    tickets.sort_unstable();
    tickets
}

async fn contacts_are_listed_by_name_and_page_by_page(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    for (name, mail) in [
        ("Zoe", "z@a.example"),
        ("bruno", "b@a.example"),
        ("Álvaro", "al@a.example"),
        ("", "chiara@a.example"),
        ("bruno", "b2@a.example"),
    ] {
        contact(&window, &giulia, name, mail).await;
    }
    let expected = ["Álvaro", "bruno", "bruno", "chiara@a.example", "Zoe"];
    let whole = list(&window, &giulia, "contacts").await;
    assert_eq!((names(&whole), whole.next.clone()), (expected.map(str::to_owned).to_vec(), None));

    let mut seen = Vec::new();
    let mut next = String::new();
    for _ in 0..10 {
        let page = list(&window, &giulia, &format!("contacts?limit=2{next}")).await;
        seen.extend(page.ids);
        let Some(after) = page.next else { break };
        next = format!("&after={after}");
    }
    assert_eq!(seen, whole.ids, "no page misses or repeats one of two with the same name");

    for (query, code) in [("limit=0", "query_invalid"), ("after=x", "cursor_invalid")] {
        let answer = window.get(&giulia, &format!("/api/v1/contacts?{query}")).await;
        assert_eq!(answer.problem().1, code);
    }
}

async fn contacts_are_found_by_the_beginnings_of_names_and_addresses(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let ada = contact(&window, &giulia, "Ada Åkesson", "ada@lamps.example").await;
    contact(&window, &giulia, "Bruno", "bruno@other.example").await;
    let received = window.receive(1).await;
    let pair = Pair::TicketContact { ticket: received.ticket, contact: ada };
    accepted(&window, &giulia, Associate { pair }).await;
    for (search, expected) in [
        ("ake", vec!["Ada Åkesson"]),
        ("ADA%20ak", vec!["Ada Åkesson"]),
        ("lamps", vec!["Ada Åkesson"]),
        ("ada@lamps.example", vec!["Ada Åkesson"]),
        ("example", vec!["Ada Åkesson", "Bruno", "Customer 1"]),
        ("kesson", vec![]),
        ("refund", vec![]),
        ("%20", vec!["Ada Åkesson", "Bruno", "Customer 1"]),
    ] {
        assert_eq!(
            names(&list(&window, &giulia, &format!("contacts?search={search}")).await),
            expected,
            "{search}"
        );
    }

    // Called otherwise, she is found by that, and so are her tickets.
    let identifiers = [DeliveryIdentifier::Email(address("ada@lamps.example"))].into();
    let rename = SaveContact { contact: ada, name: "Ada Bianchi".to_owned(), identifiers };
    accepted(&window, &giulia, rename).await;
    let found =
        async |search: &str| names(&list(&window, &giulia, &format!("contacts?search={search}")).await);
    assert_eq!(found("bianchi").await, ["Ada Bianchi"]);
    assert_eq!(found("akesson").await, Vec::<String>::new());
    let hits: sportello_domain::protocol::SearchPage =
        window.get(&giulia, "/api/v1/search?q=bianchi").await.json();
    assert_eq!(hits.hits.iter().map(|hit| hit.row.ticket.id).collect::<Vec<_>>(), [received.ticket]);
}

async fn history_of_associations_is_read_by_type_and_page_by_page(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let firm = company(&window, &giulia, "Rossi & Figli").await;
    let pair = Pair::TicketCompany { ticket: received.ticket, company: firm };
    accepted(&window, &giulia, Associate { pair }).await;
    accepted(&window, &giulia, Dissociate { pair }).await;
    let path = format!("/api/v1/tickets/{}/associations", received.ticket);
    let whole: AssociationPage = window.get(&giulia, &path).await.json();
    let told = |page: &AssociationPage| -> Vec<(String, AssociatedType, Update)> {
        let lines = page.entries.iter();
        lines.map(|it| (it.name.clone(), it.change.what.of_type(), it.change.update)).collect()
    };
    let line = |name: &str, of_type, update| (name.to_owned(), of_type, update);
    assert_eq!(
        told(&whole)[..2],
        [
            line("Rossi & Figli", AssociatedType::Company, Update::Removed),
            line("Rossi & Figli", AssociatedType::Company, Update::Created),
        ]
    );
    assert_eq!(whole.entries[0].change.occasion.actor.user(), Some(user_id(GIULIA)));
    for of_type in [AssociatedType::Contact, AssociatedType::Conversation, AssociatedType::Message] {
        let page: AssociationPage =
            window.get(&giulia, &format!("{path}?type={}", of_type.name())).await.json();
        let [only] = page.entries.as_slice() else { panic!("{of_type:?}: {page:?}") };
        assert_eq!(only.change.what.of_type(), of_type);
        assert_ne!(only.name, "", "{of_type:?}");
    }

    let mut paged = Vec::new();
    let mut next = String::new();
    loop {
        let page: AssociationPage = window.get(&giulia, &format!("{path}?limit=2{next}")).await.json();
        paged.extend(page.entries);
        match page.earlier {
            Some(earlier) => next = format!("&before={earlier}"),
            None => break,
        }
    }
    assert_eq!(paged, whole.entries);
}

async fn associations_are_seen_from_both_records(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let ticket = window.receive(1).await.ticket;
    let (ada, acme) =
        (contact(&window, &giulia, "Ada", "ada@acme.example").await, company(&window, &giulia, "Acme").await);
    let deal: DealId = window.new_id();
    accepted(&window, &giulia, SaveDeal { deal, name: "Ten lamps".to_owned() }).await;
    let pairs = [
        Pair::TicketContact { ticket, contact: ada },
        Pair::TicketCompany { ticket, company: acme },
        Pair::TicketDeal { ticket, deal },
        Pair::ContactCompany { contact: ada, company: acme },
        Pair::DealContact { deal, contact: ada },
        Pair::DealCompany { deal, company: acme },
    ];
    // What each record's own answer says of the others.
    let seen = async || {
        let paths = [format!("contacts/{ada}"), format!("companies/{acme}"), format!("deals/{deal}")];
        let records = [RecordRef::Contact(ada), RecordRef::Company(acme), RecordRef::Deal(deal)];
        let mut seen = Vec::new();
        for (path, own) in paths.iter().zip(records) {
            let view = show(&window, &giulia, path).await;
            let tickets = tickets(&view).into_iter().map(RecordRef::Ticket);
            let contacts = view.records.contacts.iter().map(|it| RecordRef::Contact(it.id));
            let companies = view.records.companies.iter().map(|it| RecordRef::Company(it.id));
            let deals = view.records.deals.iter().map(|it| RecordRef::Deal(it.id));
            let others = tickets.chain(contacts).chain(companies).chain(deals);
            seen.extend(others.filter(|other| *other != own).map(|other| (own, other)));
        }
        let view: TicketView = window.get(&giulia, &format!("/api/v1/tickets/{ticket}")).await.json();
        let own = RecordRef::Ticket(ticket);
        seen.extend(view.row.ticket.contacts.iter().map(|it| (own, RecordRef::Contact(*it))));
        seen.extend(view.records.companies.iter().map(|it| (own, RecordRef::Company(it.id))));
        seen.extend(view.records.deals.iter().map(|it| (own, RecordRef::Deal(it.id))));
        seen
    };
    for pair in pairs {
        let [one, other] = pair.records();
        accepted(&window, &giulia, Associate { pair }).await;
        let together = seen().await;
        assert!(
            together.contains(&(one, other)) && together.contains(&(other, one)),
            "{pair:?}: {together:?}"
        );
    }
    for pair in pairs {
        accepted(&window, &giulia, Dissociate { pair }).await;
    }
    let customer: Vec<(RecordRef, RecordRef)> = seen().await;
    assert_eq!(customer.len(), 1, "whoever wrote is all that is left: {customer:?}");

    // Who took what away, and when, can be read from the log.
    let events = window.engine.store().ticket_events(&[ticket].into(), u64::MAX).await.unwrap();
    let removed = events.iter().filter(|it| matches!(it.event.fact, Fact::Dissociated { .. }));
    let removers: Vec<_> = removed.map(|it| it.actor.user()).collect();
    assert_eq!(removers, [Some(user_id(GIULIA)); 3]);
}

async fn record_shows_the_tickets_that_its_reader_may_see(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let ada = contact(&window, &giulia, "Ada", "ada@acme.example").await;
    let brunos = window.receive_for_bruno(1).await.ticket;
    let other = window.receive(2).await.ticket;
    for ticket in [brunos, other] {
        let pair = Pair::TicketContact { ticket, contact: ada };
        accepted(&window, &giulia, Associate { pair }).await;
    }
    let path = format!("contacts/{ada}");
    let bruno = window.browser_of(BRUNO).await;
    let mut both = [brunos, other];
    both.sort_unstable();
    assert_eq!(tickets(&show(&window, &giulia, &path).await), both);
    assert_eq!(tickets(&show(&window, &bruno, &path).await), [brunos]);

    let first = show(&window, &giulia, &format!("{path}?limit=1")).await;
    let after = first.next.clone().unwrap();
    let second = show(&window, &giulia, &format!("{path}?limit=1&after={after}")).await;
    let mut paged = [tickets(&first), tickets(&second)].concat();
    paged.sort_unstable();
    assert_eq!((paged, second.next), (both.to_vec(), None));
}

async fn company_shows_what_its_people_wrote(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let acme = company(&window, &giulia, "Acme").await;
    let (first, second, third) = (window.receive(1).await, window.receive(2).await, window.receive(3).await);
    let view: TicketView = window.get(&giulia, &format!("/api/v1/tickets/{}", first.ticket)).await.json();
    let customer = *view.row.ticket.contacts.first().unwrap();
    let pair = Pair::ContactCompany { contact: customer, company: acme };
    accepted(&window, &giulia, Associate { pair }).await;
    let pair = Pair::TicketCompany { ticket: third.ticket, company: acme };
    accepted(&window, &giulia, Associate { pair }).await;

    let mut expected = [first.ticket, third.ticket];
    expected.sort_unstable();
    let seen = show(&window, &giulia, &format!("companies/{acme}")).await;
    assert_eq!(tickets(&seen), expected, "and not {:?}", second.ticket);

    // Beside the ticket stands where its customer works; the list of contacts says it too.
    let view: TicketView = window.get(&giulia, &format!("/api/v1/tickets/{}", first.ticket)).await.json();
    assert_eq!(view.records.companies.iter().map(|it| it.id).collect::<Vec<_>>(), [acme]);
    let page = list(&window, &giulia, "contacts").await;
    assert_eq!(page.records.companies.iter().map(|it| it.id).collect::<Vec<_>>(), [acme]);
}

async fn contacts_are_for_whoever_may_see_tickets(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let ada = contact(&window, &giulia, "Ada", "ada@acme.example").await;
    for n in [BRUNO, CHIARA, INES] {
        let reader = window.browser_of(n).await;
        assert_eq!(names(&list(&window, &reader, "contacts").await), ["Ada"]);
    }
    let chiara = window.browser_of(CHIARA).await;
    let save = SaveCompany { company: window.new_id(), name: "Acme".to_owned(), domain: None };
    let answers = window.order(&chiara, vec![save.into()]).await;
    let [OrderAnswer::Refused { problem, .. }] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(problem.code, "permission_missing");

    let mut user = window.engine.setup().users[&user_id(BRUNO)].clone();
    user.access = Access { view: Reach::Nothing, ..Access::default() };
    accepted(&window, &window.browser_of(INES).await, SaveUser { user }).await;
    let bruno = window.browser_of(BRUNO).await;
    for path in ["contacts".to_owned(), "companies".to_owned(), format!("contacts/{ada}")] {
        let answer = window.get(&bruno, &format!("/api/v1/{path}")).await;
        assert_eq!(answer.problem(), (403, "permission_missing".to_owned()));
    }
    let unknown: ContactId = window.new_id();
    let answer = window.get(&giulia, &format!("/api/v1/contacts/{unknown}")).await;
    assert_eq!(answer.json::<Problem>().rejection, Some(Rejection::ContactNotFound { contact: unknown }));
}

async fn address_of_another_contact_is_refused_by_name(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let ada = contact(&window, &giulia, "Ada", "ada@acme.example").await;
    let identifier = DeliveryIdentifier::Email(address("ADA@acme.example"));
    let again = SaveContact {
        contact: window.new_id(),
        name: "Bruno".to_owned(),
        identifiers: [identifier.clone()].into(),
    };
    let answers = window.order(&giulia, vec![again.into()]).await;
    let [OrderAnswer::Refused { problem, .. }] = answers.as_slice() else { panic!("{answers:?}") };
    let expected = Rejection::IdentifierTaken { identifier, contact: ada, name: "Ada".to_owned() };
    assert_eq!((problem.status, problem.rejection.clone()), (409, Some(expected)));
}
