//! The settings: what is chosen for this browser, and what admins set for everybody.

mod browser;
mod pipelines;
mod properties;
mod sidebar;

use leptos::prelude::*;
use sportello_domain::policy;

use self::browser::BrowserSettings;
use self::pipelines::PipelineSettings;
use self::properties::PropertySettings;
use self::sidebar::SidebarSettings;
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
    let may_edit = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| policy::may_edit_property_settings(setup, &actor).is_ok())
    });
    let page = Memo::new(move |_| Page::of(route.get()));
    let pages = move || {
        let open = page.get();
        let all = [Page::Browser, Page::Pipelines, Page::Properties, Page::Sidebar];
        let shown = all.into_iter().filter(|page| *page == Page::Browser || may_edit.get());
        let link = |page: Page| {
            view! {
                <a class="hd-tab" href=page.href() aria-current=(page == open).then_some("page")>
                    {page.name(language)}
                </a>
            }
        };
        shown.map(link).collect_view()
    };
    let content = move || match (page.get(), may_edit.get()) {
        (Page::Browser, _) => view! { <BrowserSettings/> }.into_any(),
        (Page::Pipelines, true) => view! { <PipelineSettings route/> }.into_any(),
        (Page::Properties, true) => view! { <PropertySettings/> }.into_any(),
        (Page::Sidebar, true) => view! { <SidebarSettings/> }.into_any(),
        (Page::Pipelines | Page::Properties | Page::Sidebar, false) => view! {
            <PanelState
                icon=Icon::Lock
                title=Signal::derive(move || say!(language, settings.no_access).to_owned())
                text=Signal::derive(move || say!(language, settings.no_access_text).to_owned())
            />
        }
        .into_any(),
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
    Properties,
    Sidebar,
}

impl Page {
    fn of(route: SettingsRoute) -> Self {
        match route {
            SettingsRoute::Browser => Self::Browser,
            SettingsRoute::Pipelines { .. } => Self::Pipelines,
            SettingsRoute::Properties => Self::Properties,
            SettingsRoute::Sidebar => Self::Sidebar,
        }
    }

    fn href(self) -> String {
        let route = match self {
            Self::Browser => SettingsRoute::Browser,
            Self::Pipelines => SettingsRoute::Pipelines { pipeline: None },
            Self::Properties => SettingsRoute::Properties,
            Self::Sidebar => SettingsRoute::Sidebar,
        };
        Route::Settings(route).href()
    }

    fn name(self, language: Language) -> &'static str {
        match self {
            Self::Browser => say!(language, settings.this_browser),
            Self::Pipelines => say!(language, settings.pipelines),
            Self::Properties => say!(language, settings.properties),
            Self::Sidebar => say!(language, settings.sidebar),
        }
    }
}
