//! An address on the web that nobody should ever ask, and that remembers who did.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::trouble::Trouble;

/// A listener that counts who comes.
#[derive(Debug)]
pub struct Trap {
    /// Its address, such as `http://127.0.0.1:40123`.
    pub origin: String,
    sprung: Arc<AtomicUsize>,
}

impl Trap {
    /// Sets it.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub async fn set() -> Result<Self, Trouble> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let sprung = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&sprung);
        tokio::spawn(async move {
            while let Ok((mut caller, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let mut asked = [0; 1024];
                // A caller that is gone already was counted.
                let _ = caller.read(&mut asked).await;
                let _ = caller.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await;
            }
        });
        Ok(Self { origin, sprung })
    }

    /// How many came.
    pub fn sprung(&self) -> usize {
        self.sprung.load(Ordering::Relaxed)
    }

    /// Walks into it, to see that it works.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn spring(&self) -> Result<(), Trouble> {
        reqwest::get(&self.origin).await?;
        Ok(())
    }
}
