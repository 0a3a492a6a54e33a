//! Somebody who acts: an account that signed in, a token, the command line, or the service itself.

use std::net::IpAddr;

use uuid::Uuid;

use super::permission::Permission;
use super::role::Role;

/// By what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// An account that signed in.
    Account,
    /// A token of a machine, or a reader's key.
    Token,
    /// The command line.
    Command,
    /// The service by itself: what falls due.
    System,
}

impl Via {
    /// The word used in the audit.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Token => "token",
            Self::Command => "command",
            Self::System => "system",
        }
    }
}

/// Somebody who acts, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// By what they act.
    pub via: Via,
    /// The account or token; nil for the command line and the service itself.
    pub id: Uuid,
    /// The name that others see.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The permissions that a token is limited to; an empty list does not limit.
    pub scopes: Vec<Permission>,
    /// The network address they ask from.
    pub address: Option<IpAddr>,
    /// The id of the request.
    pub request_id: Option<String>,
}

impl Actor {
    /// Whether they may do a thing.
    #[must_use]
    pub fn has(&self, permission: Permission) -> bool {
        permission.roles().contains(&self.role) && (self.scopes.is_empty() || self.scopes.contains(&permission))
    }

    /// The id of the account or token, if it is one.
    #[must_use]
    pub fn known_id(&self) -> Option<Uuid> {
        (!self.id.is_nil()).then_some(self.id)
    }
}
