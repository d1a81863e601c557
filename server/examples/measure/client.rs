//! One connection to the server that is kept open, as a browser's is.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

/// A connection to the API, with the token of whoever uses it.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    token: String,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    ///
    /// When nobody listens.
    pub async fn connect(address: SocketAddr, token: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, address, token: token.to_owned() })
    }

    /// Reads a resource.
    ///
    /// # Errors
    ///
    /// When it is not answered with success.
    pub async fn bytes(&mut self, path: &str) -> anyhow::Result<Bytes> {
        self.call(Method::GET, path, Bytes::new()).await
    }

    /// Reads a resource as what it is.
    ///
    /// # Errors
    ///
    /// When it is not answered with success, or is something else.
    pub async fn read<T: DeserializeOwned>(&mut self, path: &str) -> anyhow::Result<T> {
        let bytes = self.bytes(path).await?;
        serde_json::from_slice(&bytes).with_context(|| format!("{path} is not what was expected"))
    }

    /// Posts JSON.
    ///
    /// # Errors
    ///
    /// When it is not answered with success.
    pub async fn post(&mut self, path: &str, body: Vec<u8>) -> anyhow::Result<Bytes> {
        self.call(Method::POST, path, body.into()).await
    }

    async fn call(&mut self, method: Method, path: &str, body: Bytes) -> anyhow::Result<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string())
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(Full::new(body))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{path} is answered with {status}: {}", String::from_utf8_lossy(&bytes));
        Ok(bytes)
    }
}
