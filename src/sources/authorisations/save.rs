//! Writing what a list says of many sources.

use dibao_entity::source;
use sea_orm::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::catalog::save::free_slugs;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::kernel::slug::Slug;
use crate::store::Tx;
use crate::store::change_log::{Change, Event};

/// Makes media of these names; id and slug of each, in their order.
pub(super) async fn make(tx: &mut Tx, names: &[String]) -> Result<Vec<(Uuid, String)>> {
    let wanted: Vec<(Uuid, Slug)> = names
        .iter()
        .map(|name| {
            let id = Uuid::now_v7();
            (id, Slug::of_name(name, id))
        })
        .collect();
    let slugs = free_slugs(tx, Kind::Source, &wanted).await?;
    let made: Vec<(Uuid, String)> = wanted.into_iter().map(|(id, _)| id).zip(slugs).collect();
    let now = tx.now().timestamp_millis();
    let mut rows = Vec::new();
    for (name, (id, slug)) in names.iter().zip(&made) {
        rows.push(source::ActiveModel {
            id: Set(*id),
            slug: Set(slug.clone()),
            name: Set(name.clone()),
            name_key: Set(name::key(Kind::Source, name)),
            article_count: Set(0),
            created_at: Set(now),
            updated_at: Set(now),
            parent_id: Set(None),
            version: Set(1),
            seq: Set(tx.append(Change::of(Kind::Source, Event::Created, *id, slug.clone()))),
            kind: Set(None),
        });
    }
    tx.insert(rows).await?;
    Ok(made)
}

/// Notes that something said of a source beside its name has changed: its next version, and a line of the change log.
pub(super) async fn touch(tx: &mut Tx, id: Uuid, slug: &str) -> Result<i64> {
    let seq = tx.append(Change::of(Kind::Source, Event::Updated, id, slug));
    let update = Query::update()
        .table(source::Entity)
        .value(source::Column::Version, Expr::col(source::Column::Version).add(1))
        .value(source::Column::UpdatedAt, tx.now().timestamp_millis())
        .value(source::Column::Seq, seq)
        .and_where(Expr::col(source::Column::Id).eq(id))
        .take();
    tx.execute(&update).await?;
    Ok(seq)
}
