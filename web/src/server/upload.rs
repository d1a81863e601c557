//! Sending a file to the server, with how far it is: `fetch` does not say that of what is sent.

use js_sys::Promise;
use sportello_domain::message::Attachment;
use sportello_domain::protocol::Problem;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use super::{ServerError, encoded};

/// A file on its way to the server.
#[derive(Clone, Debug)]
pub struct Upload(XmlHttpRequest);

impl Upload {
    /// Starts to send a file. `on_progress` is told how much of a hundred is there.
    ///
    /// # Errors
    ///
    /// When the browser does not even try.
    pub fn start(file: &File, on_progress: impl Fn(u8) + 'static) -> Result<Self, ServerError> {
        let try_to_start = || {
            let request = XmlHttpRequest::new()?;
            request.open("POST", &format!("/api/v1/attachments?name={}", encoded(&file.name())))?;
            let kind = file.type_();
            let kind = if kind.is_empty() { "application/octet-stream" } else { kind.as_str() };
            request.set_request_header("content-type", kind)?;
            let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and 100"
                )]
                on_progress((100.0 * event.loaded() / event.total().max(1.0)) as u8);
            });
            // Lives as long as the request, which the browser lets go of.
            request.upload()?.set_onprogress(Some(told.into_js_value().unchecked_ref()));
            request.send_with_opt_blob(Some(file))?;
            Ok(request)
        };
        try_to_start().map(Self).map_err(|_: wasm_bindgen::JsValue| ServerError::NoAnswer)
    }

    /// Waits for the server's answer.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn outcome(&self) -> Result<Attachment, ServerError> {
        let over = Promise::new(&mut |resolve, _| self.0.set_onloadend(Some(&resolve)));
        // The promise is never rejected.
        let _ = JsFuture::from(over).await;
        let status = self.0.status().unwrap_or_default();
        let answer = self.0.response_text().ok().flatten().unwrap_or_default();
        match status {
            0 => Err(ServerError::NoAnswer),
            200..300 => serde_json::from_str(&answer).map_err(|_| ServerError::Unreadable),
            status => Err(serde_json::from_str::<Problem>(&answer)
                .map_or(ServerError::Status(status), |problem| ServerError::Problem(Box::new(problem)))),
        }
    }

    /// Stops sending it.
    pub fn stop(&self) {
        // Fails for no request that was sent.
        let _ = self.0.abort();
    }
}
