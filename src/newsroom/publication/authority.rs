//! Whether an article may be published from its source: what the lists say of it on the day that readers are told it was
//! published on, and what lets it through where they do not list it.

use chrono_tz::Tz;

use super::query;
use crate::articles::article::{Authorisation, SourceOverride};
use crate::articles::save as articles;
use crate::articles::source_overrides;
use crate::auth::Actor;
use crate::catalog::save::Tree;
use crate::catalog::sourcing;
use crate::config::{Settings, Unlisted};
use crate::kernel::error::{Code, Error, Result};
use crate::kernel::instant;
use crate::kernel::kind::Kind;
use crate::newsroom::draft::{Draft, Revision};
use crate::state::stored;
use crate::store::Tx;

/// On which terms this site publishes.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How many levels of review must have approved.
    pub levels: u32,
    /// What happens with sources that are not listed.
    pub unlisted: Unlisted,
    /// The zone that days are reckoned in.
    pub zone: Tz,
}

impl From<&Settings> for Terms {
    fn from(settings: &Settings) -> Self {
        Self { levels: settings.review.levels, unlisted: settings.sources.unlisted, zone: settings.site.time_zone }
    }
}

/// What was found out of an article's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// What the lists say of it on the day; unknown where the article has no source.
    pub(super) status: Authorisation,
    /// Why it is let through now, where it is not listed.
    pub(super) because: Option<String>,
}

/// What the lists say of the source of a revision that is published, or will be, at a time (in milliseconds since 1970).
///
/// The day is that of the revision's `published_at` where it has one, in the site's zone: an edition of which no list says
/// anything is as its medium. What was found out when the article was published first stands, as long as its source and that day
/// are the same. Refuses a source that is not listed, where the site wants that, unless a reason is given or one was given for
/// the same article before.
pub(super) async fn judge(
    tx: &Tx,
    draft: &Draft,
    revision: &Revision,
    (at_ms, terms): (i64, Terms),
    reason: Option<String>,
) -> Result<Finding> {
    let fields = &revision.manuscript.fields;
    let Some(source) = fields.source else { return Ok(Finding { status: Authorisation::Unknown, because: None }) };
    let standing = query::article(tx, draft.article).await?.filter(|row| row.revision > 0);
    let day_of = |ms: i64| instant::day_of(stored(ms), terms.zone);
    let told = fields.published_at.or(standing.as_ref().map(|row| row.published_at)).unwrap_or(at_ms);
    let stands = standing
        .filter(|row| row.source_id == Some(source) && day_of(row.published_at) == day_of(told))
        .map(|row| Authorisation::of_word(&row.authorised_at_publication))
        .filter(|status| *status != Authorisation::Unknown);
    let status = match stands {
        Some(status) => status,
        None => {
            let line = Tree::read(tx, Kind::Source).await?.path(source);
            sourcing::query::whole(tx).await?.on(line, day_of(told))
        }
    };
    if status == Authorisation::Listed {
        return Ok(Finding { status, because: None });
    }
    if reason.is_some() || terms.unlisted == Unlisted::Allow {
        return Ok(Finding { status, because: reason });
    }
    // A reason holds for as long as the article is scheduled, and for what readers see of it.
    let is_open = stands.is_some() || query::of_article(tx, draft.article).await?.is_some();
    if is_open && source_overrides(tx, &[draft.article]).await?.contains_key(&draft.article) {
        return Ok(Finding { status, because: None });
    }
    let said = match status {
        Authorisation::Frozen => "is suspended",
        Authorisation::Removed => "was taken off its list",
        Authorisation::Unlisted => "stands on no list",
        Authorisation::Listed | Authorisation::Unknown => "is unknown: no list of sources was ever imported",
    };
    let (day, word) = (day_of(told), status.word());
    let detail =
        format!("On {day} the article's source {said} (`{word}`); `source_override` says why it is published.");
    Err(Error::refused(Code::SourceNotAuthorised, detail))
}

/// Keeps why an article is let through, where that was said now.
pub(super) async fn keep(tx: &Tx, by: &Actor, draft: &Draft, finding: &Finding) -> Result<()> {
    let Some(reason) = finding.because.clone() else { return Ok(()) };
    let said = SourceOverride { reason, by: by.name.clone(), at_ms: tx.now().timestamp_millis() };
    articles::put_override(tx, draft.article, by.known_id(), &said).await
}
