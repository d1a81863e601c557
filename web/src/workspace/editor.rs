//! Making and changing custom views: a name, conditions in groups, and how many tickets they let through.

pub mod draft;
pub mod property;
mod row;
pub mod words;

use gloo_timers::callback::Timeout;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use sportello_domain::filter::Filter;
use sportello_domain::id::ViewId;
use sportello_domain::policy;
use sportello_domain::rejection::Rejection;
use sportello_domain::view::{DeleteView, SaveView, Sharing, View};

use self::draft::{Draft, Join};
use self::property::properties;
use self::row::Condition;
use self::words::say_draft;
use super::views::{Counting, say_tickets};
use crate::env;
use crate::failure::say_rejection;
use crate::language::{Language, say, use_language};
use crate::parts;
use crate::replica::core::Replica;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::routes::{Route, ViewRoute};
use crate::server;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::segmented::{Segment, Segmented};
use crate::ui::text_field::TextField;

/// How long one may go on typing before tickets are counted, in milliseconds.
const PAUSE: u32 = 300;

/// What is being edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editing {
    /// A view that is not there yet.
    New,
    /// This one.
    View(ViewId),
}

/// The editor of views: one for the whole window.
#[derive(Clone, Copy)]
pub struct EditorState {
    open: RwSignal<bool>,
    editing: RwSignal<Editing>,
}

impl EditorState {
    /// Opens the editor.
    pub fn show(self, editing: Editing) {
        self.editing.set(editing);
        self.open.set(true);
    }
}

/// Lets everything in the window open the editor.
pub fn provide_view_editor() {
    provide_context(EditorState { open: RwSignal::new(false), editing: RwSignal::new(Editing::New) });
}

/// Returns the editor of views.
pub fn use_view_editor() -> EditorState {
    expect_context()
}

/// Shows the editor while it is open.
#[component]
pub fn ViewEditor() -> impl IntoView {
    let language = use_language();
    let EditorState { open, editing } = use_view_editor();
    let created = RwSignal::new(None);
    open_when_made(created);
    let title = Signal::derive(move || match editing.get() {
        Editing::New => say!(language, views.create).to_owned(),
        Editing::View(_) => say!(language, views.edit).to_owned(),
    });
    view! {
        <Dialog open title>
            // As it is kept, each time.
            <Show when=move || open.get()>
                {parts::view_form(editing.get_untracked(), open, created)}
            </Show>
        </Dialog>
    }
}

/// A new view is there once the server has it; then it opens.
fn open_when_made(created: RwSignal<Option<ViewId>>) {
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let Some(id) = created.get() else { return };
        if help_desk.setup(|setup| setup.views.contains_key(&id)) {
            created.set(None);
            let route = Route::View(ViewRoute::of(&View::Custom(id).to_string()));
            navigate(&route.href(), leptos_router::NavigateOptions::default());
        }
    });
}

/// What is typed and chosen so far.
#[derive(Clone, Copy)]
struct Fields {
    id: ViewId,
    name: RwSignal<String>,
    sharing: RwSignal<Sharing>,
    draft: RwSignal<Draft>,
}

impl Fields {
    fn of(language: Language, help_desk: &HelpDesk, editing: Editing) -> Self {
        let before = match editing {
            Editing::New => None,
            Editing::View(id) => help_desk.core(|core| core.setup().views.get(&id).cloned()),
        };
        let draft = before.as_ref().map_or_else(Draft::of_new_view, |view| {
            let properties = help_desk.setup(|setup| properties(language, setup));
            Draft::of(&view.filter, &properties)
        });
        Self {
            id: before.as_ref().map_or_else(|| ViewId::generate(env::now(), env::entropy()), |view| view.id),
            name: RwSignal::new(before.as_ref().map(|view| view.name.clone()).unwrap_or_default()),
            sharing: RwSignal::new(before.map(|view| view.sharing).unwrap_or_default()),
            draft: RwSignal::new(draft),
        }
    }
}

/// The form of a custom view, which closes itself and says which view it made.
pub fn view_form(editing: Editing, open: RwSignal<bool>, created: RwSignal<Option<ViewId>>) -> AnyView {
    view! { <Form editing open created/> }.into_any()
}

#[component]
fn Form(editing: Editing, open: RwSignal<bool>, created: RwSignal<Option<ViewId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let fields = Fields::of(language, &help_desk, editing);
    let Fields { id, name, sharing, draft } = fields;
    let reading = help_desk.clone();
    let properties = Memo::new(move |_| reading.setup(|setup| properties(language, setup)));
    let filter = Memo::new(move |_| draft.read().filter(&properties.read()));
    let refused = RwSignal::new(None::<Rejection>);
    let tried = RwSignal::new(false);
    let name_field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = name_field.get() {
            let _ = field.focus();
        }
    });
    let giving = help_desk.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(filter) = filter.get_untracked() else { return };
        let save =
            SaveView { view: id, name: name.get_untracked(), filter, sharing: sharing.get_untracked() };
        match giving.give(save, Place::Workspace) {
            Ok(()) => {
                created.set((editing == Editing::New).then_some(id));
                open.set(false);
            }
            Err(rejection) => {
                // It is told here, beside what is typed.
                giving.forget_refusal(Place::Workspace);
                refused.set(Some(rejection));
            }
        }
    };
    let name_is_wrong = Signal::derive(move || {
        let wrong = refused.get().filter(is_about_name);
        wrong.map(|rejection| say_rejection(language, &rejection))
    });
    let elsewhere = move || {
        let wrong = refused.get().filter(|rejection| !is_about_name(rejection));
        let incomplete = tried.get() && filter.read().is_none();
        wrong
            .map(|rejection| say_rejection(language, &rejection))
            .or_else(|| incomplete.then(|| say!(language, filter.incomplete).to_owned()))
    };
    let groups = Memo::new(move |_| draft.read().groups.iter().map(|group| group.number).collect::<Vec<_>>());
    let shared = move || sharing.get() == Sharing::Everyone;
    view! {
        <form class="hd-form hd-filter" on:submit=submit novalidate=true>
            <TextField
                label=Signal::derive(move || say!(language, views.name).to_owned())
                value=name
                on_input=Callback::new(move |typed| name.set(typed))
                required=true
                wrong=name_is_wrong
                node_ref=name_field
            />
            <div class="hd-filter__groups">
                <For each=move || groups.get() key=|number| *number let:number>
                    <Show when=move || groups.read().first() != Some(&number)>
                        <GroupJoin draft/>
                    </Show>
                    <GroupFields number draft properties tried=tried.into()/>
                </For>
            </div>
            <div>
                <Button
                    weight=Weight::Quiet
                    on_press=Callback::new(move |_| draft.update(|draft| draft.add_group(&properties.read_untracked())))
                >
                    {Icon::Plus.draw()} {move || say!(language, filter.add_group)}
                </Button>
            </div>
            <label class="hd-filter__share">
                <input
                    type="checkbox"
                    prop:checked=shared
                    on:change=move |_| {
                        sharing.set(if shared() { Sharing::Nobody } else { Sharing::Everyone });
                    }
                />
                <span>{move || say!(language, views.shared)}</span>
            </label>
            <Outcome draft filter properties/>
            {move || {
                elsewhere()
                    .map(|text| {
                        view! {
                            <p class="hd-note hd-note--wrong" role="alert">
                                {Icon::Warning.draw()} <span class="hd-note__text">{text}</span>
                            </p>
                        }
                    })
            }}
            <div class="hd-form__foot">
                {(editing != Editing::New).then(|| view! { <Deleting id open/> })}
                <span class="hd-bar__spacer"></span>
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
            </div>
        </form>
    }
}

/// Whether it is said at the name and not below the conditions.
fn is_about_name(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::ViewNameMissing { .. }
            | Rejection::ViewNameTooLong { .. }
            | Rejection::ViewNameTaken { .. }
    )
}

/// The word between groups, and the other one to choose instead.
#[component]
fn GroupJoin(draft: RwSignal<Draft>) -> impl IntoView {
    let language = use_language();
    let join = Memo::new(move |_| draft.read().join);
    let words = move || [(Join::All, say!(language, filter.and)), (Join::Any, say!(language, filter.or))];
    view! {
        <Joining
            label=Signal::derive(move || say!(language, filter.groups).to_owned())
            words=Signal::derive(words)
            join
            on_choose=Callback::new(move |join| draft.update(|draft| draft.join = join))
        />
    }
}

/// Chooses between all and any.
#[component]
fn Joining(
    label: Signal<String>,
    words: Signal<[(Join, &'static str); 2]>,
    join: Memo<Join>,
    on_choose: Callback<Join>,
) -> impl IntoView {
    let segment = |at: usize| Segment {
        label: Signal::derive(move || {
            words.read().get(at).map(|(_, word)| (*word).to_owned()).unwrap_or_default()
        }),
        lang: None,
        chosen: Signal::derive(move || words.read().get(at).is_some_and(|(value, _)| *value == join.get())),
        choose: Callback::new(move |()| {
            if let Some((value, _)) = words.get_untracked().get(at) {
                on_choose.run(*value);
            }
        }),
    };
    view! {
        <div class="hd-filter__join">
            <Segmented name=label segments=[0, 1].map(segment).into()/>
        </div>
    }
}

/// One group of conditions.
#[component]
fn GroupFields(
    number: u32,
    draft: RwSignal<Draft>,
    properties: Memo<Vec<property::Property>>,
    tried: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    let rows = Memo::new(move |_| {
        let draft = draft.read();
        let numbers = |group: &draft::Group| group.rows.iter().map(|row| row.number).collect::<Vec<_>>();
        draft.group_numbered(number).map(numbers).unwrap_or_default()
    });
    let join = Memo::new(move |_| draft.read().group_numbered(number).map_or(Join::All, |group| group.join));
    let words =
        move || [(Join::All, say!(language, filter.all_of)), (Join::Any, say!(language, filter.any_of))];
    let label = move || {
        let place = draft.read().place_of_group(number).to_string();
        say!(language, filter.group, number = place).to_string()
    };
    view! {
        <fieldset class="hd-filter__group" aria-label=label>
            <Show when=move || 1 < rows.read().len()>
                <Joining
                    label=Signal::derive(move || say!(language, filter.conditions).to_owned())
                    words=Signal::derive(words)
                    join
                    on_choose=Callback::new(move |join| draft.update(|draft| draft.join_group(number, join)))
                />
            </Show>
            <For each=move || rows.get() key=|row| *row let:row>
                <Condition number=row draft properties tried/>
            </For>
            <div>
                <Button
                    weight=Weight::Quiet
                    on_press=Callback::new(move |_| {
                        draft.update(|draft| draft.add_row(number, &properties.read_untracked()));
                    })
                >
                    {Icon::Plus.draw()} {move || say!(language, filter.add)}
                </Button>
            </div>
        </fieldset>
    }
}

/// What the view would show, as a sentence and as a number.
#[component]
fn Outcome(
    draft: RwSignal<Draft>,
    filter: Memo<Option<Filter>>,
    properties: Memo<Vec<property::Property>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let count = RwSignal::new(None::<u64>);
    let waiting = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        let wanted = filter.get();
        let counting = wanted.map(|wanted| {
            Timeout::new(PAUSE, move || {
                spawn_local(async move {
                    let found = server::count_filtered(&wanted).await.ok();
                    // The editor may be closed, or the conditions others by now.
                    if filter.try_get_untracked().flatten().as_ref() == Some(&wanted) {
                        count.try_set(found);
                    }
                });
            })
        });
        count.set(None);
        waiting.set_value(counting);
    });
    let says = move || help_desk.setup(|setup| say_draft(language, setup, &properties.read(), &draft.read()));
    let number = move || count.get().map(|count| say_tickets(language, Counting::Some, count).1);
    view! {
        <div class="hd-filter__outcome">
            <p class="hd-soft">{says}</p>
            <p class="hd-filter__count" role="status">{move || number().unwrap_or_else(|| "…".to_owned())}</p>
        </div>
    }
}

/// Deletes the view, once it is sure.
#[component]
fn Deleting(id: ViewId, open: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    let actor = help_desk.core(Replica::actor);
    let may = help_desk.core(|core| policy::editable_view(core.setup(), &actor, id).is_ok());
    let asked = RwSignal::new(false);
    let delete = Callback::new(move |_| {
        if help_desk.give(DeleteView { view: id }, Place::Workspace).is_ok() {
            open.set(false);
            navigate(&Route::home().href(), leptos_router::NavigateOptions::default());
        }
    });
    move || match (may, asked.get()) {
        (false, _) => ().into_any(),
        (true, false) => view! {
            <Button weight=Weight::Quiet on_press=Callback::new(move |_| asked.set(true))>
                {move || say!(language, views.delete)}
            </Button>
        }
        .into_any(),
        (true, true) => view! { <Sure language asked delete/> }.into_any(),
    }
}

#[component]
fn Sure(
    language: Language,
    asked: RwSignal<bool>,
    delete: Callback<leptos::ev::MouseEvent>,
) -> impl IntoView {
    view! {
        <span role="alert">{move || say!(language, views.delete_sure)}</span>
        <Button on_press=delete>{move || say!(language, views.delete_yes)}</Button>
        <Button weight=Weight::Quiet on_press=Callback::new(move |_| asked.set(false))>
            {move || say!(language, views.delete_no)}
        </Button>
    }
}
