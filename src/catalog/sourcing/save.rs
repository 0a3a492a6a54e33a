//! Writing what is said of sources beside their names. The source's own row and its line of the change log are the caller's.

use std::collections::HashSet;

use dibao_entity::{source_alias, source_authorisation};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::query::{self, Holder};
use super::{Period, Status};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::Tx;

/// Gives a source these other names in place of those that it had. The caller has made sure that no other source has one.
pub async fn put_aliases(tx: &Tx, id: Uuid, names: &[String]) -> Result<()> {
    let gone = source_alias::Entity::delete_many().filter(source_alias::Column::SourceId.eq(id)).into_query();
    tx.execute(&gone).await?;
    let rows = names.iter().map(|name| source_alias::ActiveModel {
        name: Set(name.clone()),
        name_key: Set(name::key(Kind::Source, name)),
        source_id: Set(id),
    });
    tx.insert(rows.collect()).await
}

/// The other names of a source of this name, in order: each once, and its own not among them.
#[must_use]
pub fn other_names_of(own: &str, mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    let mut seen = HashSet::from([name::key(Kind::Source, own)]);
    names.retain(|name| seen.insert(name::key(Kind::Source, name)));
    names
}

/// Says of a source what lists say of it, in place of all that was said.
pub async fn put_periods(tx: &Tx, id: Uuid, periods: &[Period]) -> Result<()> {
    let gone =
        source_authorisation::Entity::delete_many().filter(source_authorisation::Column::SourceId.eq(id)).into_query();
    tx.execute(&gone).await?;
    add_periods(tx, &periods.iter().map(|period| (id, period)).collect::<Vec<_>>()).await
}

/// Adds what lists say.
pub async fn add_periods(tx: &Tx, periods: &[(Uuid, &Period)]) -> Result<()> {
    let rows = periods.iter().map(|(source, period)| {
        let Period { valid_from, status, list, category, valid_to } = *period;
        source_authorisation::ActiveModel {
            id: Set(Uuid::now_v7()),
            source_id: Set(*source),
            list: Set(list.clone()),
            category: Set(category.clone()),
            status: Set(Status::word(*status).to_owned()),
            valid_from: Set(valid_from.map(|day| day.to_string())),
            valid_to: Set(valid_to.map(|day| day.to_string())),
            created_at: Set(tx.now().timestamp_millis()),
        }
    });
    tx.insert(rows.collect()).await
}

/// Takes away all that is said of a source.
pub async fn forget(tx: &Tx, id: Uuid) -> Result<()> {
    put_aliases(tx, id, &[]).await?;
    put_periods(tx, id, &[]).await
}

/// Lets a source have all that is said of another one that becomes part of it: its other names, its name as one of them unless
/// something else has that, and what lists say. What both say is said once.
///
/// The rows and the editions of both, their lines of the change log and of the audit are the caller's.
pub async fn move_to(tx: &Tx, loser: &Holder, winner: &Holder) -> Result<()> {
    let (mut names, mut periods) = query::of_source(tx, winner.id).await?;
    let (other_names, other_periods) = query::of_source(tx, loser.id).await?;
    forget(tx, loser.id).await?;
    names.extend(other_names);
    let is_free = query::holder(tx, &loser.name, loser.id).await?.is_none();
    if is_free {
        names.push(loser.name.clone());
    }
    let names = other_names_of(&winner.name, names);
    periods.extend(other_periods);
    periods.sort_unstable();
    periods.dedup();
    put_aliases(tx, winner.id, &names).await?;
    put_periods(tx, winner.id, &periods).await
}

/// Takes away what one list says of some sources.
pub async fn drop_list(tx: &Tx, list: &str, sources: &[Uuid]) -> Result<()> {
    for some in sources.chunks(500) {
        let mut gone = Query::delete();
        gone.from_table(source_authorisation::Entity)
            .and_where(Expr::col(source_authorisation::Column::List).eq(list))
            .and_where(Expr::col(source_authorisation::Column::SourceId).is_in(some.iter().copied()));
        tx.execute(&gone).await?;
    }
    Ok(())
}
