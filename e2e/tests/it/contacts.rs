//! Who writes, for which company, and what else they wrote.

use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, RecordList, RecordPage, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, eventually, until};
use sportello_e2e::world::{ANNA, BRUNO, World};
use thirtyfour::Key;

const FIRST: &str = "The lamp flickers";
const SECOND: &str = "The invoice is missing";

/// Two mails of Sven, who is not known yet.
async fn sven_writes(world: &World) -> Result<(), Trouble> {
    for subject in [FIRST, SECOND] {
        world.receive(&CustomerMail::new("Sven Åkesson", "sven@customer.example", subject, "Hello!")).await?;
    }
    Ok(())
}

/// Waits for words in the open page.
async fn reads_soon(
    browser: &sportello_e2e::browser::Browser,
    role: Role,
    words: &str,
) -> Result<(), Trouble> {
    eventually(&format!("{words:?} can be read"), TWO_SECONDS, async || {
        let found = browser.all(None, role, &holding(words)).await?;
        Ok((!found.is_empty()).then_some(()))
    })
    .await
}

#[tokio::test]
async fn contact_is_found_by_name_and_shows_what_else_they_wrote() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?;
        let list = RecordList::go(&anna, "Contacts").await?;
        anna.read("Whoever writes to the desk becomes a contact.").await?;
        anna.assert_healthy().await?;
        list.fill_in("New contact", &[("Name", "Zoe Bianchi"), ("E-mail addresses", "zoe@other.example")])
            .await?;
        RecordPage::expect(&anna, "Zoe Bianchi").await?;
        anna.read("There is no ticket of this that you may see.").await?;
        anna.assert_healthy().await?;
        sven_writes(world).await?;

        let list = RecordList::go(&anna, "Contacts").await?;
        anna.find(Role::Link, named("Zoe Bianchi")).await?;
        anna.find(Role::Link, named("Sven Åkesson")).await?;
        anna.assert_healthy().await?;
        anna.find(Role::Searchbox, named("Find by name or address")).await?.send_keys("ake").await?;
        anna.gone(Role::Link, named("Zoe Bianchi")).await?;
        until("the address says what is looked for", PATIENCE, async || {
            Ok(anna.path().await? == "/contacts?q=ake")
        })
        .await?;
        list.open("Sven Åkesson").await?;
        anna.read("sven@customer.example").await?;
        anna.find(Role::Link, beginning(&format!("#1 {FIRST}"))).await?;
        anna.assert_healthy().await?;
        RecordPage::expect(&anna, "Sven Åkesson").await?.open_ticket(2, SECOND).await?;
        // And from the ticket back to who wrote it.
        anna.click(Role::Link, beginning("Sven Åkesson")).await?;
        RecordPage::expect(&anna, "Sven Åkesson").await.map(drop)
    })
    .await
}

/// PRP-09, LAY-11, ASH-09, XCT-03: beside a ticket stand its contacts, companies and deals; each can be added and
/// taken away, both records show it, and colleagues see it without reloading.
#[tokio::test]
async fn records_are_associated_with_a_ticket_and_taken_away() -> Result<(), Trouble> {
    journey(async |world| {
        sven_writes(world).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        HelpDesk::open(&anna, "all-open").await?.open_ticket(FIRST).await?;
        HelpDesk::open(&bruno, "all-open").await?.open_ticket(FIRST).await?;
        let side = anna.find(Role::Complementary, named("Ticket details")).await?;
        anna.find_in(Some(&side), Role::Link, beginning("Sven Åkesson sven@customer.example")).await?;
        anna.read("Hello!").await?;

        anna.associate("Add company", "Lamps Ltd", "New: Lamps Ltd").await?;
        anna.find(Role::Link, named("Lamps Ltd")).await?;
        anna.associate("Add deal", "Ten lamps", "New: Ten lamps").await?;
        anna.find(Role::Link, named("Ten lamps")).await?;
        anna.assert_healthy().await?;
        reads_soon(&bruno, Role::Link, "Lamps Ltd").await?;
        reads_soon(&bruno, Role::Link, "Ten lamps").await?;

        // From the other side: the company has the ticket.
        anna.click(Role::Link, named("Lamps Ltd")).await?;
        let company = RecordPage::expect(&anna, "Lamps Ltd").await?;
        anna.associate("Add contact", "sven", "Sven Åkesson").await?;
        anna.find(Role::Link, beginning(&format!("#2 {SECOND}"))).await?;
        anna.assert_healthy().await?;
        // Beside the ticket stands where Sven works.
        reads_soon(&bruno, Role::Link, "Sven Åkesson sven@customer.example Lamps Ltd").await?;
        company.open_ticket(1, FIRST).await?;

        anna.click(Role::Button, named("Remove Ten lamps")).await?;
        anna.click(Role::Button, named("Remove Lamps Ltd")).await?;
        anna.read("No companies").await?;
        bruno.read("No companies").await?;
        bruno.read("No deals").await?;

        // Taken away, the contact is offered again.
        anna.click(Role::Button, named("Remove Sven Åkesson")).await?;
        anna.read("No contacts").await?;
        anna.associate("Add contact", "ake", "Sven Åkesson").await?;
        anna.find(Role::Button, named("Remove Sven Åkesson")).await?;
        RecordList::go(&anna, "Deals").await?.open("Ten lamps").await?;
        anna.read("There is no ticket of this that you may see.").await?;
        anna.assert_healthy().await
    })
    .await
}

/// XCT-03
#[tokio::test]
async fn records_are_made_and_changed_by_hand() -> Result<(), Trouble> {
    journey(async |world| {
        sven_writes(world).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        HelpDesk::open(&bruno, "all-open").await?.open_ticket(FIRST).await?;
        HelpDesk::open(&anna, "all-open").await?;
        let list = RecordList::go(&anna, "Contacts").await?;
        list.fill_in("New contact", &[("Name", " "), ("E-mail addresses", "nobody")]).await?;
        anna.read("“nobody” is not an e-mail address.").await?;
        anna.fill("E-mail addresses", "SVEN@customer.example").await?;
        anna.press(Key::Enter).await?;
        anna.read("sven@customer.example belongs to Sven Åkesson already.").await?;
        anna.assert_healthy().await?;
        anna.fill("E-mail addresses", " ").await?;
        anna.press(Key::Enter).await?;
        anna.read("It must not be empty. Write something.").await?;
        anna.press(Key::Escape).await?;

        let list = RecordList::go(&anna, "Companies").await?;
        anna.read("Nobody has added one yet.").await?;
        list.fill_in("New company", &[("Name", "Lamps Ltd"), ("Domain", "lamps")]).await?;
        anna.read("This is not a domain.").await?;
        anna.fill("Domain", "Lamps.example").await?;
        anna.press(Key::Enter).await?;
        RecordPage::expect(&anna, "Lamps Ltd").await?;
        anna.read("lamps.example").await?;
        RecordList::go(&anna, "Deals").await?.fill_in("New deal", &[("Name", "Ten lamps")]).await?;
        RecordPage::expect(&anna, "Ten lamps").await?;
        anna.click(Role::Button, named("Edit")).await?;
        anna.fill("Name", "Twelve lamps").await?;
        anna.press(Key::Enter).await?;
        RecordPage::expect(&anna, "Twelve lamps").await?;

        // A new name is seen wherever the contact stands, by everybody.
        RecordList::go(&anna, "Contacts").await?.open("Sven Åkesson").await?;
        anna.click(Role::Button, named("Edit")).await?;
        anna.fill("Name", "Sven Bergman").await?;
        anna.press(Key::Enter).await?;
        RecordPage::expect(&anna, "Sven Bergman").await?;
        reads_soon(&bruno, Role::Link, "Sven Bergman").await?;
        let row = TicketPage::expect(&bruno, FIRST).await?.back().await?.row(SECOND).await?;
        assert!(row.words.contains("Sven Bergman"), "{row:?}");
        anna.assert_healthy().await
    })
    .await
}

/// A ticket is created by hand for somebody who is not known yet, and for somebody who is.
#[tokio::test]
async fn ticket_is_created_for_a_contact() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        for (name, typed, offered, contact) in [
            (
                "She called about the lamp",
                "ada@called.example",
                "New: ada@called.example",
                "ada@called.example",
            ),
            ("She called again", "ada", "ada@called.example", "ada@called.example"),
        ] {
            HelpDesk::open(&anna, "all-open").await?;
            anna.press("n").await?;
            anna.find(Role::Dialog, named("Create ticket")).await?;
            anna.fill("Name", name).await?;
            anna.associate("Add contact", typed, offered).await?;
            anna.find(Role::Button, named(&format!("Remove {contact}"))).await?;
            anna.assert_healthy().await?;
            anna.click(Role::Button, named("Create")).await?;
            TicketPage::expect(&anna, name).await?;
            anna.find(Role::Link, named(contact)).await?;
        }
        anna.click(Role::Link, named("ada@called.example")).await?;
        let page = RecordPage::expect(&anna, "ada@called.example").await?;
        anna.find(Role::Link, beginning("#2 She called again")).await?;
        page.open_ticket(1, "She called about the lamp").await.map(drop)
    })
    .await
}

/// ASH-01, ASH-02, ASH-03, ASH-04, ASH-05: what came to a ticket and left it stays told, with its id, by whose hand and
/// when; by type if wanted. From a board the command is under the three dots.
#[tokio::test]
async fn history_of_associations_is_told() -> Result<(), Trouble> {
    journey(async |world| {
        let mail = CustomerMail::new("Lena Vogt", "lena@customer.example", FIRST, "It hums.");
        world.receive(&mail).await?;
        let anna = world.browser_of(ANNA).await?;
        Board::open(&anna, "all-open").await?;
        anna.click(Role::Link, beginning(FIRST)).await?;
        TicketPage::expect(&anna, FIRST).await?;
        anna.associate("Add contact", "ada@called.example", "New: ada@called.example").await?;
        anna.click(Role::Button, named("Remove ada@called.example")).await?;
        anna.gone(Role::Link, named("ada@called.example")).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, named("View association history")).await?;
        let dialog = anna.find(Role::Dialog, named("Association history")).await?;
        let lines = async || -> Result<Vec<String>, Trouble> {
            let mut lines = Vec::new();
            for line in anna.all(Some(&dialog), Role::Listitem, &beginning("")).await? {
                lines.push(line.text().await?);
            }
            Ok(lines)
        };
        anna.pick("Select an object", "Contact").await?;
        until("contacts alone are told", PATIENCE, async || Ok(lines().await?.len() == 3)).await?;
        let told = lines().await?;
        for (line, words) in told.iter().zip([
            ["ada@called.example", "Removed", "User: Anna"],
            ["ada@called.example", "Created", "User: Anna"],
            ["Lena Vogt", "Created", "Channel: "],
        ]) {
            for word in words {
                assert!(line.contains(word), "{word}: {told:?}");
            }
        }
        assert!(told[0].contains("Associated for the first time"), "{told:?}");
        anna.pick("Select an object", "Message").await?;
        until("the message is told", PATIENCE, async || Ok(lines().await?.len() == 1)).await?;
        assert!(lines().await?[0].contains(FIRST));
        anna.pick("Select an object", "Deal").await?;
        anna.read("Nothing of this type was associated with the ticket.").await?;
        anna.pick("Select an object", "All records and activities").await?;
        until("everything is told", PATIENCE, async || Ok(lines().await?.len() == 5)).await?;
        anna.assert_healthy_everywhere().await
    })
    .await
}
