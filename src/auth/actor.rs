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
    /// Nobody known: a sign-in that failed.
    Nobody,
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
            Self::Nobody => "nobody",
        }
    }
}

/// Where a request comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address.
    pub address: Option<IpAddr>,
    /// The id of the request.
    pub request_id: Option<String>,
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
    /// Whoever gives commands on the machine itself.
    #[must_use]
    pub fn command() -> Self {
        Self::unnamed(Via::Command)
    }

    /// The service itself.
    #[must_use]
    pub fn system() -> Self {
        Self::unnamed(Via::System)
    }

    /// Somebody of whom no more is known than where they ask from.
    #[must_use]
    pub fn nobody(origin: &Origin) -> Self {
        let Origin { address, request_id } = origin.clone();
        Self { address, request_id, ..Self::unnamed(Via::Nobody) }
    }

    /// One that has no account. Its role gives it nothing where permissions are asked for but what readers may.
    fn unnamed(via: Via) -> Self {
        Self {
            via,
            id: Uuid::nil(),
            name: via.word().to_owned(),
            role: Role::Reader,
            scopes: Vec::new(),
            address: None,
            request_id: None,
        }
    }

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
