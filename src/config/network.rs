//! Sets of IP addresses that share their first bits.

use std::fmt;
use std::net::IpAddr;

use super::error::Expected;

/// One IP address, or a network in CIDR notation (RFC 4632).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Takes `10.0.0.7`, `10.0.0.0/8`, `::1` or `fd00::/8`.
    ///
    /// Refuses an address with bits beyond the prefix, and IPv4 written as IPv6, and names what to write instead.
    pub fn parse(text: &str) -> Result<Self, Expected> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let expected = || Expected::new("an IP address or a network, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8");
        let address: IpAddr = address.parse().map_err(|_| expected())?;
        if address.to_canonical() != address {
            return Err(Expected::new(format!("{}, as IPv4", address.to_canonical())));
        }
        let prefix = match prefix {
            None => length(address),
            Some(digits) if digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().filter(|prefix| *prefix <= length(address)).ok_or_else(expected)?
            }
            Some(_) => return Err(expected()),
        };
        let network = Self { address: first(address, prefix), prefix };
        if network.address == address { Ok(network) } else { Err(Expected::new(network.to_string())) }
    }

    /// Whether the address belongs to it; an IPv4 address mapped into IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && first(address, self.prefix) == self.address
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, prefix } = self;
        if *prefix == length(*address) {
            write!(formatter, "{address}")
        } else {
            write!(formatter, "{address}/{prefix}")
        }
    }
}

/// How many bits such an address has.
fn length(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The first address of the network: all bits beyond the prefix are zero.
fn first(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0);
            IpAddr::V4((address.to_bits() & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128))).unwrap_or(0);
            IpAddr::V6((address.to_bits() & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test says where")]

    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        Network::parse(network).unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn an_address_belongs_to_its_network_only() {
        assert!(contains("10.0.0.0/8", "10.255.0.1"));
        assert!(!contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("10.0.0.7", "10.0.0.7"));
        assert!(!contains("10.0.0.7", "10.0.0.8"));
        assert!(contains("fd00::/8", "fdff::1"));
        assert!(!contains("fd00::/8", "fe00::1"));
        assert!(contains("0.0.0.0/0", "203.0.113.9"));
        assert!(!contains("0.0.0.0/0", "::1"));
        assert!(contains("::/0", "::1"));
    }

    #[test]
    fn an_ipv4_address_that_came_over_ipv6_counts_as_ipv4() {
        assert!(contains("10.0.0.0/8", "::ffff:10.0.0.1"));
    }

    #[test]
    fn what_to_write_instead_is_named() {
        assert_eq!(Network::parse("10.0.0.7/8"), Err(Expected::new("10.0.0.0/8")));
        assert_eq!(Network::parse("::ffff:10.0.0.1"), Err(Expected::new("10.0.0.1, as IPv4")));
        for text in ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10.0.0", "fd00::/129", "10.0.0.0/256"] {
            assert!(Network::parse(text).is_err(), "{text}");
        }
    }
}
