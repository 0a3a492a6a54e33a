//! Changing and deleting a draft.

use serde_json::Value;
use uuid::Uuid;

use super::super::draft::Draft;
use super::super::publication::query::{self as schedule, Scheduled};
use super::super::query;
use super::super::save::{delete as forget, open, revise};
use super::content::ArticleContent;
use super::input::{self, MEMBERS, Read};
use crate::articles::manuscript::Manuscript;
use crate::articles::pictures;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::{Code, Error, Result};
use crate::state::State;
use crate::store::{Primary, Tx};
use crate::web::{IfMatch, JsonBody};

/// What a change has led to.
pub(super) struct Changed {
    /// The draft.
    pub draft: Draft,
    /// What it says.
    pub content: ArticleContent,
    /// What of the body could not be kept.
    pub dropped: Vec<String>,
    /// When it is to be published, if it is.
    pub scheduled: Option<Scheduled>,
}

/// Applies a merge patch to the latest revision and makes the next one of it; none where that says the same.
pub(super) async fn update(
    db: &Primary,
    state: &State,
    by: &Actor,
    (id, seen): (Uuid, &IfMatch),
    patch: &JsonBody,
) -> Result<Changed> {
    let note = patch.read(|object| {
        object.know(&MEMBERS);
        object.know(&["published_precision"]);
        input::note(object)
    })?;
    let mut patch = patch.value()?;
    if let Value::Object(members) = &mut patch {
        members.remove("note");
    }
    state.catch_up().await?;
    db.transaction(async |tx| {
        let mut draft = open(tx, id, by, seen).await?.changed_by(by)?;
        not_withdrawn(&draft)?;
        let before = latest(tx, &draft).await?;
        let mut whole = Value::Object(input::as_sent(state, &before));
        merge(&mut whole, patch);
        let whole = serde_json::to_vec(&whole).map_err(Error::broken)?;
        let catalog = state.catalog();
        let read = JsonBody::parse(&whole)?.read(|object| input::manuscript(object, state, &catalog))?;
        let Read { manuscript, dropped } = read;
        let manuscript = pictures::filled(tx, manuscript).await?;
        if manuscript != before {
            revise(tx, &mut draft, &manuscript, note, by).await?;
            let entry = Entry::on("update_article", "article", id, draft.title.clone());
            record(tx, by, entry.with("revision", draft.revision)).await?;
        }
        let scheduled = schedule::of_article(tx, id).await?;
        let content = ArticleContent::of(tx, state, manuscript).await?;
        Ok(Changed { draft, content, dropped, scheduled })
    })
    .await
}

/// Deletes an article that was never published.
pub(super) async fn delete(db: &Primary, by: &Actor, id: Uuid, seen: &IfMatch) -> Result<()> {
    db.transaction(async |tx| {
        let draft = open(tx, id, by, seen).await?.changed_by(by)?;
        if draft.published_revision > 0 {
            let detail = "It was published; `withdraw_article` takes it back for good.";
            return Err(Error::refused(Code::ArticlePublished, detail));
        }
        forget(tx, id).await?;
        record(tx, by, Entry::on("delete_article", "article", id, draft.title)).await
    })
    .await
}

/// Refuses what was taken back for good.
pub(super) fn not_withdrawn(draft: &Draft) -> Result<()> {
    if draft.state == "withdrawn" {
        let detail = format!("The article {} was withdrawn for good.", draft.article);
        return Err(Error::refused(Code::ArticleWithdrawn, detail));
    }
    Ok(())
}

/// What the latest revision says.
async fn latest(tx: &Tx, draft: &Draft) -> Result<Manuscript> {
    let revision = query::revision(tx, draft.article, draft.revision).await?;
    revision.map(|revision| revision.manuscript).ok_or_else(|| Error::broken("the latest revision is not there"))
}

/// Applies a merge patch (RFC 7396, section 2). The depth of both is bounded by the reader of JSON.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(&name);
        } else if name == "body" {
            // Two bodies are not mixed: a format has no members of another.
            target.insert(name, value);
        } else {
            merge(target.entry(name).or_insert(Value::Null), value);
        }
    }
}
