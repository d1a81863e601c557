//! The pages as people know them. Each says what can be done and seen there.

mod board;
mod contacts_page;
mod enclosing;
mod formatting;
mod help_desk;
mod pipeline_settings;
mod settings_page;
mod sign_in_page;
mod ticket_page;
mod view_editor;

pub use board::Board;
pub use contacts_page::{RecordList, RecordPage};
pub use enclosing::{SeenFile, Way};
pub use help_desk::{HelpDesk, SeenRow};
pub use pipeline_settings::PipelineSettings;
pub use settings_page::SettingsPage;
pub use sign_in_page::SignInPage;
pub use ticket_page::{SeenFrame, SeenMessage, TicketPage, Writing};
pub use view_editor::ViewEditor;
