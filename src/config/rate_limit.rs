//! How many requests a client may send, and whose word on who the client is counts.

use std::net::IpAddr;
use std::num::NonZeroU32;

use super::network::Network;
use super::value::{Noted, Values};

/// The most requests that a limit can be set to.
const MOST: u32 = 1_000_000;

/// The settings of `[rate_limit]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateLimitSettings {
    /// Requests a second that one client may send in the long run; none means no limit.
    pub per_second: Option<NonZeroU32>,
    /// Requests that one client may send at once.
    pub burst: NonZeroU32,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
}

impl RateLimitSettings {
    /// Whether this peer is a proxy that is believed.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(peer))
    }

    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let per_second = values.number("rate_limit.per_second", 0..=MOST);
        let burst = values.number("rate_limit.burst", 1..=MOST);
        let trusted_proxies = values.list("rate_limit.trusted_proxies", Network::parse);
        Ok(Self {
            per_second: NonZeroU32::new(per_second?),
            burst: NonZeroU32::new(burst?).unwrap_or(NonZeroU32::MIN),
            trusted_proxies: trusted_proxies?,
        })
    }
}
