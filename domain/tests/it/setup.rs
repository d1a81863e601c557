//! The configuration: channels, users and teams.

use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel};
use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, SetupFact};
use sportello_domain::order::Command;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::user::{Access, Permission, SaveTeam, SaveUser, Standing, Team, User};

/// What the admin's order leaves of the installed configuration.
fn saved(command: impl Into<Command>) -> Setup {
    let mut setup = setup();
    let decided = give_order(&setup, &Desk::default(), &by_user(9, command)).unwrap();
    for fact in facts(&decided) {
        if let Fact::Setup(fact) = fact {
            setup.apply(&fact);
        }
    }
    setup
}

fn refused(n: u8, command: impl Into<Command>) -> Rejection {
    give_order(&setup(), &Desk::default(), &by_user(n, command)).unwrap_err()
}

fn second_channel() -> Channel {
    Channel {
        id: channel_id(2),
        name: " Sales ".to_owned(),
        kind: ChannelKind::Email { address: address("sales@desk.example") },
        ..setup().channels[&channel_id(1)].clone()
    }
}

fn colleague() -> User {
    User {
        id: user_id(3),
        name: " Rui ".to_owned(),
        email: address("rui@desk.example"),
        ..setup().users[&user_id(1)].clone()
    }
}

/// CRE-16
#[test]
fn channel_is_connected_with_values_that_fit_its_pipeline() {
    let channels = saved(SaveChannel { channel: second_channel() }).channels;
    assert_eq!(channels[&channel_id(2)].name, "Sales");

    let check = |channel, expected| assert_eq!(refused(9, SaveChannel { channel }), expected);
    let of = |new_ticket| Channel { new_ticket, ..second_channel() };
    check(
        Channel { name: " ".to_owned(), ..second_channel() },
        Rejection::ChannelNameMissing { channel: channel_id(2) },
    );
    check(
        Channel { pipeline: pipeline_id(7), ..second_channel() },
        Rejection::PipelineNotFound { pipeline: pipeline_id(7) },
    );
    check(
        of(NewTicketProperties { status: Some(status_id(7)), ..NewTicketProperties::default() }),
        Rejection::StatusOfOtherPipeline { status: status_id(7), pipeline: pipeline_id(1) },
    );
    check(
        of(NewTicketProperties { owner: Some(user_id(7)), ..NewTicketProperties::default() }),
        Rejection::UserNotFound { user: user_id(7) },
    );
    let taken = address("support@desk.example");
    check(
        Channel { kind: ChannelKind::Email { address: taken.clone() }, ..second_channel() },
        Rejection::AddressTaken { address: taken },
    );
}

/// As PER-05 wants it for what moves conversations and for automations.
#[test]
fn channels_users_and_teams_are_changed_with_account_access() {
    let missing = Rejection::PermissionMissing { permission: Permission::Account };
    assert_eq!(refused(1, SaveChannel { channel: second_channel() }), missing);
    assert_eq!(refused(1, SaveUser { user: colleague() }), missing);
    assert_eq!(
        refused(1, SaveTeam { team: Team { id: team_id(2), name: "Second line".to_owned() } }),
        missing
    );
}

/// ACC-12
#[test]
fn only_a_super_admin_makes_or_changes_a_super_admin() {
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access.permissions.insert(Permission::Account);
    let missing = Err(Rejection::PermissionMissing { permission: Permission::SuperAdmin });
    let promoted = User { access: Access::super_admin(), ..colleague() };
    assert_eq!(give(&setup, &Desk::default(), SaveUser { user: promoted }), missing);
    let locked_out = User {
        standing: Standing::Deactivated,
        access: Access::default(),
        ..setup.users[&user_id(9)].clone()
    };
    assert_eq!(give(&setup, &Desk::default(), SaveUser { user: locked_out.clone() }), missing);
    give(&setup, &Desk::default(), SaveUser { user: colleague() }).unwrap();
    give_order(&setup, &Desk::default(), &by_user(9, SaveUser { user: locked_out })).unwrap();
}

/// ACC-10
#[test]
fn user_needs_a_name_an_address_of_their_own_and_teams_that_exist() {
    assert_eq!(saved(SaveUser { user: colleague() }).users[&user_id(3)].name, "Rui");
    let check = |user, expected| assert_eq!(refused(9, SaveUser { user }), expected);
    check(User { name: " ".to_owned(), ..colleague() }, Rejection::UserNameMissing { user: user_id(3) });
    let taken = address("bruno@desk.example");
    check(User { email: taken.clone(), ..colleague() }, Rejection::AddressTaken { address: taken });
    check(User { main_team: Some(team_id(7)), ..colleague() }, Rejection::TeamNotFound { team: team_id(7) });
    check(
        User { extra_teams: [team_id(7)].into(), ..colleague() },
        Rejection::TeamNotFound { team: team_id(7) },
    );
}

/// ACC-10
#[test]
fn team_is_saved_with_a_name() {
    let team = |name: &str| SaveTeam { team: Team { id: team_id(2), name: name.to_owned() } };
    assert_eq!(saved(team(" Second line ")).teams[&team_id(2)].name, "Second line");
    assert_eq!(refused(9, team("  ")), Rejection::TeamNameMissing { team: team_id(2) });
}

/// PIP-02
#[test]
fn each_change_of_the_configuration_counts() {
    let mut setup = setup();
    let team = Team { id: team_id(1), name: "Front".to_owned() };
    setup.apply(&SetupFact::TeamSaved { team: team.clone() });
    assert_eq!((setup.version, &setup.teams[&team_id(1)]), (1, &team));
}
