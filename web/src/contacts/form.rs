//! Adding a contact, a company or a deal, and changing one.

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use sportello_domain::association::RecordRef;
use sportello_domain::company::SaveCompany;
use sportello_domain::contact::SaveContact;
use sportello_domain::deal::SaveDeal;
use sportello_domain::identifier::{DeliveryIdentifier, DomainName, EmailAddress};
use sportello_domain::order::Command;
use sportello_domain::rejection::Rejection;

use crate::failure::{say_problem, say_rejection};
use crate::language::{Language, say, use_language};
use crate::replica::{HelpDesk, Place, Refusal, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::text_field::{TextField, Words};

/// A dialog with the fields of a record.
#[component]
pub fn RecordDialog(
    /// The record; one that is not there yet has empty fields.
    record: RecordRef,
    /// What the dialog is about.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called when it is saved.
    on_saved: Callback<RecordRef>,
) -> impl IntoView {
    view! {
        <Dialog open title>
            // With the values of the record each time.
            <Show when=move || open.get()>
                <Form record open on_saved/>
            </Show>
        </Dialog>
    }
}

/// Where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    Name,
    Reached,
    Form,
}

#[component]
fn Form(record: RecordRef, open: RwSignal<bool>, on_saved: Callback<RecordRef>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (name, reached) = values(&help_desk, record);
    let (name, reached) = (RwSignal::new(name), RwSignal::new(reached));
    let wrong = RwSignal::new(None::<(Spot, String)>);
    // What was given and not answered yet.
    let given = RwSignal::new(None::<Command>);
    let name_field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = name_field.get() {
            let _ = field.focus();
        }
    });
    let answering = help_desk.clone();
    Effect::new(move |_| {
        let Some(command) = given.get() else { return };
        answering.in_flight();
        if answering.core(|core| core.in_flight().any(|order| order.command == command)) {
            return;
        }
        given.set(None);
        if let Some(refusal) = answering.refusal(Place::Form) {
            answering.forget_refusal(Place::Form);
            wrong.set(Some(said(language, &refusal)));
        } else {
            open.set(false);
            on_saved.run(record);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match command(&help_desk, language, record, &name.read_untracked(), &reached.read_untracked()) {
            Err(text) => wrong.set(Some((Spot::Reached, text))),
            Ok(command) => {
                wrong.set(None);
                match help_desk.give(command.clone(), Place::Form) {
                    Ok(()) => given.set(Some(command)),
                    Err(rejection) => {
                        help_desk.forget_refusal(Place::Form);
                        wrong.set(Some(said(language, &Refusal::Rule(rejection))));
                    }
                }
            }
        }
    };
    let at = move |spot: Spot| {
        Signal::derive(move || wrong.get().filter(|(at, _)| *at == spot).map(|(_, text)| text))
    };
    let on_form = at(Spot::Form);
    let reached_label = match record {
        RecordRef::Contact(_) => Some(Signal::derive(move || say!(language, contacts.addresses).to_owned())),
        RecordRef::Company(_) => Some(Signal::derive(move || say!(language, contacts.domain).to_owned())),
        RecordRef::Deal(_) | RecordRef::Ticket(_) => None,
    };
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || on_form.get().map(|text| view! {
                <p class="hd-note hd-note--wrong" role="alert">
                    {Icon::Warning.draw()} <span class="hd-note__text">{text}</span>
                </p>
            })}
            <TextField
                label=Signal::derive(move || say!(language, contacts.name).to_owned())
                value=name
                on_input=Callback::new(move |typed| name.set(typed))
                words=Words::Names
                wrong=at(Spot::Name)
                node_ref=name_field
            />
            {reached_label
                .map(|label| {
                    view! {
                        <TextField
                            label
                            value=reached
                            on_input=Callback::new(move |typed| reached.set(typed))
                            words=Words::Names
                            wrong=at(Spot::Reached)
                        />
                    }
                })}
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class() disabled=move || given.read().is_some()>
                    {move || say!(language, common.save)}
                </button>
            </div>
        </form>
    }
}

/// The name and how it is reached, as they stand in the fields.
fn values(help_desk: &HelpDesk, record: RecordRef) -> (String, String) {
    let found = help_desk.desk(|desk| match record {
        RecordRef::Ticket(_) => None,
        RecordRef::Contact(id) => desk.contacts.get(&id).map(|contact| {
            let addresses = contact.identifiers.iter().filter(|it| is_address(it));
            let addresses: Vec<&str> = addresses.map(DeliveryIdentifier::value).collect();
            (contact.name.clone().unwrap_or_default(), addresses.join(", "))
        }),
        RecordRef::Company(id) => desk.companies.get(&id).map(|company| {
            let domain = company.domain.as_ref().map(DomainName::as_str).unwrap_or_default();
            (company.name.clone(), domain.to_owned())
        }),
        RecordRef::Deal(id) => desk.deals.get(&id).map(|deal| (deal.name.clone(), String::new())),
    });
    found.unwrap_or_default()
}

fn is_address(identifier: &DeliveryIdentifier) -> bool {
    matches!(identifier, DeliveryIdentifier::Email(_))
}

/// The order that saves what stands in the fields, or what is wrong with how it is reached.
fn command(
    help_desk: &HelpDesk,
    language: Language,
    record: RecordRef,
    name: &str,
    reached: &str,
) -> Result<Command, String> {
    let name = name.to_owned();
    match record {
        RecordRef::Ticket(_) => Err(String::new()),
        RecordRef::Contact(contact) => {
            // How else the person is reached stays as it is.
            let mut identifiers: BTreeSet<DeliveryIdentifier> = help_desk.desk(|desk| {
                let known = desk.contacts.get(&contact).into_iter().flat_map(|contact| &contact.identifiers);
                known.filter(|it| !is_address(it)).cloned().collect()
            });
            let words = reached.split(|c: char| c == ',' || c == ';' || c.is_whitespace());
            for word in words.filter(|word| !word.is_empty()) {
                let address = EmailAddress::try_from(word.to_owned()).map_err(|_| {
                    say!(language, contacts.address_wrong, text = word.to_owned()).to_string()
                })?;
                identifiers.insert(DeliveryIdentifier::Email(address));
            }
            Ok(SaveContact { contact, name, identifiers }.into())
        }
        RecordRef::Company(company) => {
            let domain = match reached.trim() {
                "" => None,
                text => Some(
                    DomainName::try_from(text.to_owned())
                        .map_err(|_| say!(language, contacts.domain_wrong).to_owned())?,
                ),
            };
            Ok(SaveCompany { company, name, domain }.into())
        }
        RecordRef::Deal(deal) => Ok(SaveDeal { deal, name }.into()),
    }
}

/// Where a refusal is told, and how.
fn said(language: Language, refusal: &Refusal) -> (Spot, String) {
    let rejection = match refusal {
        Refusal::Rule(rejection) => rejection,
        Refusal::Server(problem) => match &problem.rejection {
            Some(rejection) => rejection,
            None => return (Spot::Form, untrack(|| say_problem(language, problem))),
        },
    };
    let spot = if matches!(rejection, Rejection::PropertyInvalid { .. }) {
        Spot::Name
    } else if matches!(rejection, Rejection::IdentifierTaken { .. }) {
        Spot::Reached
    } else {
        Spot::Form
    };
    (spot, untrack(|| say_rejection(language, rejection)))
}
