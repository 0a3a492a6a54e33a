//! What names and slugs lead to that a thing had before it became part of another, for imports that still use them.

use std::collections::HashMap;

use dibao_entity::{former_name, former_slug};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait, Set};
use uuid::Uuid;

use super::table;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::{Reads, Tx};

/// How many names one statement asks for.
const NAMES: usize = 500;

/// Lets names of what has become part of a thing lead to it; of tags, the names of one vocabulary.
pub async fn remember_names(tx: &Tx, kind: Kind, scheme: &str, id: Uuid, names: &[String]) -> Result<()> {
    for name in names {
        let row = former_name::ActiveModel {
            kind: Set(kind.word().to_owned()),
            scheme: Set(scheme.to_owned()),
            name: Set(name.clone()),
            name_key: Set(name::key(kind, name)),
            subject_id: Set(id),
        };
        let key = [former_name::Column::Kind, former_name::Column::Scheme, former_name::Column::Name];
        let insert = former_name::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).update_column(former_name::Column::SubjectId).to_owned());
        tx.execute(&insert.into_query()).await?;
    }
    Ok(())
}

/// The names that lead to things of a kind, in order.
pub async fn former_names(db: &impl Reads, kind: Kind) -> Result<HashMap<Uuid, Vec<String>>> {
    let query = former_name::Entity::find()
        .filter(former_name::Column::Kind.eq(kind.word()))
        .order_by_asc(former_name::Column::Name);
    let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in db.all::<former_name::Model>(&query.into_query()).await? {
        names.entry(row.subject_id).or_default().push(row.name);
    }
    Ok(names)
}

/// What some names lead to that things had before, each by its vocabulary, if any, and the key of the name.
pub async fn led_by_name(db: &impl Reads, kind: Kind, names: &[&str]) -> Result<HashMap<(String, String), Uuid>> {
    let mut led = HashMap::new();
    let keys: Vec<String> = names.iter().map(|name| name::key(kind, name)).collect();
    for part in keys.chunks(NAMES) {
        let query = former_name::Entity::find()
            .filter(former_name::Column::Kind.eq(kind.word()))
            .filter(former_name::Column::NameKey.is_in(part.iter().map(String::as_str)));
        let rows: Vec<former_name::Model> = db.all(&query.into_query()).await?;
        led.extend(rows.into_iter().map(|row| ((row.scheme, row.name_key), row.subject_id)));
    }
    Ok(led)
}

/// What some slugs lead to that things had before; those that something has now lead nowhere else.
pub async fn led_by_slug(db: &impl Reads, kind: Kind, slugs: &[&str]) -> Result<HashMap<String, Uuid>> {
    let mut led = HashMap::new();
    for part in slugs.chunks(NAMES) {
        let present = Query::select()
            .column("slug")
            .from(table(kind))
            .and_where(Expr::col("slug").is_in(part.iter().copied()))
            .take();
        let query = former_slug::Entity::find()
            .filter(former_slug::Column::Kind.eq(kind.word()))
            .filter(former_slug::Column::Slug.is_in(part.iter().copied()))
            .filter(former_slug::Column::Slug.not_in_subquery(present));
        let rows: Vec<former_slug::Model> = db.all(&query.into_query()).await?;
        led.extend(rows.into_iter().map(|row| (row.slug, row.subject_id)));
    }
    Ok(led)
}
