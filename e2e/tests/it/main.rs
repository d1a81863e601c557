//! Journeys through the whole product: the real program, a real browser, a real mail server.

mod access;
mod answering;
mod answering_one;
mod changes;
mod contacts;
mod conversations;
mod crash;
mod creating;
mod custom_views;
mod customer_html;
mod files;
mod incoming_mail;
mod keyboard;
mod languages;
mod layouts;
mod long_list;
mod offline;
mod pipelines;
mod properties;
mod refusals;
mod screens;
mod searching;
mod sign_in;
mod tabs;
mod writing_first;
