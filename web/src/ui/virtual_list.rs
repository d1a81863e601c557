//! Long lists: only the rows near what is seen are in the page, however many there are. Scrolling neither makes, removes
//! nor moves rows: each shows another entry. A browser changes words much faster than it moves elements, after which it
//! finds the style and the place of all that is in them again.

use std::hash::Hash;
use std::ops::Range;

use leptos::html;
use leptos::prelude::*;

use super::button::{Button, Weight};
use super::icon::Icon;
use super::resize::watch_size;

/// How many rows stand ready above and below what is seen. Each costs as much in every frame as one that is seen.
const OVERSCAN: usize = 2;

/// How many rows before the end of what is listed more is asked for: about a page of them.
const NEAR_END: usize = 50;

/// Returns which rows are in the page.
///
/// `scroll` and `height` are what is scrolled past and what is seen, `row` the height of one row, all in pixels. For
/// lists longer than a screen it is always the same number of rows, so that scrolling neither adds nor removes nodes.
pub fn window(scroll: f64, height: f64, row: f64, len: usize) -> Range<usize> {
    // One more than fits: the first and the last may each be seen in part.
    let count = (whole(height / row) + 2 + 2 * OVERSCAN).min(len);
    let first_seen = whole(scroll / row);
    let start = first_seen.saturating_sub(OVERSCAN).min(len - count);
    start..start + count
}

/// Returns where to scroll so that a row is seen whole, moving as little as possible.
pub fn scroll_to_show(position: usize, scroll: f64, height: f64, row: f64) -> f64 {
    let top = pixels(position, row);
    let lowest = (top + row - height).max(0.0);
    scroll.max(lowest).min(top)
}

/// Returns where to scroll so that the row that was at the top stays where it is when rows come or go above it.
///
/// At the very top it stays at the top, so that what is new is seen.
pub fn scroll_to_keep(scroll: f64, row: f64, before: usize, after: usize) -> f64 {
    if scroll <= 0.0 { 0.0 } else { (scroll + pixels(after, row) - pixels(before, row)).max(0.0) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what a position can be"
)]
fn whole(rows: f64) -> usize {
    rows.floor().clamp(0.0, 4e9) as usize
}

#[expect(clippy::cast_precision_loss, reason = "a browser cannot show a list of 2^52 pixels")]
fn pixels(rows: usize, row: f64) -> f64 {
    rows as f64 * row
}

/// Shows a long list as a grid of rows, each `row_height` pixels high.
///
/// The arrow keys are left to the page, which moves `active`; the list keeps it in sight.
#[component]
pub fn VirtualList<Id>(
    /// What is listed, in its order.
    #[prop(into)]
    ids: Signal<Vec<Id>>,
    /// How many there are in all; more than are listed while some are still to be loaded.
    #[prop(into)]
    total: Signal<usize>,
    /// The entry that the keys move, if any.
    #[prop(into)]
    active: Signal<Option<Id>>,
    /// The height of one row in pixels, as the stylesheet has it.
    #[prop(into)]
    row_height: Signal<f64>,
    /// The height of the heading row in pixels; it covers the rows below it. Zero where there is none.
    #[prop(into)]
    head_height: Signal<f64>,
    /// How far it is scrolled, in pixels; a list that is opened again begins there.
    scroll: ArcRwSignal<f64>,
    /// What the list is, for readers of the screen.
    #[prop(into)]
    label: Signal<String>,
    /// Whether several entries can be selected.
    #[prop(optional)]
    several: bool,
    /// The heading row, which stays in sight.
    head: AnyView,
    /// The id of an entry's element, for the entry that the keys have moved to.
    row_id: fn(Id) -> String,
    /// Makes a row, given its entry, which changes while one scrolls, and its position among all rows, counted from 1.
    #[prop(into)]
    row: Callback<(Signal<Id>, Signal<usize>), AnyView>,
    /// Called when the last rows are near.
    on_near_end: Callback<()>,
    /// Says how many entries came above what is seen, in a button that leads there.
    say_newer: Callback<u64, String>,
) -> impl IntoView
where
    Id: Copy + Eq + Hash + Send + Sync + 'static,
{
    let grid = NodeRef::<html::Div>::new();
    let start = scroll.get_untracked();
    let scroll = RwSignal::from(scroll);
    let height = RwSignal::new(0.0_f64);
    watch_height(grid, height);

    Effect::new(move |_| {
        if let Some(grid) = grid.get() {
            set_scroll(&grid, start);
        }
    });
    let shown = Memo::new(move |_| window(scroll.get(), height.get(), row_height.get(), ids.read().len()));
    keep_top_row(grid, ids, scroll, row_height);
    Effect::new(move |_| {
        if shown.get().end + NEAR_END >= ids.read().len() {
            on_near_end.run(());
        }
    });
    Effect::new(move |_| {
        let (Some(active), Some(grid)) = (active.get(), grid.get_untracked()) else {
            return;
        };
        let Some(position) = ids.read_untracked().iter().position(|id| *id == active) else {
            return;
        };
        let row = row_height.get_untracked();
        let seen = (height.get_untracked() - head_height.get_untracked()).max(row);
        let wanted = scroll_to_show(position, f64::from(grid.scroll_top()), seen, row);
        set_scroll(&grid, wanted);
    });

    // A heading is row 1.
    let heads = Memo::new(move |_| usize::from(head_height.get() > 0.0));
    let newer = count_newer(ids, scroll);
    let to_top = Callback::new(move |_| {
        if let Some(grid) = grid.get_untracked() {
            set_scroll(&grid, 0.0);
            // The button goes away; the keys stay in the list.
            let _ = grid.focus();
        }
    });
    let entries = Memo::new(move |_| ids.read().get(shown.get()).unwrap_or_default().to_vec());
    let entry_of = move |number: usize, first: Id| {
        // A row that is about to go shows what it showed.
        Memo::new(move |before: Option<&Id>| entries.read().get(number).or(before).copied().unwrap_or(first))
    };
    let table = view! {
        <div
            class="hd-table"
            role="grid"
            tabindex="0"
            node_ref=grid
            aria-label=move || label.get()
            aria-multiselectable=several.then_some("true")
            aria-rowcount=move || (total.get() + heads.get()).to_string()
            aria-activedescendant=move || active.get().map(row_id)
            on:scroll=move |_| {
                if let Some(grid) = grid.get_untracked() {
                    scroll.set(f64::from(grid.scroll_top()));
                }
            }
        >
            {head}
            <div
                class="hd-table__body"
                role="rowgroup"
                style:height=move || format!("{}px", pixels(ids.read().len(), row_height.get()))
                style:padding-top=move || format!("{}px", pixels(shown.get().start, row_height.get()))
            >
                <For
                    each=move || entries.get().into_iter().enumerate()
                    key=|(number, _)| *number
                    children=move |(number, id)| {
                        let position = Signal::derive(move || shown.get().start + number + heads.get() + 1);
                        row.run((entry_of(number, id).into(), position))
                    }
                />
            </div>
        </div>
    };
    view! {
        <div class="hd-table-frame">
            {table} <Show when=move || newer.get() != 0>
                <div class="hd-table__newer">
                    <Button weight=Weight::Primary on_press=to_top>
                        {Icon::Up.draw()} {move || say_newer.run(newer.get())}
                    </Button>
                </div>
            </Show>
        </div>
    }
}

/// How many entries have come above the one that was first when the top of the list was last seen.
fn count_newer<Id>(ids: Signal<Vec<Id>>, scroll: RwSignal<f64>) -> Memo<u64>
where
    Id: Copy + Eq + Send + Sync + 'static,
{
    let scrolled = Memo::new(move |_| scroll.get() > 0.0);
    let first = Memo::new(move |before: Option<&Option<Id>>| {
        let ids = ids.read();
        let before = before.copied().flatten().filter(|id| scrolled.get() && ids.contains(id));
        before.or_else(|| ids.first().copied())
    });
    Memo::new(move |_| {
        let above = ids.read().iter().position(|id| Some(*id) == first.get()).unwrap_or_default();
        u64::try_from(above).unwrap_or_default()
    })
}

fn set_scroll(grid: &web_sys::HtmlDivElement, to: f64) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the browser scrolls by whole pixels, far below 2^31"
    )]
    let to = to.round() as i32;
    if grid.scroll_top() != to {
        grid.set_scroll_top(to);
    }
}

/// Rows that come or go above what is seen do not move it.
fn keep_top_row<Id>(
    grid: NodeRef<html::Div>,
    ids: Signal<Vec<Id>>,
    scroll: RwSignal<f64>,
    row_height: Signal<f64>,
) where
    Id: Copy + Eq + Send + Sync + 'static,
{
    Effect::new(move |top: Option<Option<(usize, Id)>>| {
        let (ids, row) = (ids.read(), row_height.get());
        let mut scrolled = scroll.get();
        if let Some(Some((before, id))) = top
            && ids.get(before) != Some(&id)
            && let Some(after) = ids.iter().position(|other| *other == id)
            && let Some(grid) = grid.get_untracked()
        {
            scrolled = scroll_to_keep(scrolled, row, before, after);
            set_scroll(&grid, scrolled);
        }
        let position = whole(scrolled / row);
        ids.get(position).map(|id| (position, *id))
    });
}

fn watch_height(grid: NodeRef<html::Div>, height: RwSignal<f64>) {
    Effect::new(move |_| {
        if let Some(grid) = grid.get() {
            // The list may be gone by the time the browser says so.
            watch_size(&grid, move |_, pixels| {
                let _ = height.try_set(f64::from(pixels));
            });
        }
    });
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_that_is_seen_is_in_the_page(scroll in 0.0..1e6, height in 0.0..4_000.0, row in 20.0..80.0, len in 0_usize..200_000) {
            let range = window(scroll, height, row, len);
            prop_assert!(range.end <= len);
            let first = whole(scroll / row);
            let last = whole((scroll + height) / row);
            for position in first..=last {
                prop_assert!(position >= len || range.contains(&position), "{position} in {range:?}");
            }
        }

        #[test]
        fn scrolling_a_long_list_keeps_the_number_of_rows(scrolls in prop::collection::vec(0.0..3.6e6, 2..20), height in 0.0..4_000.0) {
            let counts: Vec<usize> = scrolls.iter().map(|scroll| window(*scroll, height, 36.0, 100_000).len()).collect();
            prop_assert!(counts.windows(2).all(|pair| pair[0] == pair[1]), "{counts:?}");
        }

        #[test]
        fn a_row_that_is_shown_is_whole_and_one_that_was_seen_does_not_move(position in 0_usize..10_000, scroll in 0.0..4e5, height in 36.0..2_000.0) {
            let to = scroll_to_show(position, scroll, height, 36.0);
            let top = pixels(position, 36.0);
            prop_assert!(to <= top && top + 36.0 <= to + height + 1e-6);
            if scroll <= top && top + 36.0 <= scroll + height {
                prop_assert!((to - scroll).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn rows_that_come_above_do_not_move_what_is_read() {
        assert_eq!(scroll_to_keep(360.0, 36.0, 0, 2), 432.0);
        assert_eq!(scroll_to_keep(360.0, 36.0, 2, 0), 288.0);
        assert_eq!(scroll_to_keep(0.0, 36.0, 0, 2), 0.0);
    }
}
