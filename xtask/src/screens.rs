//! `cargo xtask screens`: pictures of the product, taken by the end-to-end test `screens` in a real browser.

use anyhow::{Result, ensure};

use crate::report::say;
use crate::set_up::{Purpose, set_up};
use crate::test::run_end_to_end;
use crate::workspace::Workspace;

/// Where the pictures are put; git does not keep them.
const FOLDER: &str = "screens";

/// Takes the pictures anew.
///
/// # Errors
///
/// When the product cannot be built or a page does not come to be what is expected.
pub fn screens(workspace: &Workspace) -> Result<()> {
    set_up(workspace, Purpose::Test)?;
    let folder = workspace.root.join(FOLDER);
    std::fs::create_dir_all(&folder)?;
    let pictures = ("SPORTELLO_SCREENS", folder.clone());
    let tally = run_end_to_end(workspace, "screens", &["--", "screens"], [pictures])?;
    ensure!(tally.failures.is_empty(), "no pictures: {}", tally.failures.join(", "));
    say(&format!("The pictures are in {}.", folder.display()));
    Ok(())
}
