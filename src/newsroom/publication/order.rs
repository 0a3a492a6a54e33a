//! What the chief orders: publish now or at a time, correct, take out of sight, take back for good.

use uuid::Uuid;

use super::authority::{self, Finding, Terms};
use super::{query, save};
use crate::articles::save as articles;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::instant::Instant;
use crate::newsroom::draft::{Draft, Revision};
use crate::newsroom::query as drafts;
use crate::newsroom::review::query::lines;
use crate::newsroom::review::record::Action;
use crate::newsroom::review::rules::missing;
use crate::newsroom::review::save::{Note, append};
use crate::newsroom::review::steps::{alive, current, latest, round, unschedule, wrong_stage};
use crate::newsroom::stage::Stage;
use crate::newsroom::{open, write};
use crate::store::change_log::Event;
use crate::store::{Primary, Tx};
use crate::web::IfMatch;

/// Why articles are taken back for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, utoipa::ToSchema, serde::Serialize)]
#[schema(as = WithdrawalReason)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The law or a court asks for it.
    Legal,
    /// What it says is wrong.
    FactualError,
    /// Its source has taken it back.
    SourceWithdrawn,
    /// It tells what is private.
    Privacy,
    /// It is there twice.
    Duplicate,
    /// Something else.
    Other,
}

impl Reason {
    /// Each reason by its word.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("legal", Self::Legal),
        ("factual_error", Self::FactualError),
        ("source_withdrawn", Self::SourceWithdrawn),
        ("privacy", Self::Privacy),
        ("duplicate", Self::Duplicate),
        ("other", Self::Other),
    ];

    /// The word used in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, reason)| *reason == self).map_or("other", |(word, _)| word)
    }
}

/// Publishes the latest revision now.
///
/// `revision` says which one the caller means. Where readers see just that one already, nothing changes, whatever state was
/// seen: what was asked for has been done (RFC 9110, section 13.1.1).
pub async fn publish(
    db: &Primary,
    by: &Actor,
    id: Uuid,
    seen: &IfMatch,
    (revision, reason): (Option<i32>, Option<String>),
    terms: Terms,
) -> Result<()> {
    db.transaction(async |tx| {
        if let Some(asked) = revision
            && let Some(draft) = drafts::draft(tx, id).await?
            && is_before_readers(&draft, asked)
        {
            return draft.seen_by(by).map(drop);
        }
        let mut draft = open(tx, id, by, seen).await?;
        alive(&draft)?;
        if is_before_readers(&draft, draft.revision) {
            return Ok(());
        }
        let revision = meant(tx, &draft, revision).await?;
        put(tx, by, (&mut draft, &revision), Appearance::Publication, (reason, terms)).await
    })
    .await
}

/// Schedules the latest revision for a time, in place of an earlier schedule; its slug and external id are reserved until then.
pub async fn schedule(
    db: &Primary,
    by: &Actor,
    id: Uuid,
    seen: &IfMatch,
    (revision, at, reason): (Option<i32>, Instant, Option<String>),
    terms: Terms,
) -> Result<()> {
    db.transaction(async |tx| {
        let mut draft = open(tx, id, by, seen).await?;
        alive(&draft)?;
        let revision = meant(tx, &draft, revision).await?;
        if is_before_readers(&draft, revision.number) {
            return Err(wrong_stage(&draft, "readers see it already"));
        }
        current(&draft)?;
        approved(tx, &draft, &revision, terms.levels).await?;
        if at <= tx.now() {
            return Err(refused("at", "It has passed; leave it out to publish now."));
        }
        let due_at = at.timestamp_millis();
        if revision.manuscript.fields.published_at.is_some_and(|told| told > due_at) {
            return Err(refused("at", "Readers would be told a later `published_at` than this."));
        }
        let finding = authority::judge(tx, &draft, &revision, (due_at, terms), reason).await?;
        let reserved = articles::names(tx, id, &revision.manuscript.fields).await?;
        let before = query::of_article(tx, id).await?;
        let is_due =
            before.is_some_and(|row| (row.revision, row.due_at, row.failed_at) == (revision.number, due_at, None));
        if is_due && finding.because.is_none() {
            return Ok(());
        }
        authority::keep(tx, by, &draft, &finding).await?;
        let row = query::Scheduled {
            article_id: id,
            revision: revision.number,
            due_at,
            account_id: by.known_id(),
            account_name: by.name.clone(),
            created_at: tx.now().timestamp_millis(),
            failed_at: None,
            failure: None,
            slug: Some(reserved.slug),
            external_id: reserved.external_id,
        };
        save::schedule(tx, row).await?;
        let due = at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        note(tx, by, &draft, &revision, Action::Scheduled, Some(due.clone())).await?;
        write(tx, &mut draft, &revision.manuscript, by).await?;
        let entry = Entry::on("publish_article", "article", id, &draft.title);
        let entry = entry.with("revision", revision.number).with("at", due);
        record(tx, by, said(entry, &finding)).await
    })
    .await
}

/// Takes an article's time of publication away.
pub async fn cancel(db: &Primary, by: &Actor, id: Uuid, seen: &IfMatch) -> Result<()> {
    db.transaction(async |tx| {
        let mut draft = open(tx, id, by, seen).await?;
        if query::of_article(tx, id).await?.is_none() {
            return Err(Error::refused(Code::ScheduleNotFound, format!("The article {id} is not scheduled.")));
        }
        let revision = latest(tx, &draft).await?;
        unschedule(tx, by, &draft, &revision.digest, "It was cancelled.").await?;
        write(tx, &mut draft, &revision.manuscript, by).await
    })
    .await
}

/// Publishes a later revision than readers see as a correction, with a note for them.
pub async fn correct(
    db: &Primary,
    by: &Actor,
    id: Uuid,
    seen: &IfMatch,
    (revision, told, reason): (Option<i32>, String, Option<String>),
    terms: Terms,
) -> Result<()> {
    db.transaction(async |tx| {
        let mut draft = open(tx, id, by, seen).await?;
        alive(&draft)?;
        if draft.state != "published" || draft.revision <= draft.published_revision {
            return Err(wrong_stage(&draft, "a correction is a later revision of what readers see"));
        }
        let revision = meant(tx, &draft, revision).await?;
        put(tx, by, (&mut draft, &revision), Appearance::Correction(told), (reason, terms)).await
    })
    .await
}

/// Takes an article out of readers' sight, so that it may come back.
pub async fn unpublish(db: &Primary, by: &Actor, id: Uuid, seen: &IfMatch, why: String) -> Result<()> {
    db.transaction(async |tx| {
        let mut draft = open(tx, id, by, seen).await?;
        alive(&draft)?;
        match draft.state.as_str() {
            "unpublished" => return Ok(()),
            "published" => {}
            _ => return Err(wrong_stage(&draft, "readers never saw it")),
        }
        let seq = articles::unpublish(tx, id).await?;
        "unpublished".clone_into(&mut draft.state);
        hidden(tx, by, &mut draft, Action::Unpublished, Some(why.clone())).await?;
        let entry = Entry::on("unpublish_article", "article", id, &draft.title);
        record(tx, by, entry.with("seq", seq).with("reason", why)).await
    })
    .await
}

/// Takes an article back for good; readers are told why.
pub async fn withdraw(
    db: &Primary,
    by: &Actor,
    id: Uuid,
    seen: &IfMatch,
    (reason, told): (Reason, Option<String>),
) -> Result<()> {
    db.transaction(async |tx| {
        if let Some(draft) = drafts::draft(tx, id).await?.filter(|draft| draft.state == "withdrawn") {
            return draft.seen_by(by).map(drop);
        }
        let mut draft = open(tx, id, by, seen).await?;
        if draft.state == "draft" {
            return Err(wrong_stage(&draft, "readers never saw it; a draft is deleted"));
        }
        let seq = articles::withdraw(tx, id).await?;
        "withdrawn".clone_into(&mut draft.state);
        save::withdraw(tx, id, reason.word(), told.as_deref()).await?;
        let said = told.map_or_else(|| reason.word().to_owned(), |told| format!("{}: {told}", reason.word()));
        hidden(tx, by, &mut draft, Action::Withdrawn, Some(said)).await?;
        let entry = Entry::on("withdraw_article", "article", id, &draft.title);
        record(tx, by, entry.with("seq", seq).with("reason", reason.word())).await
    })
    .await
}

/// Publishes what falls due, unless another instance has done so or it was changed meanwhile; whether it was there.
pub async fn fall_due(db: &Primary, id: Uuid, terms: Terms) -> Result<bool> {
    db.transaction(async |tx| {
        let Some(row) = due(tx, id).await? else { return Ok(false) };
        let Some(mut draft) = drafts::draft(tx, id).await? else { return Ok(false) };
        alive(&draft)?;
        let revision = meant(tx, &draft, Some(row.revision)).await?;
        put(tx, &Actor::system(), (&mut draft, &revision), Appearance::Publication, (None, terms)).await?;
        Ok(true)
    })
    .await
}

/// Marks what fell due and could not be published, so that it is not tried again.
pub async fn fail(db: &Primary, id: Uuid, failure: &str) -> Result<()> {
    db.transaction(async |tx| {
        let Some(row) = due(tx, id).await? else { return Ok(()) };
        let at = tx.now().timestamp_millis();
        let revision = row.revision;
        // What failed reserves no name any more.
        let failed = query::Scheduled {
            failed_at: Some(at),
            failure: Some(failure.to_owned()),
            slug: None,
            external_id: None,
            ..row
        };
        save::schedule(tx, failed).await?;
        let by = Actor::system();
        let Some(mut draft) = drafts::draft(tx, id).await? else { return Ok(()) };
        let latest = latest(tx, &draft).await?;
        write(tx, &mut draft, &latest.manuscript, &by).await?;
        let entry = Entry::on("publish_article", "article", id, &draft.title);
        record(tx, &by, entry.with("revision", revision).with("failure", failure)).await
    })
    .await
}

/// What an article is due by, if it is due now.
async fn due(tx: &Tx, id: Uuid) -> Result<Option<query::Scheduled>> {
    let now = tx.now().timestamp_millis();
    Ok(query::of_article(tx, id).await?.filter(|row| row.failed_at.is_none() && row.due_at <= now))
}

/// As what a revision comes before readers.
enum Appearance {
    /// As the article, new or changed.
    Publication,
    /// As a correction, with a note for readers.
    Correction(String),
}

/// Puts an approved revision before readers.
async fn put(
    tx: &mut Tx,
    by: &Actor,
    (draft, revision): (&mut Draft, &Revision),
    appearance: Appearance,
    (reason, terms): (Option<String>, Terms),
) -> Result<()> {
    current(draft)?;
    approved(tx, draft, revision, terms.levels).await?;
    let now = tx.now().timestamp_millis();
    let finding = authority::judge(tx, draft, revision, (now, terms), reason).await?;
    let id = draft.article;
    let (event, action, operation, told) = match appearance {
        Appearance::Correction(told) => (Event::Corrected, Action::Corrected, "correct_article", Some(told)),
        Appearance::Publication if draft.state == "published" => {
            (Event::Updated, Action::Published, "publish_article", None)
        }
        Appearance::Publication => (Event::Published, Action::Published, "publish_article", None),
    };
    let status = Some(finding.status);
    let stands = articles::publish(tx, id, revision.number, &revision.manuscript, status, event).await?;
    authority::keep(tx, by, draft, &finding).await?;
    if let Some(told) = &told {
        let number = query::last_correction(tx, id).await? + 1;
        save::correct(tx, id, number, revision.number, told).await?;
    }
    save::unschedule(tx, id).await?;
    let comment = told.or_else(|| finding.because.clone());
    note(tx, by, draft, revision, action, comment).await?;
    "published".clone_into(&mut draft.state);
    draft.slug = Some(stands.slug);
    draft.published_revision = revision.number;
    draft.stage = Stage::Published;
    write(tx, draft, &revision.manuscript, by).await?;
    let entry = Entry::on(operation, "article", id, &draft.title);
    let entry = entry.with("revision", revision.number).with("seq", stands.seq);
    record(tx, by, said(entry, &finding)).await
}

/// A line of the audit with what let the article through, where something had to.
fn said(entry: Entry, finding: &Finding) -> Entry {
    match finding.because.clone() {
        Some(reason) => entry.with("authorisation", finding.status.word()).with("source_override", reason),
        None => entry,
    }
}

/// Notes that an article is out of readers' sight; what was scheduled of it is not any more.
async fn hidden(tx: &Tx, by: &Actor, draft: &mut Draft, action: Action, said: Option<String>) -> Result<()> {
    let latest = latest(tx, draft).await?;
    unschedule(tx, by, draft, &latest.digest, "It was taken out of readers' sight.").await?;
    let seen = drafts::revision(tx, draft.article, draft.published_revision).await?;
    note(tx, by, draft, seen.as_ref().unwrap_or(&latest), action, said).await?;
    write(tx, draft, &latest.manuscript, by).await
}

/// Adds a line to the record that is about no level.
async fn note(
    tx: &Tx,
    by: &Actor,
    draft: &Draft,
    revision: &Revision,
    action: Action,
    comment: Option<String>,
) -> Result<()> {
    let note = Note { action, revision: revision.number, digest: &revision.digest, level: 0, comment };
    append(tx, draft.article, by, note).await
}

/// The latest revision, which must be the one that the caller means, if they say.
async fn meant(tx: &Tx, draft: &Draft, asked: Option<i32>) -> Result<Revision> {
    if asked.is_some_and(|asked| asked != draft.revision) {
        let detail = format!("Only the latest revision can be published, and that is {}.", draft.revision);
        return Err(Error::refused(Code::NotApproved, detail));
    }
    latest(tx, draft).await
}

/// Refuses a revision that the levels of review have not approved just as it is. One that readers saw last needs no other
/// review to come back.
async fn approved(tx: &Tx, draft: &Draft, revision: &Revision, levels: u32) -> Result<()> {
    if draft.stage == Stage::Returned {
        let detail = format!("Revision {} was returned; it is submitted again or changed first.", revision.number);
        return Err(Error::refused(Code::NotApproved, detail));
    }
    if !drafts::is_as_written(tx, draft.article, revision.number).await? {
        let detail = format!("The text of revision {} is not the one that was written.", revision.number);
        return Err(Error::refused(Code::NotApproved, detail));
    }
    if draft.published_revision == revision.number {
        return Ok(());
    }
    let has = round(&lines(tx, draft.article).await?).levels(revision.number, &revision.digest);
    let levels = usize::try_from(levels).unwrap_or(usize::MAX);
    let lacks: Vec<String> = missing(has, levels).iter().map(ToString::to_string).collect();
    if lacks.is_empty() {
        return Ok(());
    }
    let detail =
        format!("Revision {} lacks the approval of level {} of {levels}.", revision.number, lacks.join(" and level "));
    Err(Error::refused(Code::NotApproved, detail))
}

/// Whether a revision is what readers see.
fn is_before_readers(draft: &Draft, revision: i32) -> bool {
    draft.state == "published" && draft.published_revision == revision
}

/// A refusal of one member of the body.
fn refused(member: &str, detail: &str) -> Error {
    let place = Place::Pointer(format!("/{member}"));
    Error::content(vec![FieldError { place, code: FieldCode::OutOfRange, detail: detail.to_owned() }])
}
