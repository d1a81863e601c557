//! Mail, in and out.

mod automations;
mod command;
mod corpus;
mod desk;
mod importing;
mod merging;
mod reading;
mod sending;
mod showing;
mod smtp;
mod splitting;
mod taking_in;
mod writing_first;
