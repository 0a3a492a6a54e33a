//! What each role may do: one table, which handlers name in their signatures and the document shows.

use std::marker::PhantomData;
use std::ops::Deref;

use super::actor::Actor;
use super::role::Role;

/// Something that not everybody may do, as a type: a handler that takes a [`May`] of it is open to those who may.
pub trait Grant: 'static {
    /// What it is in the table.
    const PERMISSION: Permission;
}

/// Declares the table once: name, word, roles, meaning.
macro_rules! permissions {
    ($($name:ident $word:literal [$($role:ident)*] $meaning:literal)*) => {
        /// Something that not everybody may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $(#[doc = $meaning] $name,)* }

        impl Permission {
            /// Every permission, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word used in scopes and in the document.
            #[must_use]
            pub const fn word(self) -> &'static str { match self { $(Self::$name => $word,)* } }

            /// What it allows.
            #[must_use]
            pub const fn meaning(self) -> &'static str { match self { $(Self::$name => $meaning,)* } }

            /// The roles that have it.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] { match self { $(Self::$name => &[$(Role::$role,)*],)* } }
        }

        /// The permissions as types, for signatures.
        pub mod grant {
            use super::{Grant, Permission};
            $(
                #[doc = $meaning]
                #[derive(Clone, Copy, Debug)]
                pub struct $name;
                impl Grant for $name { const PERMISSION: Permission = Permission::$name; }
            )*
        }
    };
}

permissions! {
    UseNewsroom "use_newsroom" [Reporter Editor Reviewer Chief Admin]
        "Sign in and see one's own account."
    WriteOwnDrafts "write_own_drafts" [Reporter Editor Chief]
        "Begin articles; see, change, submit and delete the drafts that one began."
    SeeDrafts "see_drafts" [Reporter Editor Reviewer Chief]
        "See drafts: one's own, and with `read_drafts` everybody's."
    ReadDrafts "read_drafts" [Editor Reviewer Chief]
        "See everybody's drafts, their revisions and their review records."
    WriteDrafts "write_drafts" [Editor Chief]
        "Change, submit and delete everybody's drafts."
    ReviewArticles "review_articles" [Reviewer Chief]
        "Approve or return submitted articles that one did not write."
    PublishArticles "publish_articles" [Chief]
        "Publish, schedule, correct, unpublish and withdraw articles."
    EditReference "edit_reference" [Editor Chief Admin]
        "Make, change and delete columns, sources, people and tags."
    EditChannels "edit_channels" [Chief Admin]
        "Make, change, move and delete channels."
    EditAuthorisations "edit_authorisations" [Chief Admin]
        "Say what lists of sources say, one source at a time or a whole list at once."
    ReadAudit "read_audit" [Chief Admin]
        "See who did what, when, from where."
    ManageAccounts "manage_accounts" [Admin]
        "Make, change and disable accounts."
    ManageTokens "manage_tokens" [Admin]
        "Make and revoke tokens of machines and keys of readers."
    ReadArticles "read_articles" [Reporter Editor Reviewer Chief Admin Reader]
        "Read what is published, where the site is open only to those who have a key."
}

impl Permission {
    /// The permission of that word, if there is one.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.word() == word)
    }
}

/// Somebody who may do a thing. Taking one as an argument is what protects a handler.
#[derive(Clone, Debug)]
pub struct May<G> {
    actor: Actor,
    granted: PhantomData<fn() -> G>,
}

impl<G: Grant> May<G> {
    /// Lets an actor through who has the permission.
    pub(super) fn admit(actor: Actor) -> Option<Self> {
        actor.has(G::PERMISSION).then_some(Self { actor, granted: PhantomData })
    }
}

impl<G> Deref for May<G> {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}
