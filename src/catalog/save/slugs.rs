//! Slugs: one for each thing of a kind, and former ones that go on leading to it.

use std::collections::HashMap;

use dibao_entity::former_slug;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{EntityTrait, FromQueryResult, QueryTrait, Set};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::{Reads, Tx};

/// How many names one statement asks for.
const NAMES: usize = 500;

/// The table of the things of a kind.
#[must_use]
pub const fn table(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => "article",
        Kind::Channel => "channel",
        Kind::Column => "news_column",
        Kind::Source => "source",
        Kind::Person => "person",
        Kind::Tag => "tag",
        Kind::Collection => "collection",
        Kind::Media => "media",
        Kind::Site => "site",
    }
}

/// The things of a kind that have or had some slugs, each by its slug.
pub async fn slug_holders(db: &impl Reads, kind: Kind, slugs: &[&str]) -> Result<HashMap<String, Uuid>> {
    #[derive(FromQueryResult)]
    struct Taken {
        slug: String,
        subject: Uuid,
    }
    let mut taken: HashMap<String, Uuid> = HashMap::new();
    for part in slugs.chunks(NAMES) {
        let slugs = || part.iter().copied();
        let current = Query::select()
            .column("slug")
            .expr_as(Expr::col("id"), "subject")
            .from(table(kind))
            .and_where(Expr::col("slug").is_in(slugs()))
            .take();
        let former = Query::select()
            .column(former_slug::Column::Slug)
            .expr_as(Expr::col(former_slug::Column::SubjectId), "subject")
            .from(former_slug::Entity)
            .and_where(Expr::col(former_slug::Column::Kind).eq(kind.word()))
            .and_where(Expr::col(former_slug::Column::Slug).is_in(slugs()))
            .take();
        for query in [former, current] {
            taken.extend(db.all::<Taken>(&query).await?.into_iter().map(|row| (row.slug, row.subject)));
        }
    }
    Ok(taken)
}

/// For each wanted slug that slug, or one made distinct where it is or was somebody else's; a former one of its own it gets back.
pub async fn free_slugs(db: &impl Reads, kind: Kind, wanted: &[(Uuid, Slug)]) -> Result<Vec<String>> {
    let slugs: Vec<&str> = wanted.iter().map(|(_, slug)| slug.as_str()).collect();
    let mut taken = slug_holders(db, kind, &slugs).await?;
    let chosen = wanted.iter().map(|(id, slug)| {
        let free: String = match taken.get(slug.as_str()).is_some_and(|subject| subject != id) {
            true => slug.distinct(*id).into(),
            false => slug.clone().into(),
        };
        taken.insert(free.clone(), *id);
        free
    });
    Ok(chosen.collect())
}

/// Lets slugs that a thing had before go on leading to it.
pub async fn remember(tx: &Tx, kind: Kind, id: Uuid, slugs: &[String]) -> Result<()> {
    for slug in slugs {
        let row = former_slug::ActiveModel {
            kind: Set(kind.word().to_owned()),
            slug: Set(slug.clone()),
            subject_id: Set(id),
        };
        let insert = former_slug::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([former_slug::Column::Kind, former_slug::Column::Slug])
                    .update_column(former_slug::Column::SubjectId)
                    .to_owned(),
            )
            .into_query();
        tx.execute(&insert).await?;
    }
    Ok(())
}

/// Gives the slugs that a thing had before to whoever wants them.
pub async fn forget_slugs(tx: &Tx, kind: Kind, id: Uuid) -> Result<()> {
    let mut forget = Query::delete();
    forget
        .from_table(former_slug::Entity)
        .and_where(Expr::col(former_slug::Column::SubjectId).eq(id))
        .and_where(Expr::col(former_slug::Column::Kind).eq(kind.word()));
    tx.execute(&forget).await
}
