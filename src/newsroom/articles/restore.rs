//! Going back to an earlier revision.

use uuid::Uuid;

use super::super::draft::{Draft, Revision};
use super::super::query;
use super::super::save::{open, revise};
use super::update::not_withdrawn;
use crate::articles::manuscript::Manuscript;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::{Code, Error, Result};
use crate::store::{Reads, Tx};
use crate::web::IfMatch;

/// Makes a new revision that says what an earlier one said.
pub(super) async fn restore(
    tx: &Tx,
    by: &Actor,
    (id, seen): (Uuid, &IfMatch),
    number: i32,
) -> Result<(Draft, Manuscript)> {
    let mut draft = open(tx, id, by, seen).await?.changed_by(by)?;
    not_withdrawn(&draft)?;
    let Revision { manuscript, .. } = known(tx, id, number).await?;
    revise(tx, &mut draft, &manuscript, Some(format!("Restores revision {number}.")), by).await?;
    let entry = Entry::on("restore_revision", "article", id, draft.title.clone());
    record(tx, by, entry.with("restored", number).with("revision", draft.revision)).await?;
    Ok((draft, manuscript))
}

/// A revision that must be there.
pub(in crate::newsroom) async fn known(db: &impl Reads, id: Uuid, number: i32) -> Result<Revision> {
    query::revision(db, id, number)
        .await?
        .ok_or_else(|| Error::refused(Code::RevisionNotFound, format!("The article {id} has no revision {number}.")))
}
