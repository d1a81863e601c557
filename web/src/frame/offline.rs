//! The quiet bar that says that there is no line, and how much waits to be sent.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use crate::language::{say, say_count, use_language};
use crate::replica::{Line, use_help_desk};
use crate::ui::icon::Icon;

/// How long the line may be away before it is said, in milliseconds.
const PATIENCE: u32 = 2_000;

/// Shows the bar while there is no line.
#[component]
pub fn OfflineBar() -> impl IntoView {
    let help_desk = use_help_desk();
    let line = help_desk.clone();
    let down = Memo::new(move |_| line.line() == Line::Down);
    view! {
        <div role="status">
            {move || down.get().then(|| view! { <Bar/> })}
        </div>
    }
}

#[component]
fn Bar() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let shown = RwSignal::new(false);
    spawn_local_scoped_with_cancellation(async move {
        TimeoutFuture::new(PATIENCE).await;
        shown.try_set(true);
    });
    let waiting = Memo::new(move |_| help_desk.in_flight());
    view! {
        <Show when=move || shown.get()>
            <p class="hd-offline">
                {Icon::Offline.draw()}
                <span>
                    {move || say!(language, line.offline)} " "
                    {move || {
                        let count = waiting.get();
                        (count > 0).then(|| say_count!(language, count as u64, line.waiting))
                    }}
                </span>
            </p>
        </Show>
    }
}
