//! Who a client is by its network address.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};

use crate::config::RateLimitSettings;

/// Whose request it is: the peer, or, where that is a trusted proxy, the last address in `X-Forwarded-For` that is not one,
/// since clients can write what stands before it.
#[must_use]
pub fn address(peer: Option<IpAddr>, headers: &HeaderMap, settings: &RateLimitSettings) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    let forwarded = || {
        let lines = headers.get_all(X_FORWARDED_FOR).filter_map(|line| line.to_str().ok());
        let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        let mut addresses = named.iter().rev().map_while(|address| parse(address)).map(|ip: IpAddr| ip.to_canonical());
        addresses.find(|address| !settings.trusts(*address))
    };
    Some(if settings.trusts(peer) { forwarded().unwrap_or(peer) } else { peer })
}

/// Reads an address as proxies write it: bare, with a port, IPv6 in brackets, and any of these in quotes.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let in_brackets = || bare.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || bare.parse().ok().map(|address: SocketAddr| address.ip());
    bare.parse().ok().or_else(with_port).or_else(in_brackets)
}

/// What one client can choose its address from: for IPv6 the network of 64 bits, for IPv4 the address itself.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}
