//! What is downloaded only when it is first shown: pages and forms that most visits never open.
//!
//! Each function here is a seam: the build cuts what only it needs off the app and into a file of its own. Those that
//! name the same part come together. What is compiled otherwise, such as tests, has everything in one piece.

#[cfg(not(parts))]
use std::future::{Ready, ready};
use std::pin::Pin;

use futures_util::FutureExt;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use sportello_domain::association::RecordRef;
use sportello_domain::id::{ConversationId, PipelineId, TicketId, ViewId};
use sportello_domain::protocol::RecordKind;
use sportello_domain::ticket::Ticket;
use sportello_domain::view::View;

use crate::contacts::RecordsPage;
use crate::contacts::page::RecordPage;
use crate::frame::palette::Entries;
use crate::inbox::InboxPage;
use crate::language::{say, use_language};
use crate::routes::{InboxRoute, RecordsRoute, SearchRoute, SettingsRoute};
use crate::search::SearchPage;
use crate::server;
use crate::settings::Settings;
use crate::ticket::TicketPage;
use crate::ticket::asking::{AskedForm, Question};
use crate::ticket::association_history::AssociationHistory;
use crate::ticket::delete::DeleteForm;
use crate::ticket::merge::MergeForm;
use crate::ticket::print::PrintConversation;
use crate::ticket::record_access::Access;
use crate::ticket::spam::{Asked, SpamForm};
use crate::ui::icon::Icon;
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::skeleton::SkeletonCards;
use crate::workspace::board::BoardLayout;
use crate::workspace::bulk::delete::DeleteSelection;
use crate::workspace::bulk::jobs::BulkJobs;
use crate::workspace::bulk::{Selected, SelectionBar};
use crate::workspace::create::{self, About};
use crate::workspace::editor::{self, Editing};
use crate::workspace::listed::Listed;
use crate::workspace::selection::Selecting;
use crate::workspace::spam::SpamPage;
use crate::workspace::table::columns::ColumnChoice;
use crate::workspace::without_ticket::WithoutTicketPage;

/// What a part shows, or that it could not be loaded.
type Shown = Result<AnyView, SplitLoaderError>;

/// Something that waits for a part.
type Waiting<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// Declares a seam: what shows something of a part, and what loads that part before. The build that cuts the app
/// (`cargo xtask app`) sets `cfg(parts)`; nobody else could resolve what the cut leaves open.
macro_rules! seam {
    ($part:ident, $load:ident, fn $show:ident($($argument:ident: $type:ty),*) $shown:block) => {
        #[cfg(parts)]
        #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, fallible, preload($load))]
        fn $show($($argument: $type),*) -> Shown {
            Ok($shown)
        }

        #[cfg(not(parts))]
        fn $show($($argument: $type),*) -> Ready<Shown> {
            ready(Ok($shown))
        }

        #[cfg(not(parts))]
        fn $load() -> Ready<Result<(), SplitLoaderError>> {
            ready(Ok(()))
        }
    };
}

/// A ticket.
pub fn ticket(number: u64) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_ticket()), move || Box::pin(show_ticket(number)))
}

/// Fetches what shows a ticket as soon as the browser has nothing else to do: most visits open one.
pub fn fetch_ticket_when_idle() {
    // Where it fails, it is loaded when a ticket is opened, and told there.
    request_idle_callback(|| spawn_local(load_ticket().map(drop)));
}

seam!(
    work,
    load_ticket,
    fn show_ticket(number: u64) {
        view! { <TicketPage number/> }.into_any()
    }
);

/// A board of tickets.
pub fn board(view: View, pipeline: Memo<Option<PipelineId>>) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_board()), move || Box::pin(show_board(view, pipeline)))
}

seam!(
    work,
    load_board,
    fn show_board(view: View, pipeline: Memo<Option<PipelineId>>) {
        view! { <BoardLayout view pipeline/> }.into_any()
    }
);

/// The conversations that wait for a ticket.
pub fn without_ticket(open: Memo<Option<ConversationId>>) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_without_ticket()), move || Box::pin(show_without_ticket(open)))
}

seam!(
    work,
    load_without_ticket,
    fn show_without_ticket(open: Memo<Option<ConversationId>>) {
        view! { <WithoutTicketPage open/> }.into_any()
    }
);

/// The form of a new ticket, for a conversation or for none.
pub fn ticket_form(
    open: RwSignal<bool>,
    created: RwSignal<Option<TicketId>>,
    about: Option<About>,
) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_ticket_form()),
        move || Box::pin(show_ticket_form(open, created, about.clone())),
    )
}

seam!(
    work,
    load_ticket_form,
    fn show_ticket_form(open: RwSignal<bool>, created: RwSignal<Option<TicketId>>, about: Option<About>) {
        create::ticket_form(open, created, about)
    }
);

/// What the palette offers.
pub fn palette(open: RwSignal<bool>, field: NodeRef<html::Input>) -> AnyView {
    part(PanelPlace::Part, || Box::pin(load_palette()), move || Box::pin(show_palette(open, field)))
}

seam!(
    work,
    load_palette,
    fn show_palette(open: RwSignal<bool>, field: NodeRef<html::Input>) {
        view! { <Entries open field/> }.into_any()
    }
);

/// Conversations in inboxes.
pub fn inbox(route: Memo<InboxRoute>) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_inbox()), move || Box::pin(show_inbox(route)))
}

seam!(
    work,
    load_inbox,
    fn show_inbox(route: Memo<InboxRoute>) {
        view! { <InboxPage route/> }.into_any()
    }
);

/// The conversations in Spam.
pub fn spam(open: Memo<Option<ConversationId>>) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_spam()), move || Box::pin(show_spam(open)))
}

seam!(
    work,
    load_spam,
    fn show_spam(open: Memo<Option<ConversationId>>) {
        view! { <SpamPage open/> }.into_any()
    }
);

/// What a status asks for.
pub fn asked(question: Question, open: RwSignal<bool>) -> AnyView {
    part(PanelPlace::Part, || Box::pin(load_asked()), move || Box::pin(show_asked(question.clone(), open)))
}

seam!(
    work,
    load_asked,
    fn show_asked(question: Question, open: RwSignal<bool>) {
        view! { <AskedForm question open/> }.into_any()
    }
);

/// Who has access to a ticket, who owns it and who owned it.
pub fn record_access(id: TicketId, ticket: Memo<Option<Ticket>>, editable: Signal<bool>) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_record_access()),
        move || Box::pin(show_record_access(id, ticket, editable)),
    )
}

seam!(
    history,
    load_record_access,
    fn show_record_access(id: TicketId, ticket: Memo<Option<Ticket>>, editable: Signal<bool>) {
        view! { <Access id ticket editable/> }.into_any()
    }
);

/// What came to a ticket and what left it.
pub fn association_history(id: TicketId) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_association_history()),
        move || Box::pin(show_association_history(id)),
    )
}

seam!(
    history,
    load_association_history,
    fn show_association_history(id: TicketId) {
        view! { <AssociationHistory id/> }.into_any()
    }
);

/// What is printed of a conversation.
pub fn print_conversation(id: TicketId, conversation: ConversationId) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_print_conversation()),
        move || Box::pin(show_print_conversation(id, conversation)),
    )
}

seam!(
    history,
    load_print_conversation,
    fn show_print_conversation(id: TicketId, conversation: ConversationId) {
        view! { <PrintConversation id conversation/> }.into_any()
    }
);

/// Which ticket is merged with another, and what becomes of the two.
pub fn merge_tickets(id: TicketId, open: RwSignal<bool>) -> AnyView {
    part(PanelPlace::Part, || Box::pin(load_merge_tickets()), move || Box::pin(show_merge_tickets(id, open)))
}

seam!(
    history,
    load_merge_tickets,
    fn show_merge_tickets(id: TicketId, open: RwSignal<bool>) {
        view! { <MergeForm id open/> }.into_any()
    }
);

/// Which conversations are spam, or whether who wrote is blocked.
pub fn spam_dialog(id: TicketId, what: Asked, open: RwSignal<bool>) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_spam_dialog()),
        move || Box::pin(show_spam_dialog(id, what, open)),
    )
}

seam!(
    history,
    load_spam_dialog,
    fn show_spam_dialog(id: TicketId, what: Asked, open: RwSignal<bool>) {
        view! { <SpamForm id what open/> }.into_any()
    }
);

/// What goes when a ticket is deleted, and the number that confirms it.
pub fn delete_ticket(id: TicketId, open: RwSignal<bool>) -> AnyView {
    part(PanelPlace::Part, || Box::pin(load_delete_ticket()), move || Box::pin(show_delete_ticket(id, open)))
}

seam!(
    history,
    load_delete_ticket,
    fn show_delete_ticket(id: TicketId, open: RwSignal<bool>) {
        view! { <DeleteForm id open/> }.into_any()
    }
);

/// What can be done with the selected tickets of a table.
pub fn selection_bar(view: View, list: Listed, selecting: Selecting) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_selection_bar()),
        move || Box::pin(show_selection_bar(view, list, selecting)),
    )
}

seam!(
    work,
    load_selection_bar,
    fn show_selection_bar(view: View, list: Listed, selecting: Selecting) {
        view! { <SelectionBar view list selecting/> }.into_any()
    }
);

/// How far changes of many tickets are, and what became of them.
pub fn bulk_jobs() -> AnyView {
    part(PanelPlace::Part, || Box::pin(load_bulk_jobs()), || Box::pin(show_bulk_jobs()))
}

seam!(
    work,
    load_bulk_jobs,
    fn show_bulk_jobs() {
        view! { <BulkJobs/> }.into_any()
    }
);

/// Which of the selected tickets are deleted, and the number that confirms it.
pub fn delete_selection(selected: Selected, on_confirm: Callback<u64>, open: RwSignal<bool>) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_delete_selection()),
        move || Box::pin(show_delete_selection(selected, on_confirm, open)),
    )
}

seam!(
    history,
    load_delete_selection,
    fn show_delete_selection(selected: Selected, on_confirm: Callback<u64>, open: RwSignal<bool>) {
        view! { <DeleteSelection selected on_confirm open/> }.into_any()
    }
);

/// Which columns the table has.
pub fn columns() -> AnyView {
    part(PanelPlace::Part, || Box::pin(load_columns()), || Box::pin(show_columns()))
}

seam!(
    work,
    load_columns,
    fn show_columns() {
        view! { <ColumnChoice/> }.into_any()
    }
);

/// The form of a custom view.
pub fn view_form(editing: Editing, open: RwSignal<bool>, created: RwSignal<Option<ViewId>>) -> AnyView {
    part(
        PanelPlace::Part,
        || Box::pin(load_view_form()),
        move || Box::pin(show_view_form(editing, open, created)),
    )
}

seam!(
    settings,
    load_view_form,
    fn show_view_form(editing: Editing, open: RwSignal<bool>, created: RwSignal<Option<ViewId>>) {
        editor::view_form(editing, open, created)
    }
);

/// Searching.
pub fn search(route: Memo<SearchRoute>) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_search()), move || Box::pin(show_search(route)))
}

seam!(
    work,
    load_search,
    fn show_search(route: Memo<SearchRoute>) {
        view! { <SearchPage route/> }.into_any()
    }
);

/// A list of contacts, companies or deals.
pub fn records(kind: RecordKind, route: Memo<RecordsRoute>) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_records()), move || Box::pin(show_records(kind, route)))
}

seam!(
    records,
    load_records,
    fn show_records(kind: RecordKind, route: Memo<RecordsRoute>) {
        view! { <RecordsPage kind route/> }.into_any()
    }
);

/// A contact, a company or a deal.
pub fn record(kind: RecordKind, record: RecordRef) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_record()), move || Box::pin(show_record(kind, record)))
}

seam!(
    records,
    load_record,
    fn show_record(kind: RecordKind, record: RecordRef) {
        view! { <RecordPage kind record/> }.into_any()
    }
);

/// The settings.
pub fn settings(route: Memo<SettingsRoute>) -> AnyView {
    part(PanelPlace::Page, || Box::pin(load_settings()), move || Box::pin(show_settings(route)))
}

seam!(
    settings,
    load_settings,
    fn show_settings(route: Memo<SettingsRoute>) {
        view! { <Settings route/> }.into_any()
    }
);

/// How far a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Loading,
    Here,
    Failed,
}

/// Shows a part once it is here, at once where it is here already; until then that it is on its way, or why it did not
/// come.
fn part(
    place: PanelPlace,
    load: fn() -> Waiting<()>,
    show: impl Fn() -> Waiting<AnyView> + Send + 'static,
) -> AnyView {
    let progress = RwSignal::new(Progress::Loading);
    let mut loading = load();
    match (&mut loading).now_or_never() {
        Some(outcome) => progress.set(arrived(&outcome)),
        None => spawn_local(async move {
            // The page may be another by now.
            let _ = progress.try_set(arrived(&loading.await));
        }),
    }
    (move || match progress.get() {
        // It is here, so that nothing is waited for.
        Progress::Here => show()
            .now_or_never()
            .and_then(Result::ok)
            .unwrap_or_else(|| view! { <Failed place progress load/> }.into_any()),
        Progress::Loading => view! { <Loading place/> }.into_any(),
        Progress::Failed => view! { <Failed place progress load/> }.into_any(),
    })
    .into_any()
}

fn arrived(outcome: &Result<(), SplitLoaderError>) -> Progress {
    if outcome.is_ok() { Progress::Here } else { Progress::Failed }
}

/// What stands in the place of a part that is on its way.
#[component]
fn Loading(place: PanelPlace) -> impl IntoView {
    let language = use_language();
    within(
        place,
        view! { <SkeletonCards count=3 label=Signal::derive(move || say!(language, common.loading).to_owned())/> }
            .into_any(),
    )
}

/// What stands in the place of a part that did not come.
#[component]
fn Failed(place: PanelPlace, progress: RwSignal<Progress>, load: fn() -> Waiting<()>) -> impl IntoView {
    let language = use_language();
    let again = Callback::new(move |()| {
        progress.set(Progress::Loading);
        spawn_local(async move {
            let outcome = load().await;
            if outcome.is_err() && server_answers().await {
                // The server is there, but this part is not: it belongs to a version that was replaced.
                let _ = window().location().reload();
            }
            let _ = progress.try_set(arrived(&outcome));
        });
    });
    within(
        place,
        view! {
            <PanelState
                icon=Icon::Offline
                place
                title=Signal::derive(move || say!(language, common.part_missing).to_owned())
                text=Signal::derive(move || say!(language, common.part_missing_text).to_owned())
                remedy=(Signal::derive(move || say!(language, common.retry).to_owned()), again)
            />
        }
        .into_any(),
    )
}

async fn server_answers() -> bool {
    !server::show_session().await.is_err_and(|error| error.may_pass())
}

/// Puts a state where the part will stand.
fn within(place: PanelPlace, state: AnyView) -> AnyView {
    match place {
        PanelPlace::Page => view! { <main class="hd-work" id="content">{state}</main> }.into_any(),
        PanelPlace::Part => state,
    }
}
