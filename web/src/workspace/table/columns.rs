//! Which columns the table has: chosen and put in order in a dialog, kept for whoever chose (LAY-04).

use leptos::prelude::*;
use sportello_domain::property::BuiltIn;
use sportello_domain::setup::Setup;
use sportello_domain::workspace::{ArrangeColumns, Column, ShownColumn};

use crate::language::{Language, say, use_language};
use crate::parts;
use crate::property::say_property;
use crate::replica::{Place, use_help_desk};
use crate::ui::arranged_list::{ArrangedList, Entry};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;

/// What a column is called.
pub fn say_column(language: Language, setup: &Setup, column: &Column) -> String {
    match column {
        Column::Contact => say!(language, table.contact).to_owned(),
        Column::Property(name) if BuiltIn::named(name) == Some(BuiltIn::LastActivityDate) => {
            say!(language, table.updated).to_owned()
        }
        Column::Property(name) => say_property(language, setup, name),
    }
}

/// How wide a column is while nobody said: at least, in pixels, and whether it takes what is left over.
pub fn usual_width(column: &Column) -> (u16, bool) {
    let Column::Property(name) = column else { return (160, false) };
    match BuiltIn::named(name) {
        Some(BuiltIn::Name) => (220, true),
        Some(BuiltIn::Number) => (88, false),
        Some(BuiltIn::Priority) => (96, false),
        Some(BuiltIn::LastActivityDate) => (92, false),
        Some(
            BuiltIn::CloseDate | BuiltIn::CreateDate | BuiltIn::LastModifiedDate | BuiltIn::LastContactedDate,
        ) => (120, false),
        Some(BuiltIn::Status) => (170, false),
        Some(_) | None => (140, false),
    }
}

/// The columns as the grid of a row has them, after the one of the unread mark.
pub fn template(columns: &[ShownColumn]) -> String {
    let tracks = columns.iter().map(|shown| match (shown.width, usual_width(&shown.column)) {
        (Some(width), _) | (None, (width, false)) => format!("{width}px"),
        (None, (least, true)) => format!("minmax({least}px, 1fr)"),
    });
    tracks.collect::<Vec<_>>().join(" ")
}

/// How wide the columns are together, at least.
pub fn least_width(columns: &[ShownColumn]) -> String {
    let width = |shown: &ShownColumn| u32::from(shown.width.unwrap_or_else(|| usual_width(&shown.column).0));
    format!("{}px", columns.iter().map(width).sum::<u32>())
}

/// The button that opens the choice of columns.
#[component]
pub fn ColumnsButton() -> impl IntoView {
    let language = use_language();
    let open = RwSignal::new(false);
    view! {
        <span class="hd-columns-button">
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || say!(language, columns.title).to_owned())
                on_press=Callback::new(move |_| open.set(true))
            >
                {Icon::Columns.draw()}
            </Button>
        </span>
        <Dialog open title=Signal::derive(move || say!(language, columns.title).to_owned())>
            <Show when=move || open.get()>
                {parts::columns()}
            </Show>
        </Dialog>
    }
}

/// Every column with whether it is shown, those that are shown in their order.
#[component]
pub fn ColumnChoice() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (reading, me) = (help_desk.clone(), help_desk.me());
    let shown = Memo::new(move |_| reading.setup(|setup| setup.workspace_of(me).columns(setup)));
    let naming = help_desk.clone();
    let entries = Memo::new(move |_| {
        let shown: Vec<Column> = shown.read().iter().map(|shown| shown.column.clone()).collect();
        naming.setup(|setup| {
            let rest = Column::all(setup).into_iter().filter(|column| !shown.contains(column));
            let entry = |column: &Column, chosen| Entry {
                key: key(column),
                name: say_column(language, setup, column),
                chosen,
                fixed: *column == BuiltIn::Name.into(),
            };
            let chosen = shown.iter().map(|column| entry(column, true));
            chosen.chain(rest.map(|column| entry(&column, false))).collect::<Vec<_>>()
        })
    });
    let give = Callback::new(move |columns: Vec<ShownColumn>| {
        let _ = help_desk.give(ArrangeColumns { columns }, Place::Workspace);
    });
    let on_change = Callback::new(move |keys: Vec<String>| {
        let before = shown.get_untracked();
        let column = |name: String| {
            let column =
                if name == CONTACT { Column::Contact } else { Column::Property(name.as_str().into()) };
            let width = before.iter().find(|shown| shown.column == column).and_then(|shown| shown.width);
            ShownColumn { column, width }
        };
        give.run(keys.into_iter().map(column).collect());
    });
    view! {
        <ArrangedList entries on_change/>
        <div>
            <Button on_press=Callback::new(move |_| give.run(Column::usual()))>
                {move || say!(language, columns.usual)}
            </Button>
        </div>
    }
}

/// The key of the contact's column. No property has such a name.
const CONTACT: &str = ":contact";

fn key(column: &Column) -> String {
    match column {
        Column::Contact => CONTACT.to_owned(),
        Column::Property(name) => name.to_string(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_name_takes_what_is_left_unless_it_was_made_as_wide_as_somebody_likes() {
        let shown = |column: Column, width| ShownColumn { column, width };
        let columns = [shown(BuiltIn::Name.into(), None), shown(Column::Contact, Some(90))];
        assert_eq!(template(&columns), "minmax(220px, 1fr) 90px");
        assert_eq!(least_width(&columns), "310px");
        let columns = [shown(BuiltIn::Name.into(), Some(400)), shown(BuiltIn::Number.into(), None)];
        assert_eq!(template(&columns), "400px 88px");
    }
}
