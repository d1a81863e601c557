//! What the app has to say about something that is not where the person looks: a short line at the foot of the window.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::language::{say, use_language};
use crate::ui::button::{Button, Weight};
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;

/// How long a notice that asks for nothing stays, in milliseconds.
const STAYS: u32 = 6_000;

/// What kind of thing a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something happened; goes away by itself.
    Information,
    /// Something went wrong; stays until it is closed.
    Wrong,
}

/// What one can do about a notice.
#[derive(Clone)]
pub struct Remedy {
    /// What the button says.
    pub label: String,
    /// What it does. Not a callback of whoever says the notice: the notice may outlive them.
    pub act: Arc<dyn Fn() + Send + Sync>,
}

#[derive(Clone)]
struct Notice {
    number: u32,
    tone: Tone,
    text: String,
    remedy: Option<Remedy>,
}

/// The notices that are shown now. Lives as long as the app.
#[derive(Clone, Default)]
pub struct Notices(ArcRwSignal<Vec<Notice>>);

impl Notices {
    /// Says something.
    pub fn say(&self, tone: Tone, text: String, remedy: Option<Remedy>) {
        let number = self.show(tone, text, remedy);
        if tone == Tone::Information {
            let notices = self.clone();
            spawn_local(async move {
                TimeoutFuture::new(STAYS).await;
                notices.close(number);
            });
        }
    }

    /// Shows something until it is closed by its number.
    pub fn show(&self, tone: Tone, text: String, remedy: Option<Remedy>) -> u32 {
        let number = next_number();
        self.0.update(|notices| {
            // The same sentence twice is no news.
            notices.retain(|notice| notice.text != text);
            notices.push(Notice { number, tone, text, remedy });
        });
        number
    }

    /// Takes a notice away.
    pub fn close(&self, number: u32) {
        self.0.update(|notices| notices.retain(|notice| notice.number != number));
    }
}

/// Returns the app's notices.
pub fn use_notices() -> Notices {
    expect_context()
}

/// The place where notices are shown and read out.
#[component]
pub fn NoticeArea() -> impl IntoView {
    let notices = use_notices();
    let shown = notices.0.clone();
    view! {
        <div class="hd-notices" role="status" aria-live="polite">
            <For each=move || shown.get() key=|notice| notice.number let:notice>
                <NoticeLine notice notices=notices.clone()/>
            </For>
        </div>
    }
}

#[component]
fn NoticeLine(notice: Notice, notices: Notices) -> impl IntoView {
    let language = use_language();
    let number = notice.number;
    let (class, icon) = match notice.tone {
        Tone::Information => ("hd-notice", Icon::Information),
        Tone::Wrong => ("hd-notice hd-notice--wrong", Icon::Warning),
    };
    let close = Callback::new(move |()| notices.close(number));
    view! {
        <div class=class>
            {icon.draw()} <span class="hd-notice__text">{notice.text}</span>
            {notice
                .remedy
                .map(|remedy| {
                    view! {
                        <Button on_press=Callback::new(move |_| {
                            close.run(());
                            (remedy.act)();
                        })>{remedy.label}</Button>
                    }
                })}
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || say!(language, common.close).to_owned())
                on_press=Callback::new(move |_| close.run(()))
            >
                {Icon::Cross.draw()}
            </Button>
        </div>
    }
}
