//! The steps of review: handing in, approving, giving back.

use uuid::Uuid;

use super::query;
use super::record::{Action, Line};
use super::rules::{Round, Step, writers};
use super::save::{Note, append};
use crate::audit::{Entry, record};
use crate::auth::{Actor, Via};
use crate::kernel::error::{Code, Error, Result};
use crate::newsroom::draft::{Draft, Revision};
use crate::newsroom::stage::Stage;
use crate::newsroom::{open, write};
use crate::store::{Primary, Tx};
use crate::web::IfMatch;

/// What a reviewer says of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may go on, perhaps with a comment.
    Approve(Option<String>),
    /// It goes back, for this reason.
    Return(String),
}

/// Hands the latest revision in for review; with no level of review it is approved by that.
pub async fn submit(
    db: &Primary,
    by: &Actor,
    id: Uuid,
    seen: &IfMatch,
    comment: Option<String>,
    levels: u32,
) -> Result<()> {
    db.transaction(async |tx| {
        let mut draft = open(tx, id, by, seen).await?.changed_by(by)?;
        alive(&draft)?;
        if !matches!(draft.stage, Stage::Draft | Stage::Returned) {
            return Err(wrong_stage(&draft, "only what is being written or was returned can be submitted"));
        }
        current(&draft)?;
        let revision = latest(tx, &draft).await?;
        let note =
            Note { action: Action::Submitted, revision: draft.revision, digest: &revision.digest, level: 0, comment };
        append(tx, id, by, note).await?;
        draft.stage = if levels == 0 { Stage::Approved } else { Stage::Submitted };
        draft.level = 0;
        write(tx, &mut draft, &revision.manuscript, by).await?;
        record(tx, by, Entry::on("submit_article", "article", id, &draft.title).with("revision", draft.revision)).await
    })
    .await
}

/// Approves or returns what was submitted.
pub async fn review(db: &Primary, by: &Actor, id: Uuid, seen: &IfMatch, verdict: Verdict, levels: u32) -> Result<()> {
    db.transaction(async |tx| {
        let mut draft = open(tx, id, by, seen).await?;
        alive(&draft)?;
        let levels = i32::try_from(levels).unwrap_or(i32::MAX);
        // Levels may have been added since the last one approved it.
        let waits = match (draft.stage, &verdict) {
            (Stage::Submitted, _) | (Stage::Approved, Verdict::Return(_)) => true,
            (Stage::Approved, Verdict::Approve(_)) => draft.level < levels,
            _ => false,
        };
        if !waits {
            return Err(wrong_stage(&draft, "only what was submitted can be reviewed"));
        }
        let revision = latest(tx, &draft).await?;
        let lines = query::lines(tx, id).await?;
        let round = round(&lines);
        independent(tx, by, &draft, &lines).await?;
        let (action, level, comment, operation) = match verdict {
            Verdict::Approve(comment) => {
                if round.is_signed_by(&by.id.to_string()) {
                    return Err(Error::refused(
                        Code::NotIndependent,
                        format!("You have signed revision {} at another level already.", draft.revision),
                    ));
                }
                draft.level = i32::try_from(round.signers.len()).unwrap_or(i32::MAX).saturating_add(1);
                draft.stage = if draft.level >= levels { Stage::Approved } else { Stage::Submitted };
                (Action::Approved, draft.level, comment, "approve_article")
            }
            Verdict::Return(comment) => {
                let level = draft.level.saturating_add(1).min(levels);
                (draft.level, draft.stage) = (0, Stage::Returned);
                unschedule(tx, by, &draft, &revision.digest, "It was returned.").await?;
                (Action::Returned, level, Some(comment), "return_article")
            }
        };
        append(tx, id, by, Note { action, revision: draft.revision, digest: &revision.digest, level, comment }).await?;
        write(tx, &mut draft, &revision.manuscript, by).await?;
        let entry = Entry::on(operation, "article", id, &draft.title);
        record(tx, by, entry.with("revision", draft.revision).with("level", level)).await
    })
    .await
}

/// Voids what was signed or scheduled of a draft that is about to get another revision.
pub async fn void(tx: &Tx, by: &Actor, draft: &Draft) -> Result<()> {
    if draft.revision == 0 {
        return Ok(());
    }
    let revision = latest(tx, draft).await?;
    unschedule(tx, by, draft, &revision.digest, "It was changed.").await?;
    if !matches!(draft.stage, Stage::Submitted | Stage::Approved) {
        return Ok(());
    }
    let note =
        Note { action: Action::Voided, revision: draft.revision, digest: &revision.digest, level: 0, comment: None };
    append(tx, draft.article, by, note).await
}

/// Takes an article's time of publication away, if it has one.
pub async fn unschedule(tx: &Tx, by: &Actor, draft: &Draft, digest: &str, why: &'static str) -> Result<()> {
    use crate::newsroom::publication;
    let Some(row) = publication::query::of_article(tx, draft.article).await? else { return Ok(()) };
    publication::save::unschedule(tx, draft.article).await?;
    if draft.published_revision == 0 {
        // What let it through was said of what is not to be published now.
        crate::articles::save::drop_override(tx, draft.article).await?;
    }
    let note =
        Note { action: Action::Unscheduled, revision: row.revision, digest, level: 0, comment: Some(why.to_owned()) };
    append(tx, draft.article, by, note).await?;
    let entry = Entry::on("cancel_schedule", "article", draft.article, &draft.title);
    record(tx, by, entry.with("because", why)).await
}

/// The round that a record ends in.
#[must_use]
pub fn round(lines: &[Line]) -> Round {
    Round::of(lines.iter().map(|line| Step {
        action: line.action,
        revision: line.revision,
        digest: &line.digest,
        account: line.account.id.as_deref(),
    }))
}

/// Refuses a reviewer who is no person, or who wrote any of what is new in the text.
async fn independent(tx: &Tx, by: &Actor, draft: &Draft, lines: &[Line]) -> Result<()> {
    if by.via != Via::Account {
        return Err(Error::refused(Code::NotIndependent, "A review is signed by a person: sign in with an account."));
    }
    let revisions = query::written_by(tx, draft.article).await?;
    let mut published: Vec<i32> = lines
        .iter()
        .filter(|line| matches!(line.action, Action::Published | Action::Corrected))
        .map(|line| line.revision)
        .collect();
    published.push(draft.published_revision);
    if writers(&revisions, &published, draft.revision).contains(&by.id.to_string().as_str()) {
        return Err(Error::refused(Code::NotIndependent, "You wrote some of this text; somebody else reviews it."));
    }
    Ok(())
}

/// The latest revision of a draft.
pub async fn latest(tx: &Tx, draft: &Draft) -> Result<Revision> {
    let found = crate::newsroom::query::revision(tx, draft.article, draft.revision).await?;
    found.ok_or_else(|| Error::broken(format!("the revision {} of {} is not there", draft.revision, draft.article)))
}

/// Refuses what was taken back for good.
pub fn alive(draft: &Draft) -> Result<()> {
    if draft.state == "withdrawn" {
        let detail = format!("The article {} was withdrawn for good.", draft.article);
        return Err(Error::refused(Code::ArticleWithdrawn, detail));
    }
    Ok(())
}

/// Refuses a draft that is older than what readers see, since an import has published another text.
pub fn current(draft: &Draft) -> Result<()> {
    if draft.revision >= draft.published_revision {
        return Ok(());
    }
    let what = format!(
        "an import has published revision {published} since; compare the two, then change the draft, restore revision {} to keep its \
         text, or restore revision {published}",
        draft.revision,
        published = draft.published_revision,
    );
    Err(wrong_stage(draft, &what))
}

/// A refusal that says where the draft stands.
#[must_use]
pub fn wrong_stage(draft: &Draft, what: &str) -> Error {
    let detail =
        format!("Revision {} is `{}`, the article `{}`: {what}.", draft.revision, draft.stage.word(), draft.state);
    Error::refused(Code::WrongStage, detail)
}
