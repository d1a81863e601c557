//! The HTTP server, called as browsers and programs call it.

mod access;
mod bulk;
mod commands;
mod conversations;
mod files;
mod following;
mod inboxes;
mod live;
mod mentions;
mod merging;
mod pages;
mod presence;
mod problems;
mod records;
mod recycle_bin;
mod search;
mod session;
mod spam;
mod views;
mod window;
