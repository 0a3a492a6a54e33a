//! Where the service listens and how it treats connections.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

use super::authority;
use super::error::Expected;
use super::value::{Noted, Values};
use super::web_url::BaseUrl;

/// The settings of `[server]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Where to listen.
    pub listen: Listen,
    /// Worker threads; 0 means one for each core.
    pub workers: usize,
    /// What links in answers begin with; none means with what the client asked for.
    pub public_url: Option<BaseUrl>,
    /// How long requests under way may go on after the service was told to stop, in seconds.
    pub shutdown_timeout_s: u32,
    /// How long an idle connection is kept, in seconds; 0 means not at all.
    pub keep_alive_s: u32,
    /// Longest time that the head of a request may take, in seconds.
    pub header_timeout_s: u32,
    /// Longest time until the first bytes of a request's body, and between bytes, in seconds.
    pub body_idle_timeout_s: u32,
    /// Longest time that the whole body of a request may take, in seconds.
    pub body_timeout_s: u32,
}

impl ServerSettings {
    /// How many worker threads to start, at least one.
    #[must_use]
    pub fn worker_threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        if self.workers == 0 { cores() } else { self.workers }
    }

    /// How long requests under way may go on after the service was told to stop.
    #[must_use]
    pub fn shutdown_timeout(&self) -> Duration {
        Duration::from_secs(self.shutdown_timeout_s.into())
    }

    /// How long an idle connection is kept; it is closed after each answer where that is no time at all.
    #[must_use]
    pub fn keep_alive(&self) -> Duration {
        Duration::from_secs(self.keep_alive_s.into())
    }

    /// Longest time that the head of a request may take.
    #[must_use]
    pub fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_timeout_s.into())
    }

    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let listen = values.text("server.listen", Listen::parse);
        let workers = values.number("server.workers", 0..=1024);
        let public_url = values.optional_text("server.public_url", BaseUrl::parse);
        let shutdown_timeout_s = values.number("server.shutdown_timeout_s", 0..=3600);
        let keep_alive_s = values.number("server.keep_alive_s", 0..=3600);
        let header_timeout_s = values.number("server.header_timeout_s", 1..=3600);
        let body_idle_timeout_s = values.number("server.body_idle_timeout_s", 1..=3600);
        let body_timeout_s = values.number("server.body_timeout_s", 1..=86_400);
        Ok(Self {
            listen: listen?,
            workers: workers?,
            public_url: public_url?,
            shutdown_timeout_s: shutdown_timeout_s?,
            keep_alive_s: keep_alive_s?,
            header_timeout_s: header_timeout_s?,
            body_idle_timeout_s: body_idle_timeout_s?,
            body_timeout_s: body_timeout_s?,
        })
    }
}

/// A host and a port, as a socket is bound to; port 0 picks a free one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen(String);

impl Listen {
    /// Takes an IP address or a host name, and a port after a colon; both must be there.
    pub fn parse(text: &str) -> Result<Self, Expected> {
        let is_address = text.parse::<SocketAddr>().is_ok();
        if is_address || authority::split(text).is_some_and(|(_, port)| port.is_some()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Expected::new("a host and a port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080"))
    }

    /// The host and the port, separated by a colon.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_and_a_port_are_needed_to_listen() {
        for text in ["127.0.0.1:8080", "[::1]:0", "[fe80::1%2]:80", "localhost:8080", "0.0.0.0:65535"] {
            assert_eq!(Listen::parse(text).map(|listen| listen.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "8080", ":8080", "localhost", "::1:8080x", "127.0.0.1:70000", "http://localhost:80", "*:80"] {
            assert!(Listen::parse(text).is_err(), "{text}");
        }
    }
}
