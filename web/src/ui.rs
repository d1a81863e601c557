//! The design system: what every screen is made of. Nothing here knows a ticket.

pub mod arranged_list;
pub mod avatar;
pub mod button;
pub mod choice_menu;
pub mod dialog;
pub mod focus;
pub mod icon;
pub mod keys;
pub mod menu;
pub mod narrow;
pub mod notice;
pub mod panel;
pub mod resize;
pub mod screen;
pub mod segmented;
pub mod select;
pub mod skeleton;
pub mod tabs;
pub mod text_field;
pub mod tick;
pub mod time;
pub mod virtual_list;
