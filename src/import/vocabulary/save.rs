//! Tags in numbers: new ones, and new names.

use dibao_entity::tag;
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
use crate::tags::EditedTag;

/// Takes tags' names away for the moment, so that others may have them.
pub(super) async fn unname(tx: &Tx, ids: &[Uuid]) -> Result<()> {
    for id in ids {
        let mut update = Query::update();
        update
            .table(tag::Entity)
            .value(tag::Column::Name, id.to_string())
            .value(tag::Column::NameKey, id.to_string())
            .and_where(Expr::col(tag::Column::Id).eq(*id));
        tx.execute(&update).await?;
    }
    Ok(())
}

/// Makes new tags, each with the slug that it asks for or one made from its name.
pub(super) async fn make(tx: &mut Tx, new: Vec<(EditedTag, Option<Slug>)>) -> Result<()> {
    let wanted: Vec<(Uuid, Slug)> = new
        .iter()
        .map(|(tag, slug)| (tag.head.id, slug.clone().unwrap_or_else(|| Slug::of_name(&tag.head.name, tag.head.id))))
        .collect();
    let slugs = free_slugs(tx, Kind::Tag, &wanted).await?;
    let now = tx.now().timestamp_millis();
    let mut rows = Vec::with_capacity(new.len());
    for ((tag, _), slug) in new.into_iter().zip(slugs) {
        let seq = tx.append(Change::of(Kind::Tag, Event::Created, tag.head.id, slug.clone()));
        rows.push(tag::ActiveModel {
            id: Set(tag.head.id),
            slug: Set(slug),
            name_key: Set(name::key(Kind::Tag, &tag.head.name)),
            name: Set(tag.head.name),
            article_count: Set(0),
            created_at: Set(now),
            updated_at: Set(now),
            scheme: Set(tag.scheme),
            code: Set(tag.code),
            version: Set(1),
            seq: Set(seq),
        });
    }
    tx.insert(rows).await
}
