//! The form of a new ticket: which fields it has, for everybody (CRE-07).

use leptos::prelude::*;
use sportello_domain::property::PropertyName;
use sportello_domain::setup::Setup;
use sportello_domain::workspace::{ArrangeTicketForm, FormField};

use crate::language::{say, use_language};
use crate::property::that_may_be_asked_for;
use crate::replica::{Place, use_help_desk};
use crate::ticket::RefusalAt;
use crate::ui::select::Select;

/// Shows the properties for which the form can ask, each with whether it does.
#[component]
pub fn TicketFormSettings() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let levels = Signal::derive(move || {
        vec![
            (String::new(), say!(language, ticket_form.not_asked).to_owned()),
            ("offered".to_owned(), say!(language, pipelines.offered).to_owned()),
            ("required".to_owned(), say!(language, pipelines.required).to_owned()),
        ]
    });
    let reading = help_desk.clone();
    let properties = Memo::new(move |_| reading.setup(|setup| that_may_be_asked_for(language, setup)));
    let reading = help_desk.clone();
    let form = Memo::new(move |_| reading.setup(Setup::ticket_form));
    let field = move |(property, label): (PropertyName, String)| {
        let value = RwSignal::new(String::new());
        let shown = property.clone();
        Effect::new(move |_| value.set(level_of(&form.read(), &shown).to_owned()));
        let help_desk = help_desk.clone();
        let on_choose = Callback::new(move |level: String| {
            let mut fields = form.get_untracked();
            ask(&mut fields, &property, &level);
            // A refusal is told above.
            let _ = help_desk.give(ArrangeTicketForm { fields }, Place::Workspace);
        });
        view! { <Select label=Signal::stored(label) choices=levels value on_choose/> }
    };
    let fields = move || properties.get().into_iter().map(field.clone()).collect_view();
    view! {
        <section class="hd-form hd-settings__form" aria-labelledby="settings-ticket-form">
            <h2 class="hd-settings__section" id="settings-ticket-form">{move || say!(language, settings.ticket_form)}</h2>
            <p class="hd-soft">{move || say!(language, ticket_form.text)}</p>
            <RefusalAt place=Place::Workspace/>
            <div class="hd-form__pair">{fields}</div>
        </section>
    }
}

/// Whether the form asks for a property, by the word that the field has for it.
fn level_of(form: &[FormField], property: &PropertyName) -> &'static str {
    match form.iter().find(|field| field.property == *property).map(|field| field.required) {
        Some(true) => "required",
        Some(false) => "offered",
        None => "",
    }
}

/// Makes the form ask for a property, or no longer. What is new comes after the others.
fn ask(fields: &mut Vec<FormField>, property: &PropertyName, level: &str) {
    let required = level == "required";
    if level.is_empty() {
        fields.retain(|field| field.property != *property);
    } else if let Some(field) = fields.iter_mut().find(|field| field.property == *property) {
        field.required = required;
    } else {
        fields.push(FormField { property: property.clone(), required });
    }
}
