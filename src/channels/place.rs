//! Where channels stand: making one, moving one with its articles, putting siblings in order, taking one out.
//!
//! Siblings stand at 0, 1, 2 and so on. One that shifts has changed like one that was changed by hand: it has a line of the change
//! log and its next version, before those of the channel that made it shift, whose line is the last.

use uuid::Uuid;

use super::input::{Above, Changes};
use super::query::{self, EditedChannel};
use crate::auth::Actor;
use crate::catalog::save::{MAX_DEPTH, Tree, relist};
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::{self, Head, Kept};
use crate::store::Tx;
use crate::web::IfMatch;
use crate::web::query::shown;

/// Makes a channel below another one, or at the top; the last of its siblings unless it says which.
pub(super) async fn create(tx: &mut Tx, by: &Actor, name: String, changes: Changes) -> Result<Kept<EditedChannel>> {
    let Changes { name: _, slug, above, position } = changes;
    let parent = match above {
        Some(above) => parent(tx, above).await?,
        None => None,
    };
    let tree = Tree::read(tx, Kind::Channel).await?;
    if parent.is_some_and(|parent| tree.path(parent).len() >= MAX_DEPTH) {
        return Err(too_deep());
    }
    let siblings = query::below(tx, parent).await?;
    let position = make_room(tx, siblings, position).await?;
    edit::create(tx, by, EditedChannel { head: Head::new(name), parent, position }, slug).await
}

/// Changes a channel: its name and slug, what it stands below, its place among its siblings.
///
/// Its articles, and those below it, move along: they are listed and counted under what it stands below from then on.
pub(super) async fn update(
    tx: &mut Tx,
    by: &Actor,
    (which, held): (&str, &IfMatch),
    changes: Changes,
) -> Result<Kept<EditedChannel>> {
    let Changes { name, slug, above, position } = changes;
    let before: EditedChannel = edit::found(tx, which).await?;
    held.admit(before.head.version)?;
    let mut after = before.clone();
    if let Some(name) = name {
        after.head.name = name;
    }
    if let Some(above) = above {
        after.parent = parent(tx, above).await?;
    }
    let moves = after.parent != before.parent;
    if moves {
        rise_or_sink(tx, before.head.id, after.parent).await?;
        close_gap(tx, &before).await?;
    }
    if moves || position.is_some_and(|position| position != before.position) {
        let mut siblings = query::below(tx, after.parent).await?;
        siblings.retain(|sibling| sibling.head.id != before.head.id);
        after.position = make_room(tx, siblings, position).await?;
    }
    edit::update(tx, by, &before, after, slug).await
}

/// Deletes a channel that nothing uses; the last line of the change log.
pub(super) async fn delete(tx: &mut Tx, by: &Actor, (which, held): (&str, &IfMatch)) -> Result<(Uuid, i64)> {
    let channel: EditedChannel = edit::found(tx, which).await?;
    held.admit(channel.head.version)?;
    close_gap(tx, &channel).await?;
    Ok((channel.head.id, edit::delete(tx, by, &channel).await?))
}

/// The channel that one is to stand below.
async fn parent(tx: &Tx, above: Above) -> Result<Option<Uuid>> {
    let Above::Below(name) = above else { return Ok(None) };
    match edit::find::<EditedChannel>(tx, &name).await? {
        Some(parent) => Ok(Some(parent.head.id)),
        None => {
            let detail = format!("No channel has the slug or id `{}`.", shown(&name));
            Err(refused(FieldCode::NotFound, detail))
        }
    }
}

/// Moves the articles of a channel and of those below it. Refuses a place below itself, and one too deep.
async fn rise_or_sink(tx: &Tx, id: Uuid, to: Option<Uuid>) -> Result<()> {
    let tree = Tree::read(tx, Kind::Channel).await?;
    let path = to.map(|to| tree.path(to)).unwrap_or_default();
    if path.contains(&id) {
        let detail = "The channel that it is to stand below is itself, or stands below it.";
        return Err(Error::refused(Code::ChannelCycle, detail));
    }
    if path.len() + tree.height(id) > MAX_DEPTH {
        return Err(too_deep());
    }
    relist(tx, &tree, id, to).await
}

/// Puts siblings in order around a place that is left free, the last where none is asked for; which it is.
async fn make_room(tx: &mut Tx, siblings: Vec<EditedChannel>, position: Option<i32>) -> Result<i32> {
    let last = i32::try_from(siblings.len()).unwrap_or(i32::MAX);
    let free = position.unwrap_or(last).min(last);
    for (mut sibling, at) in siblings.into_iter().zip((0..).filter(|at| *at != free)) {
        if sibling.position != at {
            sibling.position = at;
            edit::store(tx, &mut sibling).await?;
        }
    }
    Ok(free)
}

/// Puts in order what a channel leaves.
async fn close_gap(tx: &mut Tx, channel: &EditedChannel) -> Result<()> {
    let mut siblings = query::below(tx, channel.parent).await?;
    siblings.retain(|sibling| sibling.head.id != channel.head.id);
    make_room(tx, siblings, None).await?;
    Ok(())
}

/// The refusal of a place below too many others.
fn too_deep() -> Error {
    refused(FieldCode::OutOfRange, format!("Channels stand at most {MAX_DEPTH} levels deep."))
}

/// A refusal of what it is to stand below.
fn refused(code: FieldCode, detail: String) -> Error {
    Error::content(vec![FieldError { place: Place::Pointer("/parent".to_owned()), code, detail }])
}
