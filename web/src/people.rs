//! Who is who: names of users, customers and hands that acted.

use sportello_domain::desk::Desk;
use sportello_domain::id::{TeamId, UserId};
use sportello_domain::message::Author;
use sportello_domain::order::Actor;
use sportello_domain::setup::Setup;

use crate::language::{Language, say};

/// The name of a user; empty for one who is not in the configuration.
pub fn user_name(setup: &Setup, user: UserId) -> String {
    setup.users.get(&user).map(|user| user.name.clone()).unwrap_or_default()
}

/// The name of a team.
pub fn team_name(setup: &Setup, team: TeamId) -> String {
    setup.teams.get(&team).map(|team| team.name.clone()).unwrap_or_default()
}

/// The name of whoever gave an order.
pub fn say_actor(language: Language, setup: &Setup, actor: &Actor) -> String {
    let name = match actor {
        Actor::User { user } | Actor::Api { user, .. } => user_name(setup, *user),
        Actor::Channel { channel } => {
            setup.channels.get(channel).map(|it| it.name.clone()).unwrap_or_default()
        }
        Actor::System => say!(language, common.product).to_owned(),
    };
    if name.is_empty() { say!(language, thread.somebody).to_owned() } else { name }
}

/// The name of whoever wrote a message.
pub fn say_author(language: Language, setup: &Setup, desk: &Desk, author: &Author) -> String {
    let name = match author {
        Author::User { user } => user_name(setup, *user),
        Author::Contact { contact, identifier } => match desk.contacts.get(contact) {
            Some(contact) => contact.display_name().to_owned(),
            None => identifier.value().to_owned(),
        },
    };
    if name.is_empty() { say!(language, thread.somebody).to_owned() } else { name }
}
