//! A long list keeps few rows in the page.

use leptos::prelude::*;
use sportello_web::ui::virtual_list::VirtualList;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::page::{count, find, mount, until};

const ROWS: usize = 100_000;

struct List {
    place: HtmlElement,
    ids: RwSignal<Vec<usize>>,
    active: RwSignal<Option<usize>>,
}

async fn list(len: usize) -> List {
    let ids = RwSignal::new((0..len).collect::<Vec<_>>());
    let active = RwSignal::new(None);
    let place = mount(move || {
        view! {
            <div style="height: 400px; display: grid">
                <VirtualList
                    ids
                    total=Signal::derive(move || ids.read().len())
                    active
                    row_height=36.0
                    head_height=0.0
                    scroll=ArcRwSignal::new(0.0)
                    label="Tickets"
                    head=().into_any()
                    row_id=|id| format!("row-{id}")
                    row=|(id, position): (Signal<usize>, Signal<usize>)| {
                        view! {
                            <div role="row" id=move || format!("row-{}", id.get()) aria-rowindex=move || position.get().to_string()
                                style="height: 36px">
                                {id}
                            </div>
                        }
                        .into_any()
                    }
                    on_near_end=Callback::new(|()| ())
                    say_newer=Callback::new(|count| format!("{count} newer"))
                />
            </div>
        }
    });
    let seen = place.clone();
    // Eleven fit, and some stand ready.
    until("rows are shown", move || count(&seen, "[role=row]") > 12.min(len.try_into().unwrap()) - 1).await;
    List { place, ids, active }
}

#[wasm_bindgen_test]
async fn scrolling_a_hundred_thousand_rows_keeps_the_number_of_nodes() {
    let List { place, .. } = list(ROWS).await;
    let grid = find(&place, "[role=grid]");
    let before = count(&place, "*");
    assert!(before < 100, "{before} nodes");
    assert_eq!(grid.get_attribute("aria-rowcount").unwrap(), ROWS.to_string());
    for to in [5_000, 1_800_000, 3_599_600] {
        grid.set_scroll_top(to);
        let seen = place.clone();
        let expected = format!("row-{}", to / 36 + 1);
        until("the rows at that place are shown", move || count(&seen, &format!("#{expected}")) == 1).await;
        assert!(in_order(&place), "the rows stand in the order of their positions");
        assert_eq!(count(&place, "*"), before);
    }
    let last = find(&place, "#row-99999");
    assert_eq!(last.get_attribute("aria-rowindex").unwrap(), ROWS.to_string());
}

/// Whether the rows that are in the page follow each other as their positions do.
fn in_order(place: &HtmlElement) -> bool {
    let rows = place.query_selector_all("[role=row]").unwrap();
    let position =
        |at| rows.item(at)?.dyn_into::<Element>().ok()?.get_attribute("aria-rowindex")?.parse().ok();
    let positions: Vec<u32> = (0..rows.length()).filter_map(position).collect();
    positions.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

#[wasm_bindgen_test]
async fn rows_are_not_made_anew_while_one_scrolls_and_stay_in_order() {
    let List { place, .. } = list(1_000).await;
    let grid = find(&place, "[role=grid]");
    let first = find(&place, "#row-0");
    for to in [36, 180, 900, 700, 18_000, 17_964, 36] {
        grid.set_scroll_top(to);
        let (seen, expected) = (place.clone(), format!("#row-{}", to / 36 + 10));
        until("the rows at that place are shown", move || count(&seen, &expected) == 1).await;
        assert!(in_order(&place), "the rows stand in the order of their positions");
        assert!(first.is_connected(), "the first row's element is still in the page");
    }
}

#[wasm_bindgen_test]
async fn what_the_keys_move_to_comes_into_sight() {
    let List { place, active, .. } = list(1_000).await;
    active.set(Some(500));
    let seen = place.clone();
    until("row 500 is in the page", move || count(&seen, "#row-500") == 1).await;
    let grid = find(&place, "[role=grid]");
    assert_eq!(grid.get_attribute("aria-activedescendant").unwrap(), "row-500");
    let (top, bottom) = (grid.get_bounding_client_rect().top(), grid.get_bounding_client_rect().bottom());
    let row = find(&place, "#row-500").get_bounding_client_rect();
    assert!(row.top() >= top && row.bottom() <= bottom, "{} to {}", row.top(), row.bottom());
}

#[wasm_bindgen_test]
async fn rows_that_come_above_do_not_move_what_is_read_and_keep_their_elements() {
    let List { place, ids, .. } = list(1_000).await;
    let grid = find(&place, "[role=grid]");
    grid.set_scroll_top(3_600);
    let seen = place.clone();
    until("row 100 is in the page", move || count(&seen, "#row-100") == 1).await;
    let row = find(&place, "#row-100");
    let before = row.get_bounding_client_rect().top();
    ids.update(|ids| ids.splice(0..0, [5_001, 5_002]).for_each(drop));
    let scrolled = grid.clone();
    until("the list has followed", move || scrolled.scroll_top() == 3_600 + 72).await;
    assert!((row.get_bounding_client_rect().top() - before).abs() < 1.0);
    assert!(row.is_connected() && find(&place, "#row-100").is_same_node(Some(&row)));

    // What has come is said, and a button leads there.
    let button = find(&place, "button");
    assert_eq!(button.text_content().unwrap().trim(), "2 newer");
    button.click();
    until("the newest are seen", move || {
        grid.scroll_top() == 0 && count(&place, "#row-5001") == 1 && count(&place, "button") == 0
    })
    .await;
}
