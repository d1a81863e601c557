//! One condition: its property, what is asked of it, and with what it is compared.

use leptos::prelude::*;

use super::draft::{Draft, Operator, Row};
use super::property::{Field, Kind, Property, options};
use super::words::{say_operator, say_values};
use crate::language::{Language, say, use_language};
use crate::replica::use_help_desk;
use crate::ui::button::{Button, Weight};
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;

/// Shows the fields of a condition.
#[component]
pub fn Condition(
    /// Its number in the draft.
    number: u32,
    /// The draft.
    draft: RwSignal<Draft>,
    /// What conditions can be made of.
    properties: Memo<Vec<Property>>,
    /// Whether it was tried to save the view: then it is said what is missing.
    tried: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    let key =
        Memo::new(move |_| draft.read().row(number).map(|row| row.property.clone()).unwrap_or_default());
    let operator = Memo::new(move |_| draft.read().row(number).map_or(Operator::Is, |row| row.operator));
    let property =
        Memo::new(move |_| properties.read().iter().find(|property| property.key == *key.read()).cloned());
    let wrong = Memo::new(move |_| {
        let draft = draft.read();
        tried.get() && draft.row(number).is_some_and(|row| row.filter(&properties.read()).is_none())
    });
    let change = move |change: &dyn Fn(&mut Row)| draft.update(|draft| draft.change_row(number, change));
    let on_property = move |chosen: String| {
        let first = properties.with_untracked(|all| {
            let property = all.iter().find(|property| property.key == chosen);
            property.and_then(|property| property.operators().first().copied())
        });
        change(&|row| {
            row.property.clone_from(&chosen);
            row.operator = first.unwrap_or(Operator::Is);
            row.values.clear();
        });
    };
    let on_operator = move |chosen: String| {
        let Some(chosen) = chosen.parse().ok().and_then(|at: usize| Operator::ALL.get(at).copied()) else {
            return;
        };
        let field = |operator| {
            property.with_untracked(|it| it.as_ref().map_or(Field::Nothing, |it| it.kind.field(operator)))
        };
        let same = field(chosen) == field(operator.get_untracked());
        change(&|row| {
            row.operator = chosen;
            if !same {
                row.values.clear();
            }
        });
    };
    let label = move || {
        let place = draft.read().place_of_row(number).to_string();
        say!(language, filter.condition, number = place).to_string()
    };
    let fields = move || match property.get() {
        // The property is gone, or a program made the condition.
        None => view! {
            <p class="hd-condition__closed hd-soft">
                {move || {
                    let key = key.get();
                    if key.is_empty() {
                        say!(language, filter.by_program).to_owned()
                    } else {
                        format!("{key} {}", say!(language, filter.gone))
                    }
                }}
            </p>
        }
        .into_any(),
        Some(property) => view! {
            <select
                class="hd-field__input"
                aria-label=move || say!(language, filter.property)
                on:change:target=move |event| on_property(event.target().value())
            >
                {move || property_options(&properties.read(), &key.read())}
            </select>
            <select
                class="hd-field__input"
                aria-label=move || say!(language, filter.operator)
                on:change:target=move |event| on_operator(event.target().value())
            >
                {operator_options(language, &property, operator)}
            </select>
            <Value number draft kind=property.kind operator wrong/>
        }
        .into_any(),
    };
    view! {
        <div class="hd-condition" role="group" aria-label=label>
            {fields}
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || say!(language, filter.remove).to_owned())
                on_press=Callback::new(move |_| draft.update(|draft| draft.remove_row(number)))
            >
                {Icon::Cross.draw()}
            </Button>
        </div>
    }
}

fn property_options(properties: &[Property], chosen: &str) -> Vec<AnyView> {
    let option = |property: &Property| {
        let (key, label) = (property.key.clone(), property.label.clone());
        let selected = key == chosen;
        view! { <option value=key prop:selected=selected>{label}</option> }.into_any()
    };
    properties.iter().map(option).collect()
}

fn operator_options(language: Language, property: &Property, chosen: Memo<Operator>) -> Vec<AnyView> {
    let kind = property.kind;
    let option = |offered: Operator| {
        let at = Operator::ALL.iter().position(|known| *known == offered).unwrap_or_default();
        view! {
            <option value=at.to_string() prop:selected=move || chosen.get() == offered>
                {move || say_operator(language, kind, offered)}
            </option>
        }
        .into_any()
    };
    property.operators().into_iter().map(option).collect()
}

/// The field for that with which the property is compared.
#[component]
fn Value(
    number: u32,
    draft: RwSignal<Draft>,
    kind: Kind,
    operator: Memo<Operator>,
    wrong: Memo<bool>,
) -> impl IntoView {
    let language = use_language();
    let field = Memo::new(move |_| kind.field(operator.get()));
    let value = move || {
        let draft = draft.read();
        draft.row(number).and_then(|row| row.values.first().cloned()).unwrap_or_default()
    };
    let on_input =
        move |typed: String| draft.update(|draft| draft.change_row(number, |row| row.values = vec![typed]));
    move || {
        let (kind_of_input, mode) = match field.get() {
            Field::Nothing => return ().into_any(),
            Field::Options => return view! { <Ticked number draft kind wrong/> }.into_any(),
            Field::Text => ("text", "text"),
            Field::Number => ("text", "numeric"),
            Field::Days => ("number", "numeric"),
            Field::Date => ("date", "none"),
        };
        view! {
            <input
                class="hd-field__input hd-condition__value"
                type=kind_of_input
                inputmode=(mode != "none").then_some(mode)
                min=(kind_of_input == "number").then_some("1")
                aria-label=move || say!(language, filter.value)
                aria-invalid=move || wrong.get().to_string()
                autocomplete="off"
                prop:value=value
                on:input:target=move |event| on_input(event.target().value())
            />
        }
        .into_any()
    }
}

/// A list of values that are ticked; the button says which are.
#[component]
fn Ticked(number: u32, draft: RwSignal<Draft>, kind: Kind, wrong: Memo<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let id = format!("ticked-{}", next_number());
    let (reading, offering) = (help_desk.clone(), help_desk);
    let row = Memo::new(move |_| draft.read().row(number).cloned());
    let says = Memo::new(move |_| {
        let row = row.get();
        reading.setup(|setup| row.map(|row| say_values(language, setup, kind, &row)).unwrap_or_default())
    });
    let chosen = move || {
        let says = says.read();
        if says.is_empty() { say!(language, filter.choose).to_owned() } else { says.join(", ") }
    };
    // With those that are ticked and gone, so that they can be taken away.
    let offered = Memo::new(move |_| {
        let Kind::Options(list) = kind else { return Vec::new() };
        let (key, values) = row.get().map(|row| (row.property, row.values)).unwrap_or_default();
        let mut all = offering.setup(|setup| options(language, setup, list, &key));
        let gone = values.into_iter().filter(|value| all.iter().all(|(id, _)| id != value));
        let gone: Vec<_> = gone.map(|value| (value, say!(language, filter.gone).to_owned())).collect();
        all.extend(gone);
        all
    });
    let toggle = move |value: &str| {
        draft.update(|draft| {
            draft.change_row(number, |row| match row.values.iter().position(|it| it == value) {
                Some(at) => {
                    row.values.remove(at);
                }
                None => row.values.push(value.to_owned()),
            });
        });
    };
    let item = move |(value, name): (String, String)| {
        let shown = value.clone();
        let is_ticked = move || row.read().as_ref().is_some_and(|row| row.values.contains(&shown));
        view! {
            <label class="hd-menu__item">
                <input type="checkbox" prop:checked=is_ticked on:change=move |_| toggle(&value)/>
                <span class="hd-menu__label">{name}</span>
            </label>
        }
    };
    view! {
        <button
            type="button"
            class="hd-field__input hd-condition__value hd-condition__pick"
            class:hd-condition__pick--wrong=move || wrong.get()
            popovertarget=id.clone()
        >
            <span class="hd-hidden-label">{move || say!(language, filter.value)} " "</span>
            <span class="hd-truncate">{chosen}</span>
            {Icon::Down.draw()}
        </button>
        <div class="hd-menu" id=id popover="auto" role="group" aria-label=move || say!(language, filter.value)>
            {move || offered.get().into_iter().map(item).collect_view()}
        </div>
    }
}
