//! What becomes of two tickets, read off the decision that would be carried out: nothing here says a rule again.

use leptos::prelude::*;
use sportello_domain::association::RecordRef;
use sportello_domain::conversation::{Conversation, shown};
use sportello_domain::decide::Decided;
use sportello_domain::id::{CompanyId, ConversationId};
use sportello_domain::merge::MergeTickets;
use sportello_domain::merge::values::{MergedValue, Origin, compare};
use sportello_domain::property::{BuiltIn, Value};
use sportello_domain::ticket::{Ticket, TicketNumber, TicketSource};

use crate::contacts::face::face;
use crate::language::{Language, say, say_count};
use crate::property::{say_property, say_source, say_value};
use crate::replica::HelpDesk;
use crate::ui::time::say_date;

/// The two tickets, and what they become.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    primary: Ticket,
    secondary: Ticket,
    merged: Ticket,
    /// The conversations of the new ticket, and whose each was: in the order in which they count as associated.
    conversations: Vec<(Conversation, TicketNumber)>,
    shown: Option<ConversationId>,
}

impl Outcome {
    /// Reads a decided merge; none where it is of other tickets.
    pub fn of(merge: &MergeTickets, decided: Decided) -> Option<Self> {
        let mut desk = decided.desk;
        let mut conversations: Vec<Conversation> = desk.conversations_of(merge.ticket).cloned().collect();
        conversations.sort_by_key(|conversation| conversation.association.map(|it| (it.at, conversation.id)));
        let [primary, secondary, merged] =
            [merge.primary, merge.secondary, merge.ticket].map(|ticket| desk.tickets.remove(&ticket));
        let (primary, secondary) = (primary?, secondary?);
        let shown = shown(&conversations);
        let of = |conversation: &Conversation| {
            let was_secondary = conversation.former_tickets.contains(&secondary.id);
            if was_secondary { secondary.number } else { primary.number }
        };
        let conversations =
            conversations.into_iter().map(|it| (of(&it), it)).map(|(of, it)| (it, of)).collect();
        Some(Self { primary, secondary, merged: merged?, conversations, shown })
    }

    /// What becomes of each value, without the number, which is drawn at the merge.
    fn values(&self) -> Vec<MergedValue> {
        let mut values = compare(&self.merged, &self.primary, &self.secondary);
        values.retain(|value| value.property != BuiltIn::Number.into());
        values
    }

    /// The secondary's primary company, where it is not the new ticket's (MRG-31).
    fn no_longer_primary(&self) -> Option<CompanyId> {
        self.secondary.primary_company.filter(|company| self.merged.primary_company != Some(*company))
    }

    fn say_origin(&self, language: Language, origin: Origin) -> String {
        let number = match origin {
            Origin::Both => return say!(language, merge.both).to_owned(),
            Origin::New => return say!(language, merge.made_new).to_owned(),
            Origin::Primary => self.primary.number,
            Origin::Secondary => self.secondary.number,
        };
        say!(language, merge.from, number = number.to_string()).to_string()
    }
}

/// Shows what two tickets become.
pub fn preview(language: Language, help_desk: &HelpDesk, outcome: &Outcome) -> impl IntoView + use<> {
    let Outcome { primary, secondary, .. } = outcome;
    let both = format!("{}, {}", primary.number, secondary.number);
    let values = outcome.values();
    let lines: Vec<_> = values.iter().map(|value| value_line(language, help_desk, outcome, value)).collect();
    let threads: Vec<_> =
        outcome.conversations.iter().map(|(it, of)| thread_line(language, outcome, it, *of)).collect();
    let records = record_lines(language, help_desk, outcome);
    let told = consequences(language, help_desk, outcome, &values);
    view! {
        <section class="hd-merge__result" aria-label=say!(language, merge.result)>
            <h3>{say!(language, merge.result)}</h3>
            <dl class="hd-merge__values">
                <div>
                    <dt>{say!(language, table.number)}</dt>
                    <dd>{say!(language, merge.new_number)} " " <small class="hd-soft">{both}</small></dd>
                </div>
                {lines}
            </dl>
            <h4>{say!(language, merge.conversations)}</h4>
            <ul class="hd-merge__list">{threads}</ul>
            {(!records.is_empty()).then(|| view! {
                <h4>{say!(language, merge.records)}</h4>
                <ul class="hd-merge__list">{records}</ul>
            })}
        </section>
        <details class="hd-merge__told">
            <summary>{say!(language, merge.what_happens)}</summary>
            <ul>{told.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </details>
    }
}

fn value_line(
    language: Language,
    help_desk: &HelpDesk,
    outcome: &Outcome,
    value: &MergedValue,
) -> impl IntoView + use<> {
    let (name, said, dropped) = help_desk.setup(|setup| {
        let said = |it: &Value| {
            let source =
                TicketSource::ALL.into_iter().find(|source| *it == Value::Text(source.name().to_owned()));
            match source.filter(|_| value.property == BuiltIn::Source.into()) {
                Some(source) => say_source(language, source).to_owned(),
                None => say_value(language, setup, it),
            }
        };
        let dropped: Vec<String> = value.dropped.iter().map(said).collect();
        let name = say_property(language, setup, &value.property);
        (name, value.value.as_ref().map(said), dropped.join(", "))
    });
    let origin = outcome.say_origin(language, value.origin);
    let dropped = (!dropped.is_empty()).then(|| say!(language, merge.dropped, values = dropped).to_string());
    view! {
        <div>
            <dt>{name}</dt>
            <dd>
                {said.unwrap_or_else(|| "–".to_owned())} " " <small class="hd-soft">{origin}</small>
                {dropped.map(|dropped| view! { <small class="hd-merge__dropped">{dropped}</small> })}
            </dd>
        </div>
    }
}

fn thread_line(
    language: Language,
    outcome: &Outcome,
    conversation: &Conversation,
    of: TicketNumber,
) -> impl IntoView + use<> {
    let first = outcome.shown == Some(conversation.id);
    let subject = conversation.subject.clone().unwrap_or_else(|| outcome.merged.name.to_string());
    let of = say!(language, merge.from, number = of.to_string()).to_string();
    view! {
        <li>
            {subject} " " <small class="hd-soft">{of}</small>
            {first.then(|| view! { " " <span class="hd-chip">{say!(language, merge.shown_first)}</span> })}
        </li>
    }
}

fn record_lines(language: Language, help_desk: &HelpDesk, outcome: &Outcome) -> Vec<impl IntoView + use<>> {
    let merged = &outcome.merged;
    let contacts = merged.contacts.iter().map(|it| RecordRef::Contact(*it));
    let companies = merged.companies.iter().map(|it| RecordRef::Company(*it));
    let deals = merged.deals.iter().map(|it| RecordRef::Deal(*it));
    let records = contacts.chain(companies).chain(deals);
    let primary = merged.primary_company.map(RecordRef::Company);
    let line = |record| {
        let face = face(help_desk, record)?;
        let label = (Some(record) == primary)
            .then(|| view! { " " <span class="hd-chip">{say!(language, merge.primary_company)}</span> });
        Some(view! { <li>{face.name} " " <small class="hd-soft">{face.reached}</small> {label}</li> })
    };
    records.filter_map(line).collect()
}

/// What happens when these two tickets are merged (MRG-04).
fn consequences(
    language: Language,
    help_desk: &HelpDesk,
    outcome: &Outcome,
    values: &[MergedValue],
) -> Vec<String> {
    let [primary, secondary] = [&outcome.primary, &outcome.secondary].map(|it| it.number.to_string());
    let names = |of: &dyn Fn(&&MergedValue) -> bool| {
        help_desk.setup(|setup| {
            let named = values.iter().filter(of).map(|value| say_property(language, setup, &value.property));
            named.collect::<Vec<_>>().join(", ")
        })
    };
    // A date that is older or later in the other is no value that was empty.
    let filled =
        names(&|value| value.origin == Origin::Secondary && outcome.primary.value(&value.property).is_none());
    let lost = names(&|value| value.origin == Origin::Primary && !value.dropped.is_empty());
    let created = say_date(language.code(), outcome.merged.created_at.date_naive());
    let count = u64::try_from(outcome.conversations.len()).unwrap_or_default();
    let mut told = vec![
        say!(language, merge.becomes, primary = primary.clone(), secondary = secondary.clone()).to_string(),
        say!(language, merge.values, primary = primary.clone()).to_string(),
    ];
    if !filled.is_empty() {
        let secondary = secondary.clone();
        told.push(
            say!(language, merge.filled, primary = primary, properties = filled, secondary = secondary)
                .to_string(),
        );
    }
    if !lost.is_empty() {
        told.push(say!(language, merge.lost, secondary = secondary, properties = lost).to_string());
    }
    if let Some(company) = outcome.no_longer_primary()
        && let Some(face) = face(help_desk, RecordRef::Company(company))
    {
        told.push(say!(language, merge.no_longer_primary, name = face.name).to_string());
    }
    told.push(say!(language, merge.created, date = created).to_string());
    told.push(say_count!(language, count, merge.threads));
    told.push(say!(language, merge.late).to_owned());
    told.push(say!(language, merge.lasting).to_owned());
    told
}
