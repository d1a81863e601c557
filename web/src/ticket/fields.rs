//! A ticket's further properties, each edited where it stands: what the sidebar shows under *About this ticket*
//! (PRP-08).

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use sportello_domain::id::TicketId;
use sportello_domain::policy;
use sportello_domain::property::{BuiltIn, PropertyName};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::SetProperty;

use crate::failure::say_rejection;
use crate::language::{say, use_language};
use crate::property::{PropertyField, say_property, say_value};
use crate::replica::core::Replica;
use crate::replica::{Part, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::panel::WrongNote;

/// Shows the description and what admins defined.
#[component]
pub fn Fields(
    /// The ticket.
    id: TicketId,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let names = Memo::new(move |_| reading.setup(shown_properties));
    let editable = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        let ticket = help_desk.ticket(id);
        help_desk.setup(|setup| ticket.is_some_and(|ticket| policy::editable(setup, &actor, &ticket).is_ok()))
    });
    view! {
        <dl class="hd-fields">
            <For each=move || names.get() key=Clone::clone let:property>
                <Field id property editable/>
            </For>
        </dl>
    }
}

/// Those that are shown, in order: the built-in ones that are at no other place, then the defined ones by their labels.
fn shown_properties(setup: &Setup) -> Vec<PropertyName> {
    let mut defined: Vec<_> = setup.properties.values().filter(|definition| !definition.archived).collect();
    defined.sort_by_key(|definition| definition.label.to_lowercase());
    let description = PropertyName::from(BuiltIn::Description);
    std::iter::once(description)
        .chain(defined.into_iter().map(|definition| definition.name.clone()))
        .collect()
}

/// Shows a property, and lets it be changed where it stands.
#[component]
pub fn Field(
    /// The ticket.
    id: TicketId,
    /// The property.
    property: PropertyName,
    /// Whether it may be changed.
    editable: Memo<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let editing = RwSignal::new(false);
    let (named, read, edited) = (property.clone(), property.clone(), StoredValue::new(property));
    let naming = help_desk.clone();
    let label = Memo::new(move |_| naming.setup(|setup| say_property(language, setup, &named)));
    let (reading, saying) = (help_desk.clone(), StoredValue::new(help_desk));
    let value = Memo::new(move |_| reading.ticket(id).and_then(|ticket| ticket.value(&read)));
    let shown = move || {
        match value.get() {
        Some(value) => {
            view! { <span class="hd-fields__text">{saying.get_value().setup(|setup| say_value(language, setup, &value))}</span> }.into_any()
        }
        None => view! { <span class="hd-soft">{say!(language, property.unset)}</span> }.into_any(),
    }
    };
    let name = move || format!("{} {}", say!(language, property.edit), label.get());
    view! {
        <div class="hd-fields__row">
            <dt>{move || label.get()}</dt>
            <dd>
                {move || {
                    if editing.get() {
                        let before = value.get_untracked().map(|value| value.to_text()).unwrap_or_default();
                        view! { <Editor id property=edited.get_value() before editing/> }.into_any()
                    } else {
                        view! {
                            {shown}
                            <Show when=move || editable.get()>
                                <Button
                                    weight=Weight::Quiet
                                    label=Signal::derive(name)
                                    on_press=Callback::new(move |_| editing.set(true))
                                >
                                    {Icon::Pencil.draw()}
                                </Button>
                            </Show>
                        }
                            .into_any()
                    }
                }}
            </dd>
        </div>
    }
}

/// The field in which a value is edited; Escape leaves it.
#[component]
fn Editor(id: TicketId, property: PropertyName, before: String, editing: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let value = RwSignal::new(before);
    let refused = RwSignal::new(None::<Rejection>);
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        let field = form.get().and_then(|form| form.query_selector("input, select, textarea").ok().flatten());
        if let Some(field) = field {
            let _ = wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&field).focus();
        }
    });
    let set = property.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let place = Place::Ticket { ticket: id, part: Part::Head };
        let order = SetProperty { ticket: id, property: set.clone(), value: value.get_untracked() };
        match help_desk.give(order, place) {
            Ok(()) => editing.set(false),
            Err(rejection) => {
                help_desk.forget_refusal(place); // It is told here, above what is typed.
                refused.set(Some(rejection));
            }
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            editing.set(false);
        }
    };
    view! {
        <form class="hd-form" node_ref=form on:submit=save on:keydown=on_keydown novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <PropertyField property required=true value/>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| editing.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
            </div>
        </form>
    }
}
