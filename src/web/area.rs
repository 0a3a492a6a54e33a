//! The parts of the service, by their paths: what readers read, what the newsroom does and shows, what looks after the service.

/// A part of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// What readers read: open to everybody, or to those with a key.
    Delivery,
    /// What the newsroom does.
    Newsroom,
    /// What the newsroom shows to those who have a link: open to whoever has one, and to nobody else.
    Preview,
    /// What looks after the service and explains it: always open.
    Operations,
}

impl Area {
    /// The part that a path belongs to.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if path.starts_with("/v1/editorial/") {
            Self::Newsroom
        } else if path.starts_with("/v1/preview/") {
            Self::Preview
        } else if path.starts_with("/v1/problems/") {
            Self::Operations
        } else if ["/v1/", "/feeds/", "/sitemap"].iter().any(|start| path.starts_with(start)) {
            Self::Delivery
        } else {
            Self::Operations
        }
    }
}
