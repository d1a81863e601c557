//! The settings: what is chosen for this browser, and what admins set for everybody.

mod browser;
mod pipelines;

use leptos::prelude::*;
use sportello_domain::policy;

use self::browser::BrowserSettings;
use self::pipelines::PipelineSettings;
use crate::language::{say, use_language};
use crate::replica::core::Replica;
use crate::replica::use_help_desk;
use crate::routes::{Route, SettingsRoute};
use crate::ui::focus::{use_heading_focus, use_title};

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
    let on_pipelines = Memo::new(move |_| matches!(route.get(), SettingsRoute::Pipelines { .. }));
    let pages = move || {
        let link = |to: SettingsRoute, label: &str, here: bool| {
            view! {
                <a class="hd-tab" href=Route::Settings(to).href() aria-current=here.then_some("page")>
                    {label.to_owned()}
                </a>
            }
        };
        let pipelines = SettingsRoute::Pipelines { pipeline: None };
        view! {
            {link(SettingsRoute::Browser, say!(language, settings.this_browser), !on_pipelines.get())}
            {may_edit.get().then(|| link(pipelines, say!(language, settings.pipelines), on_pipelines.get()))}
        }
    };
    view! {
        <main class="hd-settings" id="content">
            <h1 class="hd-settings__title" tabindex="-1" node_ref=heading>{move || say!(language, settings.title)}</h1>
            <nav class="hd-tabs" aria-label=move || say!(language, settings.title)>{pages}</nav>
            {move || {
                if on_pipelines.get() {
                    view! { <PipelineSettings route may_edit/> }.into_any()
                } else {
                    view! { <BrowserSettings/> }.into_any()
                }
            }}
        </main>
    }
}
