//! The place of a thing that an import gives: its parent in a tree, or its code in a vocabulary.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Order, Value};
use uuid::Uuid;

use super::{Detail, Found, Thing, Tree, relist, table};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::limits;
use crate::store::{Reads, Tx};

/// The tag that has the code of a tag that is given.
pub(super) async fn of_code(tx: &Tx, thing: &Thing) -> Result<Option<Found>> {
    let Detail::Tag { scheme, code: Some(code) } = &thing.detail else { return Ok(None) };
    let query = Query::select()
        .columns(["id", "slug", "name"])
        .from(table(Kind::Tag))
        .and_where(Expr::col("scheme").eq(scheme.as_str()))
        .and_where(Expr::col("code").eq(code.as_str()))
        .order_by("id", Order::Asc)
        .take();
    tx.one(&query).await
}

/// The parent of a thing in a tree; none at the top.
struct Parent(Option<Uuid>);

/// The parent that a thing is to have; nothing for one that is in no tree.
fn parent_of(values: &[(&str, Value)]) -> Option<Parent> {
    let parent = values.iter().find(|(column, _)| *column == "parent_id");
    parent.and_then(|(_, value)| if let Value::Uuid(to) = value { Some(Parent(*to)) } else { None })
}

/// Why a thing cannot be what it is given as, if so: the code is another tag's, or its parent is below it or too deep.
pub(super) async fn misplaced(
    tx: &Tx,
    thing: &Thing,
    kind: Kind,
    id: Uuid,
    values: &[(&str, Value)],
) -> Result<Option<String>> {
    if let Some(holder) = of_code(tx, thing).await?.filter(|holder| holder.id != id) {
        return Ok(Some(format!("code: it is the code of the tag “{}” (`{}`)", holder.name, holder.slug)));
    }
    let Some(Parent(Some(to))) = parent_of(values) else { return Ok(None) };
    let tree = Tree::read(tx, kind).await?;
    let path = tree.path(to);
    if path.contains(&id) {
        return Ok(Some("parent: it is the thing itself, or below it".to_owned()));
    }
    let most = if kind == Kind::Source { limits::SOURCE_LEVELS } else { limits::CHANNEL_LEVELS };
    let is_too_deep = path.len() + tree.height(id) > most;
    Ok(is_too_deep.then(|| format!("parent: {}s have at most {most} levels", kind.word())))
}

/// Lists the articles of a thing below the parent that it is to have.
pub(super) async fn moved(tx: &Tx, kind: Kind, id: Uuid, values: &[(&str, Value)]) -> Result<()> {
    let Some(Parent(to)) = parent_of(values) else { return Ok(()) };
    relist(tx, &Tree::read(tx, kind).await?, id, to).await
}
