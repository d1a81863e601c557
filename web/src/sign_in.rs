//! Signing in.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::identifier::EmailAddress;
use sportello_domain::protocol::SignIn;

use crate::failure::say_error;
use crate::language::{Language, LanguageChoice, say, use_language};
use crate::session::use_session;
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::panel::WrongNote;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    EmailMissing,
    EmailIsNone,
    PasswordMissing,
}

/// Reads the form.
fn parse(email: &str, password: &str) -> Result<SignIn, Wrong> {
    if email.trim().is_empty() {
        return Err(Wrong::EmailMissing);
    }
    let email = EmailAddress::try_from(email.to_owned()).map_err(|_| Wrong::EmailIsNone)?;
    if password.is_empty() {
        return Err(Wrong::PasswordMissing);
    }
    Ok(SignIn { email, password: password.to_owned() })
}

/// The page on which one signs in.
#[component]
pub fn SignInPage() -> impl IntoView {
    let language = use_language();
    let session = use_session();
    use_title(move || say!(language, sign_in.title).to_owned());
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<Wrong>);
    let failed = RwSignal::new(None);
    let pending = RwSignal::new(false);
    let (email_field, password_field) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        failed.set(None);
        match parse(&email.read_untracked(), &password.read_untracked()) {
            Ok(credentials) => {
                wrong.set(None);
                pending.set(true);
                let session = session.clone();
                spawn_local(async move {
                    let outcome = session.sign_in(credentials).await;
                    // The page is gone when it worked.
                    pending.try_set(false);
                    failed.try_set(outcome.err());
                });
            }
            Err(fault) => {
                wrong.set(Some(fault));
                let field = if fault == Wrong::PasswordMissing { password_field } else { email_field };
                if let Some(field) = field.get_untracked() {
                    let _ = field.focus();
                }
            }
        }
    };
    let email_wrong = Memo::new(move |_| wrong.get().filter(|wrong| *wrong != Wrong::PasswordMissing));
    let password_wrong = Memo::new(move |_| wrong.get().filter(|wrong| *wrong == Wrong::PasswordMissing));
    view! {
        <main class="hd-sign-in">
            <form class="hd-sign-in__card" on:submit=submit novalidate=true>
                <h1 class="hd-sign-in__head">
                    <span class="hd-sign-in__brand">{Icon::Ticket.draw()}</span>
                    {move || say!(language, sign_in.title)}
                </h1>
                {move || {
                    failed
                        .get()
                        .map(|error| {
                            view! { <WrongNote text=say_error(language, &error)/> }
                        })
                }}
                <Field
                    id="sign-in-email"
                    kind="email"
                    autocomplete="username"
                    label=Signal::derive(move || say!(language, sign_in.email).to_owned())
                    text=email
                    wrong=Signal::derive(move || email_wrong.get().map(|wrong| say_wrong(language, wrong)))
                    field=email_field
                />
                <Field
                    id="sign-in-password"
                    kind="password"
                    autocomplete="current-password"
                    label=Signal::derive(move || say!(language, sign_in.password).to_owned())
                    text=password
                    wrong=Signal::derive(move || password_wrong.get().map(|wrong| say_wrong(language, wrong)))
                    field=password_field
                />
                <button
                    type="submit"
                    class="hd-button hd-button--primary hd-button--wide"
                    disabled=move || pending.get()
                >
                    {move || {
                        if pending.get() { say!(language, sign_in.pending) } else { say!(language, sign_in.submit) }
                    }}
                </button>
                <LanguageChoice/>
            </form>
        </main>
    }
}

fn say_wrong(language: Language, wrong: Wrong) -> String {
    let text = match wrong {
        Wrong::EmailMissing => say!(language, sign_in.email_missing),
        Wrong::EmailIsNone => say!(language, sign_in.email_wrong),
        Wrong::PasswordMissing => say!(language, sign_in.password_missing),
    };
    text.to_owned()
}

#[component]
fn Field(
    id: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    label: Signal<String>,
    text: RwSignal<String>,
    wrong: Signal<Option<String>>,
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let wrong_id = format!("{id}-wrong");
    let described_by = wrong_id.clone();
    view! {
        <div class="hd-field">
            <label class="hd-field__label" for=id>{move || label.get()}</label>
            <input
                class="hd-field__input"
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                node_ref=field
                aria-invalid=move || wrong.read().is_some().to_string()
                aria-describedby=described_by
                prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())
            />
            <p class="hd-field__wrong" id=wrong_id>{move || wrong.get()}</p>
        </div>
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_first_wrong_field_is_told() {
        assert_eq!(parse(" ", "").err(), Some(Wrong::EmailMissing));
        assert_eq!(parse("giulia", "x").err(), Some(Wrong::EmailIsNone));
        assert_eq!(parse("giulia@desk.example", "").err(), Some(Wrong::PasswordMissing));
        assert!(parse(" Giulia@desk.example ", "secret").is_ok());
    }
}
