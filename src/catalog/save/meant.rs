//! Which of the things that are there an import means.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{Order, Value};
use uuid::Uuid;

use super::place::of_code;
use super::{Found, Thing, led_by_id, same, table};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::{Reads, Tx};

/// The thing that is meant.
pub(super) struct Meant {
    /// It, where it is there.
    pub(super) found: Option<Found>,
    /// Whether it is to have the name as it is given; otherwise it was found by that name written in another way, and keeps its own.
    pub(super) is_spelled: bool,
}

/// The rows of a table for which a condition holds, the oldest first.
pub(super) fn rows(table: &'static str, condition: SimpleExpr) -> SelectStatement {
    let mut query = Query::select();
    query.columns(["id", "slug", "name"]).from(table).and_where(condition).order_by("id", Order::Asc).take()
}

/// The thing with the id, the name or the code of one that is given; why it cannot be that, if so. `values` are what it has beside name
/// and slug, `given` the ids that come together with it.
pub(super) async fn meant(
    tx: &Tx,
    thing: &Thing,
    kind: Kind,
    values: &[(&'static str, Value)],
    given: &HashSet<Uuid>,
) -> Result<Result<Meant, String>> {
    let table = table(kind);
    let by_id: Option<Found> = match thing.id {
        Some(id) => tx.one(&rows(table, Expr::col("id").eq(id))).await?,
        None => None,
    };
    let within = values.iter().filter(|(column, _)| ["parent_id", "scheme"].contains(column)).cloned();
    let named = within.map(same).fold(Expr::col("name_key").eq(name::key(kind, &thing.name)), ExprTrait::and);
    let mut namesakes: Vec<Found> = tx.all(&rows(table, named)).await?;
    namesakes.sort_by_key(|other| other.name != thing.name);
    let led = match thing.id {
        Some(id) => led_by_id(tx, kind, id).await?,
        None => None,
    };
    if led.is_some_and(|led| namesakes.iter().all(|other| other.id != led)) {
        return Ok(Err("what had its `id` has become part of another".to_owned()));
    }
    // Where both were given with ids of their own, they were two where they come from.
    if let Some(other) = namesakes.first().filter(|other| other.name != thing.name && given.contains(&other.id))
        && thing.id.is_some()
        && by_id.is_none()
        && led.is_none()
    {
        let (name, slug) = (&other.name, &other.slug);
        return Ok(Err(format!(
            "name: “{name}” (`{slug}`) is the same name written in another way, with another `id`"
        )));
    }
    if let Some(found) = &by_id {
        // What has had the same name since before it was the same keeps it.
        let is_among = namesakes.iter().any(|other| other.id == found.id);
        let taken = |other: &&Found| other.id != found.id && (!is_among || other.name == thing.name);
        if let Some(other) = namesakes.iter().find(taken) {
            let (name, slug) = (&other.name, &other.slug);
            return Ok(Err(format!("name: “{name}” (`{slug}`) has this name, and its `id` is another one's")));
        }
    }
    let mut found = by_id.or_else(|| namesakes.into_iter().next());
    let is_spelled = found.as_ref().is_none_or(|found| thing.id == Some(found.id) || found.name == thing.name);
    if found.is_none() && thing.id.is_none() {
        found = of_code(tx, thing).await?;
    }
    Ok(Ok(Meant { found, is_spelled }))
}
