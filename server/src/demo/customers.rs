//! The companies of the demo desk's customers, and what is being sold to some of them.

use chrono::{DateTime, Utc};
use sportello_domain::association::{Associate, Pair};
use sportello_domain::company::SaveCompany;
use sportello_domain::contact::Contact;
use sportello_domain::deal::SaveDeal;
use sportello_domain::id::{CompanyId, DealId, OrderId};
use sportello_domain::identifier::{DeliveryIdentifier, DomainName, EmailAddress};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::protocol::RecordKind;

use super::people::People;
use super::random::Dice;
use super::script::{Action, Step};
use crate::search::Search;
use crate::store::{Store, StoreError};

/// Each company: its name, its domain, and the deal with it, if there is one.
const COMPANIES: [(&str, &str, Option<&str>); 7] = [
    ("Hotel Maestrale", "hotel-maestrale.example", Some("Hotel Maestrale: 84 bedside lamps")),
    ("Luz da Baixa", "luz-da-baixa.example", None),
    ("Maison Brandt", "maison-brandt.example", None),
    ("Northwind Hotels", "northwind-hotels.example", Some("Northwind: lobby of the third house")),
    ("Novak Architects", "novak-architects.example", None),
    ("Oosterhuis Interiors", "oosterhuis-interiors.example", Some("Oosterhuis: yearly frame order")),
    ("Studio Bianchi", "studiobianchi.example", None),
];

/// More random numbers than the stories have.
const STREAM: u64 = 1 << 40;

/// The steps that introduce the companies, once their people have written.
///
/// # Errors
///
/// When the store fails.
pub async fn steps(
    store: &Store,
    people: &People,
    seed: u64,
    at: DateTime<Utc>,
) -> Result<Vec<Step>, StoreError> {
    let mut dice = Dice::seeded_for(seed, STREAM);
    let mut steps = Vec::new();
    for (name, domain, deal) in COMPANIES {
        let company = CompanyId::generate(at, dice.id_bytes());
        let save = SaveCompany {
            company,
            name: name.to_owned(),
            domain: DomainName::try_from(domain.to_owned()).ok(),
        };
        let mut commands: Vec<Command> = vec![save.into()];
        for contact in contacts_at(store, domain).await? {
            let pair = Pair::ContactCompany { contact: contact.id, company };
            commands.push(Associate { pair }.into());
        }
        if let Some(name) = deal {
            let deal = DealId::generate(at, dice.id_bytes());
            commands.push(SaveDeal { deal, name: name.to_owned() }.into());
            commands.push(Associate { pair: Pair::DealCompany { deal, company } }.into());
        }
        for command in commands {
            let (id, actor) = (OrderId::generate(at, dice.id_bytes()), Actor::User { user: people.admin.id });
            steps.push(Step { at, action: Action::Order(Box::new(Order { id, actor, at, command })) });
        }
    }
    Ok(steps)
}

/// The contacts with an address of a domain.
async fn contacts_at(store: &Store, domain: &str) -> Result<Vec<Contact>, StoreError> {
    let page = store.record_page(RecordKind::Contact, Search::parse(domain).as_ref(), None, 50).await?;
    let is_at = |identifier: &DeliveryIdentifier| {
        EmailAddress::try_from(identifier.value().to_owned()).is_ok_and(|address| address.domain() == domain)
    };
    Ok(page.records.contacts.into_iter().filter(|contact| contact.identifiers.iter().any(is_at)).collect())
}
