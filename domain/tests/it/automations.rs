//! What mails do to the status by themselves: the rows under *Update ticket status*.

use sportello_domain::channel::{ChannelKind, SaveChannel};
use sportello_domain::conversation::{Association, Conversation};
use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, SetupFact, Source};
use sportello_domain::id::StatusId;
use sportello_domain::mail::is_forwarded;
use sportello_domain::message::{
    AddComment, Arrival, DeliveryOutcome, Nature, ReceiveMessage, RecordDelivery, RetryDelivery, SendReply,
};
use sportello_domain::order::Order;
use sportello_domain::pipeline::{
    AutomatePipeline, Automation, CloseDateRule, ConditionalProperty, DeleteStatus, Pipeline, PipelineRules,
    SavePipeline, Skipping, StatusTrigger, StatusTriggers,
};
use sportello_domain::property::BuiltIn;
use sportello_domain::rejection::{PipelineFault, Rejection};
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;
use sportello_domain::user::Permission;

use crate::{conversation_of, move_to, ticket_of};

fn moving_to(status: StatusId) -> StatusTrigger {
    StatusTrigger { on: true, status }
}

/// The installed desk with these rows in its pipeline.
fn with(triggers: StatusTriggers) -> Setup {
    let mut setup = setup();
    setup.pipelines.get_mut(&pipeline_id(1)).unwrap().triggers = triggers;
    setup
}

/// Mails to customers move tickets to Waiting on contact, their answers to Waiting on us.
fn both() -> Setup {
    with(StatusTriggers {
        email_sent: Some(moving_to(waiting_on_contact())),
        customer_replied: Some(moving_to(waiting_on_us())),
    })
}

/// A ticket with one conversation and one message of the customer.
fn asked() -> Desk {
    records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))])
}

/// The desk after an order.
fn after(setup: &Setup, desk: &Desk, order: &Order) -> Desk {
    give_order(setup, desk, order).unwrap().desk
}

/// The delivery of message 9 ended so.
fn handed_over() -> Order {
    by_product(RecordDelivery { message: message_id(9), outcome: DeliveryOutcome::Sent })
}

/// The status after an answer was sent and handed over.
fn after_sending(setup: &Setup, desk: &Desk, answer: SendReply) -> StatusId {
    let waiting = after(setup, desk, &by_user(1, answer));
    ticket_of(&after(setup, &waiting, &handed_over())).status
}

/// A customer's answer to message 1.
fn answer() -> ReceiveMessage {
    mail_answering(2, &incoming(1, conversation_id(1)))
}

/// The status after the customer answered.
fn after_answer(setup: &Setup, desk: &Desk, answer: ReceiveMessage) -> StatusId {
    ticket_of(&after(setup, desk, &by_channel(1, answer))).status
}

/// EML-02, EML-04, EML-24
#[test]
fn mail_to_a_customer_moves_the_ticket_once_it_is_out() {
    assert_eq!(after_sending(&both(), &asked(), reply(9)), waiting_on_contact());

    let waiting = after(&both(), &asked(), &order(reply(9)));
    let decided = give_order(&both(), &waiting, &handed_over()).unwrap();
    let moved = Fact::StatusChanged { ticket: ticket_id(1), from: new(), to: waiting_on_contact() };
    let event = decided.events.iter().find(|event| event.fact == moved);
    assert_eq!(event.map(|event| event.source), Some(Source::Automation));
}

/// REP-25: while it waits, and when it failed, it was not sent; sent at last, it was.
#[test]
fn mail_that_fails_moves_nothing_until_it_is_out_after_all() {
    let waiting = after(&both(), &asked(), &order(reply(9)));
    assert_eq!(ticket_of(&waiting).status, new());
    let error = "550 no such user".to_owned();
    let failing = RecordDelivery { message: message_id(9), outcome: DeliveryOutcome::Failed { error } };
    let failed = after(&both(), &waiting, &by_product(failing));
    assert_eq!(ticket_of(&failed).status, new());
    let again = after(&both(), &failed, &order(RetryDelivery { message: message_id(9) }));
    assert_eq!(ticket_of(&after(&both(), &again, &handed_over())).status, waiting_on_contact());
}

/// EML-04: somebody's choice while the mail waits is the later one, and stays.
#[test]
fn status_that_was_chosen_while_the_mail_waited_stays() {
    let waiting = after(&both(), &asked(), &order(reply(9)));
    let chosen = after(&both(), &waiting, &by_user(2, move_to(waiting_on_us())));
    assert_eq!(ticket_of(&after(&both(), &chosen, &handed_over())).status, waiting_on_us());
}

/// REP-13
#[test]
fn status_chosen_beside_send_is_final() {
    for chosen in [waiting_on_us(), closed(), new()] {
        let answer = SendReply { then_status: Some(chosen), ..reply(9) };
        assert_eq!(after_sending(&both(), &asked(), answer), chosen);
    }
}

/// EML-05: the mail from the contact's page starts a ticket of its own, which stays as it started.
#[test]
fn mail_from_the_contacts_page_moves_no_ticket() {
    let sent = after(&both(), &asked(), &order(first_message(9, 1)));
    let sent = after(&both(), &sent, &handed_over());
    assert_eq!([ticket_id(1), ticket_id(9)].map(|ticket| sent.tickets[&ticket].status), [new(), new()]);
}

/// EML-02, EML-06, EML-24
#[test]
fn answer_in_the_thread_in_which_the_ticket_was_created_moves_it() {
    assert_eq!(after_answer(&both(), &asked(), answer()), waiting_on_us());
    let decided = give_order(&both(), &asked(), &by_channel(1, answer())).unwrap();
    let moved = Fact::StatusChanged { ticket: ticket_id(1), from: new(), to: waiting_on_us() };
    let event = decided.events.iter().find(|event| event.fact == moved);
    assert_eq!(event.map(|event| event.source), Some(Source::Automation));
    // A comment is no mail.
    let remark = AddComment::new(message_id(2), conversation_id(1), "Look at this.");
    assert_eq!(ticket_of(&after(&both(), &asked(), &order(remark))).status, new());
}

/// A ticket with two threads: it was created in the second.
fn two_threads() -> Desk {
    let later = Association { ticket: ticket_id(1), at: minutes(5) };
    records(
        [ticket(1)],
        [
            Conversation { association: Some(later), ..conversation(1, None) },
            conversation(2, Some(ticket_id(1))),
        ],
        [incoming(1, conversation_id(1)), incoming(3, conversation_id(2))],
    )
}

/// EML-10, EML-24
#[test]
fn other_mails_of_the_customer_move_nothing() {
    assert_eq!(after_answer(&both(), &two_threads(), answer()), new(), "a thread that came later");
    let in_the_first = mail_answering(2, &incoming(3, conversation_id(2)));
    assert_eq!(after_answer(&both(), &two_threads(), in_the_first), waiting_on_us());
    assert_eq!(after_answer(&both(), &asked(), mail(2)), new(), "a mail that answers none");
}

/// EML-07, EML-20
#[test]
fn every_thread_moves_a_ticket_that_was_once_reopened() {
    let closed_once = after(&both(), &two_threads(), &order(move_to(closed())));
    assert!(!ticket_of(&closed_once).reopened);
    let reopened = after(&both(), &closed_once, &order(move_to(new())));
    assert_eq!(after_answer(&both(), &reopened, answer()), waiting_on_us());
    // For ever after.
    let again = after(&both(), &reopened, &order(move_to(closed())));
    let again = after(&both(), &again, &order(move_to(new())));
    assert!(ticket_of(&again).reopened);
    assert_eq!(after_answer(&both(), &again, answer()), waiting_on_us());
}

/// EML-12, EML-18: the first open status it is, and not that of the row.
#[test]
fn answer_to_a_closed_ticket_reopens_it_and_runs_no_trigger() {
    let closed_one = after(&both(), &asked(), &order(move_to(closed())));
    assert_eq!(after_answer(&both(), &closed_one, answer()), new());
    assert!(ticket_of(&after(&both(), &closed_one, &by_channel(1, answer()))).reopened);
}

/// EML-21
#[test]
fn status_that_the_ticket_has_already_is_not_set_again() {
    let there =
        with(StatusTriggers { email_sent: Some(moving_to(new())), customer_replied: Some(moving_to(new())) });
    let waiting = after(&there, &asked(), &order(reply(9)));
    for (desk, order) in [(&waiting, handed_over()), (&asked(), by_channel(1, answer()))] {
        let decided = give_order(&there, desk, &order).unwrap();
        let changes = facts(&decided).into_iter().filter(|fact| matches!(fact, Fact::StatusChanged { .. }));
        assert_eq!(changes.count(), 0);
    }
}

/// EML-22
#[test]
fn machines_answer_moves_no_ticket() {
    let mut machine = answer();
    if let Arrival::Mail { nature, .. } = &mut machine.arrival {
        *nature = Nature::Automatic;
    }
    assert_eq!(after_answer(&both(), &asked(), machine), new());
}

/// EML-26
#[test]
fn only_mail_runs_the_triggers() {
    let mut setup = both();
    let form = sportello_domain::channel::Channel {
        id: channel_id(2),
        kind: ChannelKind::Form,
        ..setup.channels[&channel_id(1)].clone()
    };
    let saved = give_order(&setup, &Desk::default(), &by_user(9, SaveChannel { channel: form.clone() }));
    assert!(saved.is_ok());
    setup.channels.insert(form.id, form);
    let mut desk = asked();
    desk.conversations.get_mut(&conversation_id(1)).unwrap().channel = channel_id(2);
    let next = by_channel(2, chat(2, channel_id(2), Some(conversation_id(1))));
    assert_eq!(ticket_of(&after(&setup, &desk, &next)).status, new());
}

/// EML-27
#[test]
fn trigger_that_closes_the_ticket_closes_its_conversations() {
    let closing = with(StatusTriggers { email_sent: Some(moving_to(closed())), customer_replied: None });
    let waiting = after(&closing, &asked(), &order(reply(9)));
    let done = after(&closing, &waiting, &handed_over());
    assert_eq!(ticket_of(&done).status, closed());
    assert_eq!(ticket_of(&done).close_date, Some(minutes(1)));
    assert!(!conversation_of(&done, 1).is_open());
}

/// What EML-09 says of the rows.
#[test]
fn forwarded_mails_run_no_trigger() {
    for subject in ["Fwd: Refund", "FW: Refund", "Re: Fwd: Refund", "AW: WG: Refund", "I: Rimborso"] {
        let forwarded = ReceiveMessage { subject: Some(subject.to_owned()), ..answer() };
        assert_eq!(after_answer(&both(), &asked(), forwarded), new(), "{subject}");
        let mut passed_on = asked();
        passed_on.messages.get_mut(&message_id(1)).unwrap().subject = Some(subject.to_owned());
        assert_eq!(after_sending(&both(), &passed_on, reply(9)), new(), "{subject}");
    }
    for subject in ["Refund", "Re: Refund", "Re: Re: forward it", "Order: fwd: nothing", ""] {
        assert!(!is_forwarded(Some(subject)), "{subject}");
    }
    assert!(!is_forwarded(None));
}

/// EML-03, EML-13
#[test]
fn each_row_acts_by_itself_and_only_while_it_is_ticked() {
    let off = Some(StatusTrigger { on: false, status: waiting_on_us() });
    let on = Some(moving_to(waiting_on_us()));
    for (email_sent, customer_replied, moved) in [
        (None, None, [new(), new()]),
        (off, off, [new(), new()]),
        (on, off, [waiting_on_us(), new()]),
        (None, on, [new(), waiting_on_us()]),
    ] {
        let setup = with(StatusTriggers { email_sent, customer_replied });
        let sent = after_sending(&setup, &asked(), reply(9));
        assert_eq!([sent, after_answer(&setup, &asked(), answer())], moved);
    }
}

/// PIP-10
#[test]
fn automations_are_one_pipelines_alone() {
    let mut setup = setup();
    let statuses = setup.pipelines[&pipeline_id(1)].statuses.iter();
    let statuses = (11..)
        .zip(statuses)
        .map(|(n, status)| sportello_domain::pipeline::Status { id: status_id(n), ..status.clone() });
    let returns = Pipeline {
        id: pipeline_id(2),
        statuses: statuses.collect(),
        ..setup.pipelines[&pipeline_id(1)].clone()
    };
    setup.pipelines.insert(returns.id, returns.clone());
    let save = |status| {
        let triggers = StatusTriggers { email_sent: Some(moving_to(status)), customer_replied: None };
        SavePipeline { pipeline: Pipeline { triggers, ..returns.clone() } }
    };
    let decided = give_order(&setup, &Desk::default(), &by_user(9, save(status_id(12)))).unwrap();
    for fact in facts(&decided) {
        if let Fact::Setup(fact) = fact {
            setup.apply(&fact);
        }
    }
    assert_eq!(
        setup.pipelines[&pipeline_id(1)],
        sportello_domain::testing::setup().pipelines[&pipeline_id(1)]
    );
    assert_eq!(after_sending(&setup, &asked(), reply(9)), new());
    // A ticket that moved there follows the rows of the pipeline in which it is now.
    let mut moved = asked();
    moved
        .tickets
        .insert(ticket_id(1), Ticket { pipeline: pipeline_id(2), status: status_id(11), ..ticket(1) });
    assert_eq!(after_sending(&setup, &moved, reply(9)), status_id(12));

    let refused = give_order(&setup, &Desk::default(), &by_user(9, save(new())));
    let fault = PipelineFault::RuleNamesUnknown { status: new() };
    assert_eq!(refused, Err(Rejection::PipelineInvalid { pipeline: pipeline_id(2), fault }));
}

/// PIP-07
#[test]
fn status_to_which_an_automation_moves_tickets_is_deleted_only_with_a_replacement() {
    let delete = |replacement| by_user(9, DeleteStatus { status: waiting_on_us(), replacement });
    let refused = give_order(&both(), &Desk::default(), &delete(None));
    let expected =
        Rejection::StatusInUse { status: waiting_on_us(), tickets: 0, channels: 0, automations: 1 };
    assert_eq!(refused, Err(expected));

    let applied = |setup: Setup, order: &Order| {
        let decided = give_order(&setup, &Desk::default(), order).unwrap();
        let mut setup = setup;
        for fact in facts(&decided) {
            if let Fact::Setup(fact) = fact {
                setup.apply(&fact);
            }
        }
        assert_eq!(setup.status(waiting_on_us()), None);
        setup.pipelines[&pipeline_id(1)].triggers.clone()
    };
    let replaced = applied(both(), &delete(Some(new())));
    assert_eq!(replaced.when_customer_replied(), Some(new()));
    assert_eq!(replaced.when_email_sent(), Some(waiting_on_contact()));
    // A row that is not ticked is no use of the status, and forgets it.
    let off = Some(StatusTrigger { on: false, status: waiting_on_us() });
    let unticked = with(StatusTriggers { email_sent: None, customer_replied: off });
    assert_eq!(applied(unticked, &delete(None)), StatusTriggers::default());
}

/// PIP-13, PIP-18, PIP-20: nobody is there to be asked or held back.
#[test]
fn automation_goes_past_the_pipelines_rules() {
    let mut setup = with(StatusTriggers {
        email_sent: Some(moving_to(new())),
        customer_replied: Some(moving_to(closed())),
    });
    let pipeline = setup.pipelines.get_mut(&pipeline_id(1)).unwrap();
    pipeline.rules = PipelineRules { no_moving_back: true, skipping: Skipping::NextOnly, creation: None };
    for status in &mut pipeline.statuses {
        status.conditional = vec![ConditionalProperty { property: BuiltIn::Category.into(), required: true }];
    }
    let mut later = asked();
    later.tickets.insert(ticket_id(1), Ticket { status: waiting_on_us(), ..ticket(1) });
    assert_eq!(after_sending(&setup, &later, reply(9)), new(), "back");
    assert_eq!(after_answer(&setup, &asked(), answer()), closed(), "past two others");
}

/// CLD-03, CLD-04, CLD-06, PIP-10, EML-03, EML-13: each row is changed by itself, and no ticket with it.
#[test]
fn row_is_changed_by_itself() {
    let trigger = |on| StatusTrigger { on, status: waiting_on_us() };
    let mut desk = Rehearsal::on(setup(), asked());
    for automation in [
        Automation::CloseDate { rule: CloseDateRule::LeaveAlone },
        Automation::EmailSent { trigger: trigger(true) },
        Automation::CustomerReplied { trigger: trigger(true) },
        Automation::EmailSent { trigger: trigger(false) },
    ] {
        let order = AutomatePipeline { pipeline: pipeline_id(1), automation };
        let events = desk.give(&user(9), order.clone()).unwrap();
        let fact = SetupFact::PipelineAutomated { pipeline: pipeline_id(1), automation };
        assert_eq!(events.into_iter().map(|event| event.fact).collect::<Vec<_>>(), [Fact::Setup(fact)]);
        assert_eq!(desk.desk, asked());
        assert_eq!(desk.give(&user(9), order).unwrap(), [], "the same again changes nothing");
    }
    let after = &desk.setup.pipelines[&pipeline_id(1)];
    let triggers = StatusTriggers { email_sent: Some(trigger(false)), customer_replied: Some(trigger(true)) };
    let close_date = CloseDateRule::LeaveAlone;
    assert_eq!(*after, Pipeline { close_date, triggers, ..setup().pipelines[&pipeline_id(1)].clone() });
}

/// PIP-08, PIP-10
#[test]
fn row_is_changed_by_whoever_may_and_to_a_status_of_its_pipeline() {
    let moving_to = |pipeline, status| {
        let automation = Automation::EmailSent { trigger: StatusTrigger { on: true, status } };
        AutomatePipeline { pipeline, automation }
    };
    let give = |user, order| give_order(&setup(), &Desk::default(), &by_user(user, order)).unwrap_err();
    let permission = Permission::PropertySettings;
    assert_eq!(give(1, moving_to(pipeline_id(1), new())), Rejection::PermissionMissing { permission });
    let status = status_id(99);
    let pipeline = pipeline_id(1);
    assert_eq!(give(9, moving_to(pipeline, status)), Rejection::StatusOfOtherPipeline { status, pipeline });
    let pipeline = pipeline_id(7);
    assert_eq!(give(9, moving_to(pipeline, new())), Rejection::PipelineNotFound { pipeline });
}
