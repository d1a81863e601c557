//! What a story is: one customer's problem, told in the order in which it happened. The stories themselves stand
//! in `stories/`, one file a language, so that whoever writes or corrects one needs to know no Rust.

use serde::Deserialize;
use sportello_domain::property::Priority;

/// The three languages in which stories are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::Italian, Self::Portuguese];

    /// The file with its stories.
    fn stories(self) -> &'static str {
        match self {
            Self::English => include_str!("stories/english.toml"),
            Self::Italian => include_str!("stories/italian.toml"),
            Self::Portuguese => include_str!("stories/portuguese.toml"),
        }
    }
}

/// One customer's problem.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The subject of the first mail, or the name of a ticket made by hand.
    pub subject: String,
    /// Who has the problem.
    pub customer: Customer,
    /// Where it comes in.
    pub desk: DeskName,
    /// What the customer writes first, or what an agent notes.
    pub opening: String,
    /// How the first mail is dressed.
    #[serde(default)]
    pub dress: Dress,
    /// What the first mail encloses.
    pub enclosure: Option<Enclosure>,
    /// Who takes care of it.
    pub owner: Option<AgentName>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// What it is about.
    pub category: Option<String>,
    /// What happens then.
    #[serde(default)]
    pub turns: Vec<Turn>,
    /// Where it stands today.
    #[serde(default)]
    pub end: Stage,
    /// The subject of the story whose ticket takes this conversation in as a further one.
    pub joins: Option<String>,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
}

/// Where a story comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskName {
    /// By mail to the web shop.
    Shop,
    /// By mail to the support of the app.
    App,
    /// By mail to the address for invoices, where mails create no tickets by themselves (CRE-04).
    Invoices,
    /// By mail to the address for applications, into an inbox: nothing for the help desk (CRE-15).
    Applications,
    /// By telephone: an agent makes the ticket by hand.
    Phone,
}

/// The agents, by first name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say who they are; `people.rs` has the rest of each")]
pub enum AgentName {
    Ines,
    Duarte,
    Beatriz,
    Giulia,
    Marco,
    Elena,
}

impl AgentName {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Ines, Self::Duarte, Self::Beatriz, Self::Giulia, Self::Marco, Self::Elena];
}

/// What somebody does in a story after its first mail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The owner answers.
    Agent(String),
    /// The owner answers and closes the ticket in one action (REP-09).
    Closes(String),
    /// The owner answers, and the customer's mail server refuses it (REP-25).
    Undelivered(String),
    /// The owner tells the colleagues something.
    Comment(String),
    /// The customer writes again.
    Customer(String),
    /// The customer writes again, and encloses something.
    CustomerEncloses(String, Enclosure),
}

/// How a mail is dressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dress {
    /// As plain text.
    #[default]
    Plain,
    /// As HTML beside the text, with its picture inside.
    Html,
}

/// What a mail encloses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enclosure {
    /// A picture.
    Photo,
    /// What a machine wrote down.
    Log,
    /// An invoice.
    Invoice,
    /// A table.
    Table,
}

/// Where a ticket stands, whatever its pipeline calls it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody did anything yet.
    #[default]
    New,
    /// The customer has the word.
    WaitingOnContact,
    /// The desk has the word.
    WaitingOnUs,
    /// Done.
    Closed,
}

/// The stories of one language, in the order of their file.
///
/// # Errors
///
/// Says where the file is not as it should be.
pub fn stories(language: Language) -> Result<Vec<Story>, toml::de::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        story: Vec<Story>,
    }
    let file: File = toml::from_str(language.stories())?;
    Ok(file.story)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Story> {
        Language::ALL.into_iter().flat_map(|language| stories(language).unwrap()).collect()
    }

    #[test]
    fn stories_are_told_in_all_three_languages() {
        for language in Language::ALL {
            assert!(stories(language).unwrap().len() >= 18, "{language:?}");
        }
    }

    #[test]
    fn only_an_owner_answers_or_closes() {
        for story in all().iter().filter(|story| story.owner.is_none()) {
            assert!(story.joins.is_some() || story.turns.is_empty() && story.end == Stage::New, "{story:?}");
        }
    }

    #[test]
    fn conversation_joins_the_ticket_of_a_story_that_has_one() {
        let stories = all();
        for story in stories.iter().filter(|story| story.desk == DeskName::Invoices) {
            let joined = stories.iter().find(|other| Some(&other.subject) == story.joins.as_ref());
            assert!(joined.is_some_and(|joined| joined.joins.is_none()), "{:?}", story.subject);
        }
    }

    #[test]
    fn addresses_lead_nowhere() {
        for story in all() {
            assert!(story.customer.email.ends_with(".example"), "{:?}", story.customer);
        }
    }
}
