//! Access classes of routes. A class belongs to the pattern of a matched route, never to the text of a request's path, and a
//! route that is not named here is closed wherever the site asks readers for a key.

/// Who may call the operations of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteClass {
    /// Published content: open to everybody, or to callers with a key, as the site is set.
    Delivery,
    /// The newsroom's operations: callers are identified, and each handler names the permission that it needs.
    Newsroom,
    /// Open to whoever has the link.
    Preview,
    /// Open to everybody on every site: health, documentation, public keys, and the bytes of pictures.
    Open,
}

/// The patterns of the routes that are open on every site.
const OPEN: [&str; 10] = [
    "/health/live",
    "/health/ready",
    "/version",
    "/openapi.json",
    "/openapi-3.0.json",
    "/docs",
    "/docs/{_:.*}",
    "/.well-known/jwks.json",
    "/media/{id}/{file}",
    "/v1/problems/{code}",
];

impl RouteClass {
    /// The class of a route, by its pattern.
    #[must_use]
    pub fn of(pattern: &str) -> Self {
        if OPEN.contains(&pattern) {
            Self::Open
        } else if pattern.starts_with("/v1/editorial/") {
            Self::Newsroom
        } else if pattern == "/v1/preview/{token}" {
            Self::Preview
        } else {
            Self::Delivery
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_that_nobody_classified_is_closed() {
        for pattern in ["/v1/new", "/new", "/", "", "/feeds/{name}", "/health/new", "/v1/preview/{token}/new", "/docs/"]
        {
            assert_eq!(RouteClass::of(pattern), RouteClass::Delivery, "{pattern}");
        }
    }
}
