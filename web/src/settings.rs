//! The settings: what is chosen for this browser, and what admins set for everybody.

mod browser;
mod channels;
mod inboxes;
mod pipelines;
mod properties;
mod recycle_bin;
mod sidebar;
mod spam;
mod ticket_form;

use leptos::prelude::*;
use sportello_domain::order::Actor;
use sportello_domain::policy;
use sportello_domain::setup::Setup;

use self::browser::BrowserSettings;
use self::channels::ChannelSettings;
use self::inboxes::InboxSettings;
use self::pipelines::PipelineSettings;
use self::properties::PropertySettings;
use self::recycle_bin::RecycleBin;
use self::sidebar::SidebarSettings;
use self::spam::SpamSettings;
use self::ticket_form::TicketFormSettings;
use crate::language::{Language, say, use_language};
use crate::replica::core::Replica;
use crate::replica::use_help_desk;
use crate::routes::{Route, SettingsRoute};
use crate::ui::focus::{use_heading_focus, use_title};
use crate::ui::icon::Icon;
use crate::ui::panel::PanelState;

/// The page of settings.
#[component]
pub fn Settings(
    /// Which of them.
    route: Memo<SettingsRoute>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let heading = use_heading_focus();
    use_title(move || say!(language, settings.title).to_owned());
    let page = Memo::new(move |_| Page::of(route.get()));
    let may_open = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| Page::ALL.map(|page| (page, page.may_be_opened(setup, &actor))))
    });
    let pages = move || {
        let open = page.get();
        let shown = may_open.get().into_iter().filter(|(_, may)| *may);
        let link = |(page, _): (Page, bool)| {
            view! {
                <a class="hd-tab" href=page.href() aria-current=(page == open).then_some("page")>
                    {page.name(language)}
                </a>
            }
        };
        shown.map(link).collect_view()
    };
    let content = move || {
        let open = page.get();
        if may_open.get().contains(&(open, false)) {
            return view! {
                <PanelState
                    icon=Icon::Lock
                    title=Signal::derive(move || say!(language, settings.no_access).to_owned())
                    text=Signal::derive(move || say!(language, settings.no_access_text).to_owned())
                />
            }
            .into_any();
        }
        match open {
            Page::Browser => view! { <BrowserSettings/> }.into_any(),
            Page::Pipelines => view! { <PipelineSettings route/> }.into_any(),
            Page::Channels => view! { <ChannelSettings route/> }.into_any(),
            Page::Inboxes => view! { <InboxSettings/> }.into_any(),
            Page::Properties => view! { <PropertySettings/> }.into_any(),
            Page::TicketForm => view! { <TicketFormSettings/> }.into_any(),
            Page::Sidebar => view! { <SidebarSettings/> }.into_any(),
            Page::Spam => view! { <SpamSettings/> }.into_any(),
            Page::RecycleBin => view! { <RecycleBin/> }.into_any(),
        }
    };
    view! {
        <main class="hd-settings" id="content">
            <h1 class="hd-settings__title" tabindex="-1" node_ref=heading>{move || say!(language, settings.title)}</h1>
            <nav class="hd-tabs" aria-label=move || say!(language, settings.title)>{pages}</nav>
            {content}
        </main>
    }
}

/// One page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Browser,
    Pipelines,
    Channels,
    Inboxes,
    Properties,
    TicketForm,
    Sidebar,
    Spam,
    RecycleBin,
}

impl Page {
    const ALL: [Self; 9] = [
        Self::Browser,
        Self::Pipelines,
        Self::Channels,
        Self::Inboxes,
        Self::Properties,
        Self::TicketForm,
        Self::Sidebar,
        Self::Spam,
        Self::RecycleBin,
    ];

    fn may_be_opened(self, setup: &Setup, actor: &Actor) -> bool {
        match self {
            Self::Browser => true,
            Self::Channels | Self::Inboxes => policy::may_administer(setup, actor).is_ok(),
            Self::Spam | Self::RecycleBin => policy::may_restore(setup, actor).is_ok(),
            Self::Pipelines | Self::Properties | Self::TicketForm | Self::Sidebar => {
                policy::may_edit_property_settings(setup, actor).is_ok()
            }
        }
    }

    fn of(route: SettingsRoute) -> Self {
        match route {
            SettingsRoute::Browser => Self::Browser,
            SettingsRoute::Pipelines { .. } | SettingsRoute::Automations { .. } => Self::Pipelines,
            SettingsRoute::Channels { .. } => Self::Channels,
            SettingsRoute::Inboxes => Self::Inboxes,
            SettingsRoute::Properties => Self::Properties,
            SettingsRoute::TicketForm => Self::TicketForm,
            SettingsRoute::Sidebar => Self::Sidebar,
            SettingsRoute::Spam => Self::Spam,
            SettingsRoute::RecycleBin => Self::RecycleBin,
        }
    }

    fn href(self) -> String {
        let route = match self {
            Self::Browser => SettingsRoute::Browser,
            Self::Pipelines => SettingsRoute::Pipelines { pipeline: None },
            Self::Channels => SettingsRoute::Channels { channel: None },
            Self::Inboxes => SettingsRoute::Inboxes,
            Self::Properties => SettingsRoute::Properties,
            Self::TicketForm => SettingsRoute::TicketForm,
            Self::Sidebar => SettingsRoute::Sidebar,
            Self::Spam => SettingsRoute::Spam,
            Self::RecycleBin => SettingsRoute::RecycleBin,
        };
        Route::Settings(route).href()
    }

    fn name(self, language: Language) -> &'static str {
        match self {
            Self::Browser => say!(language, settings.this_browser),
            Self::Pipelines => say!(language, settings.pipelines),
            Self::Channels => say!(language, settings.channels),
            Self::Inboxes => say!(language, settings.inboxes),
            Self::Properties => say!(language, settings.properties),
            Self::TicketForm => say!(language, settings.ticket_form),
            Self::Sidebar => say!(language, settings.sidebar),
            Self::Spam => say!(language, senders.title),
            Self::RecycleBin => say!(language, settings.recycle_bin),
        }
    }
}
