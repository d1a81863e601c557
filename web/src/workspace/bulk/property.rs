//! Setting one property of all selected tickets.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::bulk::BulkAction;
use sportello_domain::property::{BuiltIn, PropertyName};
use sportello_domain::rejection::Rejection;

use super::{Chosen, Selected};
use crate::failure::say_rejection;
use crate::language::{say, use_language};
use crate::property::{PropertyField, that_may_be_asked_for};
use crate::replica::use_help_desk;
use crate::ui::button::{Button, Weight};
use crate::ui::panel::WrongNote;
use crate::ui::select::Select;

/// Shows which property is set, and to what.
#[component]
pub fn PropertyForm(
    /// The tickets.
    selected: Selected,
    /// Changes all of them.
    change: Callback<BulkAction>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let properties = Signal::derive(move || {
        let all = reading.setup(|setup| that_may_be_asked_for(language, setup)).into_iter();
        // The owner has a menu of its own.
        let others = all.filter(|(name, _)| BuiltIn::named(name) != Some(BuiltIn::Owner));
        others.map(|(name, label)| (name.to_string(), label)).collect::<Vec<_>>()
    });
    let first = properties.with_untracked(|all| all.first().map(|(name, _)| name.clone()));
    let property = RwSignal::new(first.unwrap_or_default());
    let value = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Rejection>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let property = PropertyName::from(property.get_untracked().as_str());
        let action = BulkAction::SetProperty { property, value: value.get_untracked() };
        // A value that makes no sense is told before it is refused for each ticket.
        let first = match &*selected.chosen.read_untracked() {
            Chosen::Tickets(tickets) => tickets.first().copied(),
            Chosen::View => None,
        };
        let rehearsed = first.map(|ticket| help_desk.rehearse(action.command(ticket)));
        if let Some(Err(rejection @ Rejection::PropertyInvalid { .. })) = rehearsed {
            refused.set(Some(rejection));
            return;
        }
        open.set(false);
        change.run(action);
    };
    let field = move || {
        let named = PropertyName::from(property.get().as_str());
        view! { <PropertyField property=named required=false value/> }
    };
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <Select
                label=Signal::derive(move || say!(language, bulk.which).to_owned())
                choices=properties
                value=property
                on_choose=Callback::new(move |_| {
                    value.set(String::new());
                    refused.set(None);
                })
            />
            {field}
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, bulk.apply)}</button>
            </div>
        </form>
    }
}
