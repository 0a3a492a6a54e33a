//! A client that sends what it is told, byte for byte, over one connection after the other.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::App;

/// Longest time that a test waits for something to happen; far more than it takes.
const PATIENCE: Duration = Duration::from_secs(90);

/// An answer as it came over the wire.
#[derive(Debug)]
pub struct RawAnswer {
    pub status: u16,
    /// Head without the body, in lower case but for the values.
    pub head: String,
    pub body: Vec<u8>,
}

impl RawAnswer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The code of a problem document; empty where it is none.
    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A connection, which is opened again where the service closed it.
pub struct Raw {
    address: String,
    stream: Option<TcpStream>,
    received: Vec<u8>,
}

impl Raw {
    pub fn to(app: &App) -> Self {
        Self { address: app.base.trim_start_matches("http://").to_owned(), stream: None, received: Vec::new() }
    }

    /// Sends bytes.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        if self.stream.is_none() {
            self.received.clear();
            self.stream = Some(TcpStream::connect(&self.address).await.expect("the service accepts connections"));
        }
        self.stream.as_mut().unwrap().write_all(bytes.as_ref()).await.expect("the service reads");
    }

    /// Sends a request without a body; its answer.
    pub async fn ask(&mut self, method: &str, target: &str, headers: &[(&str, &str)]) -> RawAnswer {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.write(format!("{method} {target} HTTP/1.1\r\nHost: site.example\r\n{headers}\r\n")).await;
        let answer = self.answer(method == "HEAD").await.unwrap_or_else(|| panic!("no answer to {method} {target}"));
        if answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            self.stream = None;
        }
        answer
    }

    /// The next answer; none where the connection is closed without one.
    pub async fn answer(&mut self, is_head: bool) -> Option<RawAnswer> {
        let end = loop {
            match self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(at) => break at + 4,
                None if self.receive().await == 0 => return None,
                None => {}
            }
        };
        let head = String::from_utf8(self.received.drain(..end).collect()).expect("a head is ASCII");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = RawAnswer { status, head, body: Vec::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        let length = if is_head || matches!(status, 204 | 304) { 0 } else { length };
        while self.received.len() < length {
            assert_ne!(self.receive().await, 0, "the answer is cut off");
        }
        answer.body = self.received.drain(..length).collect();
        Some(answer)
    }

    /// Waits until the service closes the connection.
    pub async fn closed(&mut self) {
        while self.receive().await > 0 {}
        self.stream = None;
    }

    /// Receives bytes; how many, none where the connection is closed.
    async fn receive(&mut self) -> usize {
        let mut bytes = [0; 4_096];
        let read = self.stream.as_mut().expect("something was sent").read(&mut bytes);
        let read = tokio::time::timeout(PATIENCE, read).await.expect("the service answers or closes the connection");
        // A connection that is reset is closed, too.
        let read = read.unwrap_or(0);
        self.received.extend_from_slice(&bytes[..read]);
        read
    }
}
