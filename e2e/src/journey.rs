//! A journey: a walk through a world, and what is kept when it does not come to its end.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;

use futures_util::FutureExt;

use crate::smtp::Post;
use crate::trouble::Trouble;
use crate::world::{Opening, World};

/// Walks through a new world with an empty desk and a mail server that takes everything.
///
/// # Errors
///
/// What went wrong on the walk. Pictures, texts and logs are in the folder that is printed.
pub async fn journey(walk: impl AsyncFnOnce(&World) -> Result<(), Trouble>) -> Result<(), Trouble> {
    journey_through(Opening::Empty, Post::TakesEverything, walk).await
}

/// Walks through the world that is wanted.
///
/// # Errors
///
/// As [`journey`].
pub async fn journey_through(
    opening: Opening,
    post: Post,
    walk: impl AsyncFnOnce(&World) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let world = World::start(opening, post).await?;
    let walked = AssertUnwindSafe(walk(&world)).catch_unwind().await;
    if !matches!(walked, Ok(Ok(()))) {
        // What went wrong on the walk matters more than what goes wrong while the evidence is kept.
        let kept = keep_evidence(&world).await;
        eprintln!(
            "evidence: {}",
            kept.map_or_else(|trouble| trouble.to_string(), |it| it.display().to_string())
        );
    }
    for browser in world.browsers() {
        browser.close().await?;
    }
    walked.unwrap_or_else(|panic| resume_unwind(panic))
}

/// Keeps what the browsers show and what was logged, under the name of the test.
async fn keep_evidence(world: &World) -> Result<PathBuf, Trouble> {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("journey").replace("::", "-");
    let folder = std::env::temp_dir().join("sportello-journeys").join(test);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("server.log"), world.log().await.join("\n"))?;
    for (number, browser) in (1_u32..).zip(world.browsers()) {
        let page = browser.evidence().await?;
        std::fs::write(folder.join(format!("browser-{number}.txt")), page.words)?;
        std::fs::write(folder.join(format!("browser-{number}.png")), page.picture)?;
    }
    Ok(folder)
}
