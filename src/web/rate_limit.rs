//! A limit on how fast one client may ask, with the `RateLimit` fields that tell it so.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::client;
use crate::config::RateLimitSettings;
use crate::kernel::error::{Code, Error};

/// Header with what is left (draft-ietf-httpapi-ratelimit-headers).
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// Header with the rule itself.
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// After how many requests clients that have been quiet are forgotten.
const FORGET_EVERY: usize = 10_000;
/// The path by which supervisors see that the process lives. They share addresses with clients, and restart what is refused.
const NEVER_LIMITED: &str = "/health/live";

/// Counts requests by client address.
type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// The limit that all workers share.
#[derive(Clone, Debug)]
pub struct RateLimit {
    limiter: Option<Arc<Limiter>>,
    settings: RateLimitSettings,
}

impl RateLimit {
    /// The limit of the settings; none when they say 0 a second.
    #[must_use]
    pub fn new(settings: &RateLimitSettings) -> Self {
        let limiter = settings.per_second.map(|rate| {
            let quota = Quota::per_second(rate).allow_burst(settings.burst);
            Arc::new(RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>())
        });
        Self { limiter, settings: settings.clone() }
    }

    /// Whose request it is: its address, for IPv6 the network of 64 bits.
    fn client(&self, request: &ServiceRequest) -> Option<IpAddr> {
        let peer = request.peer_addr().map(|peer| peer.ip());
        client::address(peer, request.headers(), &self.settings).map(client::network)
    }

    /// Lets a request through or answers 429.
    pub async fn admit<B: MessageBody + 'static>(
        self,
        request: ServiceRequest,
        next: Next<B>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        let limiter = self.limiter.as_ref().filter(|_| request.path() != NEVER_LIMITED);
        let Some((limiter, client)) = limiter.zip(self.client(&request)) else {
            return Ok(next.call(request).await?.map_into_boxed_body());
        };
        if limiter.len() > FORGET_EVERY {
            limiter.retain_recent();
        }
        let burst = self.settings.burst.get();
        let per_second = self.settings.per_second.map_or(1, std::num::NonZeroU32::get);
        let window_s = burst.div_ceil(per_second);
        let (mut response, left, wait_s, is_refusal) = match limiter.check_key(&client) {
            Ok(state) => {
                let response = next.call(request).await?.map_into_boxed_body();
                (response, state.remaining_burst_capacity(), window_s, false)
            }
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                let wait_s = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
                let detail = format!("This client may ask {per_second} times a second. Try again in {wait_s} s.");
                let refused = Error::refused(Code::RateLimited, detail).error_response();
                (request.into_response(refused), 0, wait_s, true)
            }
        };
        let headers = response.headers_mut();
        let mut set = |name: HeaderName, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        set(RATE_LIMIT_POLICY, format!("\"default\";q={burst};w={window_s}"));
        set(RATE_LIMIT, format!("\"default\";r={left};t={wait_s}"));
        if is_refusal {
            set(RETRY_AFTER, wait_s.to_string());
        }
        Ok(response)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::config::{Settings, Sources};
    use actix_web::http::header::X_FORWARDED_FOR;
    use actix_web::test::TestRequest;

    #[test]
    fn a_client_is_known_by_what_it_cannot_write_itself() {
        let flags = vec![("rate_limit.trusted_proxies".to_owned(), "127.0.0.1".to_owned())];
        let sources = Sources { file: None, env: Vec::<(String, String)>::new(), flags };
        let limit = RateLimit::new(&Settings::load(sources).unwrap().settings.rate_limit);
        for (peer, forwarded, client) in [
            ("192.0.2.7", "", "192.0.2.7"),
            ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
            ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("127.0.0.1", "10.9.8.7, 198.51.100.1", "198.51.100.1"),
            ("127.0.0.1", "198.51.100.1, 127.0.0.1", "198.51.100.1"),
            ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
            ("127.0.0.1", "198.51.100.1:51820", "198.51.100.1"),
            ("127.0.0.1", "10.9.8.7:1, 198.51.100.1:443 , 127.0.0.1:8080", "198.51.100.1"),
            ("127.0.0.1", "2001:db8:1:2:3::4", "2001:db8:1:2::"),
            ("127.0.0.1", "[2001:db8:1:2:3::4]", "2001:db8:1:2::"),
            ("127.0.0.1", "[2001:db8:1:2:3::4]:51820", "2001:db8:1:2::"),
            ("127.0.0.1", "\"198.51.100.1:51820\"", "198.51.100.1"),
            ("127.0.0.1", "\"[2001:db8:1:2:3::4]:51820\"", "2001:db8:1:2::"),
            ("127.0.0.1", "[::ffff:198.51.100.1]:51820", "198.51.100.1"),
            ("127.0.0.1", "198.51.100.1:99999", "127.0.0.1"),
            ("127.0.0.1", "198.51.100.1:", "127.0.0.1"),
            ("127.0.0.1", "[198.51.100.1]:80", "127.0.0.1"),
            ("::ffff:192.0.2.7", "", "192.0.2.7"),
            ("2001:db8:1:2:3::4", "", "2001:db8:1:2::"),
        ] {
            let peer = std::net::SocketAddr::new(peer.parse().unwrap(), 80);
            let request = TestRequest::default().peer_addr(peer).insert_header((X_FORWARDED_FOR, forwarded));
            assert_eq!(limit.client(&request.to_srv_request()), client.parse().ok(), "{peer} {forwarded}");
        }
    }
}
