//! Making, changing and deleting sources inside a transaction: editions below media, and names that are one source's only.

use uuid::Uuid;

use super::input::{Above, Changes};
use super::query::{self, EditedSource};
use crate::auth::Actor;
use crate::catalog::save::{Tree, relist};
use crate::catalog::sourcing::query::Holder;
use crate::catalog::sourcing::{self, save};
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::{self, Head, Kept};
use crate::store::{Reads, Tx};
use crate::web::IfMatch;
use crate::web::problem::HOLDER;
use crate::web::query::shown;

/// A source as its editors see it.
pub(super) async fn get(db: &impl Reads, which: &str) -> Result<Kept<EditedSource>> {
    let thing = query::found(db, which).await?;
    let Kept { former_slugs, .. } = edit::get::<EditedSource>(db, which).await?;
    Ok(Kept { thing, former_slugs })
}

/// Makes a medium, or an edition of one.
pub(super) async fn create(tx: &mut Tx, by: &Actor, name: String, changes: Changes) -> Result<Kept<EditedSource>> {
    let (slug, above) = (changes.slug.clone(), changes.above.clone());
    let (aliases, periods) = (Vec::new(), Vec::new());
    let mut source = EditedSource { head: Head::new(name), parent: None, kind: None, aliases, periods };
    changes.apply(&mut source);
    if let Some(above) = above {
        source.parent = medium(tx, above).await?;
    }
    own_names(tx, &source).await?;
    let kept = edit::create(tx, by, source, slug).await?;
    save::put_aliases(tx, kept.thing.head.id, &kept.thing.aliases).await?;
    Ok(kept)
}

/// Changes a source: its names, its slug, its kind, and what it is an edition of, with its articles.
pub(super) async fn update(
    tx: &mut Tx,
    by: &Actor,
    (which, held): (&str, &IfMatch),
    changes: Changes,
) -> Result<Kept<EditedSource>> {
    let before = query::found(tx, which).await?;
    held.admit(before.head.version)?;
    let (slug, above) = (changes.slug.clone(), changes.above.clone());
    let mut after = before.clone();
    changes.apply(&mut after);
    if let Some(above) = above {
        after.parent = medium(tx, above).await?;
    }
    if after.parent != before.parent {
        moves(tx, &before, after.parent).await?;
    }
    if (&after.head.name, &after.aliases) != (&before.head.name, &before.aliases) {
        own_names(tx, &after).await?;
    }
    let kept = edit::update(tx, by, &before, after, slug).await?;
    if kept.thing.aliases != before.aliases {
        save::put_aliases(tx, kept.thing.head.id, &kept.thing.aliases).await?;
    }
    Ok(kept)
}

/// Deletes a source that nothing uses, with what lists said of it; the line of the change log.
pub(super) async fn delete(tx: &mut Tx, by: &Actor, (which, held): (&str, &IfMatch)) -> Result<(Uuid, i64)> {
    let source = query::found(tx, which).await?;
    held.admit(source.head.version)?;
    save::forget(tx, source.head.id).await?;
    Ok((source.head.id, edit::delete(tx, by, &source).await?))
}

/// The medium that a source is to be an edition of.
async fn medium(tx: &Tx, above: Above) -> Result<Option<Uuid>> {
    let Above::Medium(name) = above else { return Ok(None) };
    let Some(medium) = edit::find::<EditedSource>(tx, &name).await? else {
        let detail = format!("No source has the slug or id `{}`.", shown(&name));
        return Err(refused("/parent", FieldCode::NotFound, detail));
    };
    if medium.parent.is_some() {
        let detail = format!("“{}” is an edition itself, and editions have none.", medium.head.name);
        return Err(refused("/parent", FieldCode::OutOfRange, detail));
    }
    Ok(Some(medium.head.id))
}

/// Moves the articles of a source below a medium, or out of one. Refuses itself, and a place for what has editions.
async fn moves(tx: &Tx, source: &EditedSource, to: Option<Uuid>) -> Result<()> {
    let tree = Tree::read(tx, Kind::Source).await?;
    if to.is_some() && (to == Some(source.head.id) || tree.height(source.head.id) > 1) {
        let detail = "It is to be an edition of itself, or has editions, which editions have not.";
        return Err(refused("/parent", FieldCode::Conflict, detail.to_owned()));
    }
    relist(tx, &tree, source.head.id, to).await
}

/// Refuses a name that is another source's alias, and an alias that is another source's name or alias.
async fn own_names(tx: &Tx, source: &EditedSource) -> Result<()> {
    let id = source.head.id;
    if let Some(holder) = sourcing::query::alias_holder(tx, &source.head.name, id).await? {
        return Err(taken(&source.head.name, holder));
    }
    for alias in &source.aliases {
        if let Some(holder) = sourcing::query::holder(tx, alias, id).await? {
            return Err(taken(alias, holder));
        }
    }
    Ok(())
}

/// A refusal that names who has a name.
fn taken(name: &str, holder: Holder) -> Error {
    let Holder { id, slug, name: of_holder } = holder;
    let detail = format!("The source `{slug}` is known as “{}”.", shown(name));
    let held = serde_json::json!({"kind": "source", "id": id.to_string(), "slug": slug, "name": of_holder});
    let extra = [(HOLDER.to_owned(), held)].into_iter().collect();
    Error::Refused { code: Code::NameTaken, detail: detail.into(), errors: Vec::new(), extra }
}

/// A refusal of one member of the body.
fn refused(pointer: &str, code: FieldCode, detail: String) -> Error {
    Error::content(vec![FieldError { place: Place::Pointer(pointer.to_owned()), code, detail }])
}
