//! Journeys through the whole product: the real program, a real browser, a real mail server.

mod access;
mod answering;
mod changes;
mod contacts;
mod conversations;
mod crash;
mod creating;
mod crossing;
mod custom_views;
mod customer_html;
mod incoming_mail;
mod keyboard;
mod languages;
mod layouts;
mod long_list;
mod mentions;
mod offline;
mod pipelines;
mod presence;
mod properties;
mod refusals;
mod screens;
mod searching;
mod sign_in;
mod tabs;
mod undo;
