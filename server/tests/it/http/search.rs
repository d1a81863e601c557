//! Searching, over the API.

use sportello_domain::formatted::{FormattedText, Line, LineKind, Span};
use sportello_domain::message::AddComment;
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{FoundIn, SearchPage};
use sportello_domain::ticket::SetProperty;

use super::window::{BRUNO, GIULIA, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// VEW-08, VEW-10, VEW-11: names, contacts, numbers, messages, comments and files; without case and accents.
    #[test]
    fn words_are_found_wherever_they_stand;

    /// VEW-11
    #[test]
    fn only_what_may_be_seen_is_found;

    /// VEW-08, VEW-10
    #[test]
    fn search_can_be_narrowed_and_goes_on_page_by_page;

    /// VEW-11
    #[test]
    fn what_changed_is_found_as_it_is_now;
}

async fn search(window: &Window, sender: &Sender, query: &str) -> SearchPage {
    let answer = window.get(sender, &format!("/api/v1/search?q={query}")).await;
    assert!(answer.status.is_success(), "{query}: {answer:?}");
    answer.json()
}

/// The tickets that are found, with the words that are marked.
async fn found(window: &Window, sender: &Sender, query: &str) -> Vec<(FoundIn, String)> {
    let marked = |hit: sportello_domain::protocol::SearchHit| {
        let words: Vec<String> = hit.snippet.into_iter().filter(|it| it.found).map(|it| it.text).collect();
        (hit.found_in, words.join(" "))
    };
    search(window, sender, query).await.hits.into_iter().map(marked).collect()
}

async fn comment(window: &Window, received: &Received, text: impl Into<FormattedText>) -> FoundIn {
    let message = window.new_id();
    let comment = AddComment::new(message, received.conversation, text);
    let giulia = window.browser_of(GIULIA).await;
    window.order(&giulia, vec![comment.into()]).await;
    FoundIn::Comment { message }
}

async fn words_are_found_wherever_they_stand(database: TestDatabase) {
    let window = Window::open(&database).await;
    let first = window.receive(1).await;
    window.receive(2).await;
    let said = comment(&window, &first, "Perché non è arrivato? È in DOGANA.").await;
    let bold = Span { bold: true, ..Span::plain("Sped") };
    let list = Line { kind: LineKind::Bullet, spans: vec![bold, Span::plain("ito ieri")] };
    let listed = comment(&window, &first, FormattedText::of_lines([list])).await;
    let giulia = window.browser_of(GIULIA).await;
    let message = FoundIn::Message { message: first.message };
    for (query, expected) in [
        ("dogana", vec![(said, "DOGANA")]),
        ("PERCHE", vec![(said, "Perché")]),
        ("arriv%20dog", vec![(said, "arrivato DOGANA")]),
        ("spedito", vec![(listed, "Spedito")]),
        ("customer1", vec![(FoundIn::Ticket, "")]),
        ("refund%201", vec![(message, "refund 1"), (FoundIn::Ticket, "")]),
        ("dogana%20refund", vec![]),
        ("absent", vec![]),
    ] {
        let expected: Vec<(FoundIn, String)> =
            expected.into_iter().map(|(place, words)| (place, words.to_owned())).collect();
        let mut seen = found(&window, &giulia, query).await;
        seen.sort_by_key(|(place, _)| *place == FoundIn::Ticket);
        assert_eq!(seen, expected, "{query}");
    }
    let files = found(&window, &giulia, "photo").await;
    assert_eq!(files.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), ["photo", "photo"]);

    let number =
        search(&window, &giulia, "1").await.hits.first().map(|hit| (hit.found_in, hit.row.ticket.id));
    assert_eq!(number, Some((FoundIn::Number, first.ticket)), "the ticket's number comes first");
}

async fn only_what_may_be_seen_is_found(database: TestDatabase) {
    let window = Window::open(&database).await;
    let brunos = window.receive_for_bruno(1).await;
    let other = window.receive(2).await;
    comment(&window, &brunos, "Ask the carrier.").await;
    comment(&window, &other, "Ask the carrier too.").await;
    for (n, expected) in [(GIULIA, vec![other.ticket, brunos.ticket]), (BRUNO, vec![brunos.ticket])] {
        let sender = window.browser_of(n).await;
        let hits = search(&window, &sender, "carrier").await.hits;
        assert_eq!(hits.iter().map(|hit| hit.row.ticket.id).collect::<Vec<_>>(), expected, "{n}");
    }
    let bruno = window.browser_of(BRUNO).await;
    let number = window.engine.store().ticket_rows(&[other.ticket].into(), None).await.unwrap();
    let number = number.first().unwrap().ticket.number.0;
    let hits = search(&window, &bruno, &number.to_string()).await.hits;
    assert!(hits.iter().all(|hit| hit.row.ticket.id == brunos.ticket), "{hits:?}");
}

async fn search_can_be_narrowed_and_goes_on_page_by_page(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    for n in 1..=3 {
        let received = window.receive(n).await;
        comment(&window, &received, "The refund is on its way.").await;
    }
    let mut seen = Vec::new();
    let mut next = String::new();
    for _ in 0..10 {
        let page = search(&window, &giulia, &format!("refund&limit=2{next}")).await;
        seen.extend(page.hits.into_iter().map(|hit| (hit.row.ticket.id, hit.found_in)));
        let Some(after) = page.next else { break };
        next = format!("&after={after}");
    }
    let whole = search(&window, &giulia, "refund").await.hits;
    assert_eq!(whole.len(), 9, "each ticket's name, message and comment");
    assert_eq!(seen, whole.into_iter().map(|hit| (hit.row.ticket.id, hit.found_in)).collect::<Vec<_>>());

    for (place, kind) in [("tickets", "ticket"), ("messages", "message"), ("comments", "comment")] {
        let hits = search(&window, &giulia, &format!("refund&in={place}")).await.hits;
        let kinds: Vec<String> = hits
            .iter()
            .map(|hit| serde_json::to_value(hit.found_in).unwrap()["type"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(kinds, [kind; 3], "{place}");
    }
    let closed = "%7B%22type%22%3A%22state%22%2C%22is%22%3A%22closed%22%7D";
    for narrowed in [format!("filter={closed}"), "state=closed".to_owned()] {
        assert_eq!(search(&window, &giulia, &format!("refund&{narrowed}")).await.hits, [], "{narrowed}");
    }
    assert_eq!(search(&window, &giulia, "refund&state=open").await.hits.len(), 9);

    for (query, code) in [
        ("q=%20.", "query_invalid"),
        ("", "query_invalid"),
        ("q=a&in=nowhere", "query_invalid"),
        ("q=a&after=x", "cursor_invalid"),
        ("q=a&limit=101", "query_invalid"),
    ] {
        let answer = window.get(&giulia, &format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.problem().1, code, "{query}");
    }
}

async fn what_changed_is_found_as_it_is_now(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    for name in ["Broken kettle", "Broken lamp"] {
        let (ticket, property) = (received.ticket, BuiltIn::Name.into());
        window.order(&giulia, vec![SetProperty { ticket, property, value: name.to_owned() }.into()]).await;
    }
    assert_eq!(found(&window, &giulia, "kettle").await, []);
    assert_eq!(found(&window, &giulia, "lamp%20customer1").await, [(FoundIn::Ticket, String::new())]);
}
