//! Contacts, companies and deals in the database.

use sportello_domain::association::{Associate, Dissociate, Pair, RecordRef, SetPrimaryCompany};
use sportello_domain::company::SaveCompany;
use sportello_domain::contact::SaveContact;
use sportello_domain::deal::SaveDeal;
use sportello_domain::desk::{Desk, Scope};
use sportello_domain::filter::Filter;
use sportello_domain::protocol::RecordKind;
use sportello_domain::testing::{
    by_channel, company_id, contact_id, customer, deal_id, mail, ticket_id, user_id,
};
use sportello_server::engine::Engine;
use sportello_server::search::Search;
use sportello_server::store::place::Ordered;

use crate::database::{TestDatabase, give};

contract! {
    /// PRP-20: history is the truth for contacts, companies and deals too.
    #[test]
    fn events_replayed_give_the_stored_records;

    #[test]
    fn list_takes_three_statements_and_a_record_four;

    #[test]
    fn two_orders_at_once_never_give_one_address_to_two_contacts;
}

/// A ticket of contact 1, who works at company 1; deal 1 is made with both.
async fn office(database: &TestDatabase) -> Engine {
    let engine = database.engine().await;
    engine.execute(by_channel(1, mail(1))).await.unwrap();
    let (ticket, contact, company, deal) = (ticket_id(1), contact_id(1), company_id(1), deal_id(1));
    let identifiers = [customer(1), customer(7)].into();
    give(&engine, SaveContact { contact, name: "Ada".to_owned(), identifiers }).await.unwrap();
    give(&engine, SaveCompany { company, name: "Acme".to_owned(), domain: None }).await.unwrap();
    give(&engine, SaveCompany { company, name: "Acme Ltd".to_owned(), domain: None }).await.unwrap();
    give(&engine, SaveDeal { deal, name: "Lamps".to_owned() }).await.unwrap();
    give(&engine, SaveDeal { deal, name: "Ten lamps".to_owned() }).await.unwrap();
    for pair in [
        Pair::TicketCompany { ticket, company },
        Pair::TicketDeal { ticket, deal },
        Pair::ContactCompany { contact, company },
        Pair::DealContact { deal, contact },
        Pair::DealCompany { deal, company },
    ] {
        give(&engine, Associate { pair }).await.unwrap();
    }
    give(&engine, SetPrimaryCompany { ticket, company: Some(company) }).await.unwrap();
    give(&engine, Dissociate { pair: Pair::TicketDeal { ticket, deal } }).await.unwrap();
    engine
}

async fn events_replayed_give_the_stored_records(database: TestDatabase) {
    let engine = office(&database).await;
    let mut replayed = Desk::default();
    for recorded in engine.store().events_after(0, 1_000).await.unwrap() {
        replayed.apply(&recorded.event);
    }
    let scope = Scope {
        tickets: [ticket_id(1)].into(),
        contacts: [contact_id(1)].into(),
        companies: [company_id(1)].into(),
        deals: [deal_id(1)].into(),
        ..Scope::default()
    };
    let stored = engine.store().load(&scope, &[].into()).await.unwrap();
    assert_eq!(stored.tickets, replayed.tickets);
    assert_eq!(stored.tickets[&ticket_id(1)].primary_company, Some(company_id(1)));
    assert_eq!(stored.contacts, replayed.contacts);
    assert_eq!(stored.companies, replayed.companies);
    assert_eq!(stored.deals, replayed.deals);
    assert_eq!(stored.deals[&deal_id(1)].contacts, [contact_id(1)].into());
}

async fn list_takes_three_statements_and_a_record_four(database: TestDatabase) {
    office(&database).await;
    // Another than the engine's, which looks at the log now and then.
    let store = database.store().await;
    let search = Search::parse("a").unwrap();
    for kind in RecordKind::ALL {
        for search in [None, Some(&search)] {
            let before = store.statements().run();
            store.record_page(kind, search, None, 50).await.unwrap();
            let taken = store.statements().run() - before;
            assert!(taken <= 3, "{kind:?} takes {taken}");
        }
    }
    for record in
        [RecordRef::Contact(contact_id(1)), RecordRef::Company(company_id(1)), RecordRef::Deal(deal_id(1))]
    {
        let before = store.statements().run();
        let view =
            store.record_view(record, &Filter::everything(), Some(user_id(1)), Ordered::default(), 50).await;
        assert!(view.unwrap().is_some());
        let taken = store.statements().run() - before;
        assert!(taken <= 4, "{record:?} takes {taken}");
    }
}

async fn two_orders_at_once_never_give_one_address_to_two_contacts(database: TestDatabase) {
    let engine = database.engine().await;
    let other = database.engine().await;
    let orders = (1..=20).map(|n| {
        let node = if n % 2 == 0 { &engine } else { &other };
        let identifiers = [customer(1)].into();
        give(node, SaveContact { contact: contact_id(n), name: format!("Contact {n}"), identifiers })
    });
    let outcomes = futures_util::future::join_all(orders).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let page = engine.store().record_page(RecordKind::Contact, None, None, 50).await.unwrap();
    assert_eq!(page.ids.len(), 1);
}
