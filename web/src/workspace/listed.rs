//! One list of tickets on its way to the screen: what of it is here, what is being loaded, what went wrong.

use chrono::DateTime;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::id::TicketId;

use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::replica::core::PagePlace;
use crate::replica::lists::Listing;
use crate::replica::{HelpDesk, use_help_desk};
use crate::server::ServerError;
use crate::ui::button::Button;

/// A list that is shown.
#[derive(Clone, Copy)]
pub struct Listed {
    listing: Listing,
    ids: Memo<Vec<TicketId>>,
    /// Whether any of it is here, be it that there is nothing.
    is_here: Memo<bool>,
    count: Memo<Option<u64>>,
    loading: RwSignal<Loading>,
    help_desk: StoredValue<HelpDesk>,
}

/// How a list is being loaded.
#[derive(Clone, Debug, PartialEq)]
enum Loading {
    Idle,
    Running,
    Failed(ServerError),
}

/// What stands in the place of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Its rows.
    Rows,
    /// That there are none.
    Nothing,
    /// That they are on their way.
    Skeleton,
    /// Why they are not here.
    Failure(ServerError),
}

impl Listed {
    /// Loads the first page of a list, and again when events were missed or the view was changed.
    pub fn of(listing: Listing) -> Self {
        let help_desk = use_help_desk();
        let (listed, came, counted) = (help_desk.clone(), help_desk.clone(), help_desk.clone());
        let list = Self {
            listing,
            ids: Memo::new(move |_| listed.list(listing).unwrap_or_default()),
            is_here: Memo::new(move |_| came.is_listed(listing)),
            count: Memo::new(move |_| counted.count(listing)),
            loading: RwSignal::new(Loading::Running),
            help_desk: StoredValue::new(help_desk.clone()),
        };
        let (reading, me) = (help_desk.clone(), help_desk.me());
        // Another filter lists other tickets, and another order others first.
        let wanted = Memo::new(move |_| {
            reading.setup(|setup| {
                let sort = setup.workspace_of(me).sort_of(listing.view());
                (listing.filter(setup, me, DateTime::UNIX_EPOCH), sort)
            })
        });
        Effect::new(move |_| {
            help_desk.generation();
            // Read, and not only tracked: a memo that nobody reads follows nothing.
            wanted.with(|_| ());
            list.load(PagePlace::First);
        });
        list
    }

    /// The tickets that are here.
    pub fn ids(self) -> Memo<Vec<TicketId>> {
        self.ids
    }

    /// How many there are in all, as far as that is known; tracked.
    pub fn count(self) -> Option<u64> {
        self.count.get()
    }

    /// How many there are in all, and at least as many as are here; tracked.
    pub fn total(self) -> usize {
        let here = self.ids.read().len();
        self.count().and_then(|count| usize::try_from(count).ok()).unwrap_or(here).max(here)
    }

    /// What stands in the list's place.
    pub fn shown(self) -> Memo<Shown> {
        let empty = Memo::new(move |_| self.ids.read().is_empty());
        Memo::new(move |_| match (self.is_here.get(), empty.get(), self.loading.get()) {
            (true, false, _) => Shown::Rows,
            (true, true, Loading::Idle) => Shown::Nothing,
            (_, _, Loading::Failed(error)) => Shown::Failure(error),
            (false, _, Loading::Running | Loading::Idle) | (true, true, Loading::Running) => Shown::Skeleton,
        })
    }

    /// Loads the first page again.
    pub fn again(self) {
        self.load(PagePlace::First);
    }

    /// Loads what follows, unless all of it is here or on its way.
    pub fn more(self) {
        let more = self.help_desk.with_value(|help_desk| {
            help_desk.core(|core| core.list(self.listing).is_some_and(|list| list.next().is_some()))
        });
        if more && self.loading.get_untracked() == Loading::Idle {
            self.load(PagePlace::Following);
        }
    }

    fn load(self, place: PagePlace) {
        self.loading.set(Loading::Running);
        let help_desk = self.help_desk.get_value();
        spawn_local(async move {
            let outcome = help_desk.load_page(self.listing, place).await;
            // The page may be gone.
            self.loading.try_set(match outcome {
                Ok(()) => Loading::Idle,
                Err(error) => Loading::Failed(error),
            });
        });
    }
}

/// Says at the foot of a list why the tickets that follow are not here.
#[component]
pub fn ListFoot(
    /// The list.
    list: Listed,
) -> impl IntoView {
    let language = use_language();
    let again = Callback::new(move |_| {
        list.load(if list.is_here.get_untracked() { PagePlace::Following } else { PagePlace::First });
    });
    move || match list.loading.get() {
        Loading::Failed(error) => Some(view! {
            <div class="hd-list__foot" role="alert">
                <span>
                    {move || say!(language, table.more_failed)} " "
                    {move || say_error(language, &error)}
                </span>
                <Button on_press=again>{move || say!(language, common.retry)}</Button>
            </div>
        }),
        Loading::Idle | Loading::Running => None,
    }
}
