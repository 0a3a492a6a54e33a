//! Preview links as editors see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is asked of a preview link.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct PreviewLinkInput {
    /// The number of the revision to show; the latest when absent.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    revision: Option<i32>,
    /// For how many minutes the link is good, 30 days at most; 3 days when absent.
    #[schema(minimum = 1, maximum = 43_200, default = 4_320, example = 4_320)]
    valid_minutes: Option<i32>,
}

/// A preview link. Whoever has its token sees the revision until it expires.
#[derive(Clone, Serialize, ToSchema)]
pub struct PreviewLink {
    /// Which revision it shows.
    #[schema(minimum = 1, example = 1)]
    pub revision: i32,
    /// When it expires.
    #[schema(format = "date-time", example = "2026-03-17T09:30:00+08:00")]
    pub expires_at: String,
    /// The token: the permission to see it.
    #[schema(example = "dibao_pv_AZWitHoQfMOfXh8LLTxOXwAAAAEAAAAAabi5SIJ0m4xZ5Qy3nVw0r3c2yq8u1t6k9b7e4a5d2f1c0w")]
    pub token: String,
    /// The path at which this service shows it.
    #[schema(
        example = "/v1/preview/dibao_pv_AZWitHoQfMOfXh8LLTxOXwAAAAEAAAAAabi5SIJ0m4xZ5Qy3nVw0r3c2yq8u1t6k9b7e4a5d2f1c0w"
    )]
    pub path: String,
}

impl std::fmt::Debug for PreviewLink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { revision, expires_at, token: _, path: _ } = self;
        formatter
            .debug_struct("PreviewLink")
            .field("revision", revision)
            .field("expires_at", expires_at)
            .finish_non_exhaustive()
    }
}

/// What is kept of a link for its `Idempotency-Key`: all but the secret, which is signed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Which revision it shows.
    pub(super) revision: i32,
    /// When it expires, in seconds since 1970.
    pub(super) expires_at_s: i64,
}
