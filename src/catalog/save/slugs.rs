//! Slugs: one for each thing of a kind, and former ones that go on leading to it.

use std::collections::HashMap;

use dibao_entity::{former_slug, schedule};
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

/// The claim of a record to a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlugClaim {
    /// It has the slug.
    Current,
    /// It had the slug, which still leads to it.
    Former,
    /// It is an article that is scheduled to be published with the slug.
    Reserved,
}

/// The record that has a claim to a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlugHolder {
    /// Its id.
    pub id: Uuid,
    /// Its strongest claim.
    pub claim: SlugClaim,
}

impl SlugHolder {
    /// Says what its claim to a slug is.
    #[must_use]
    pub fn says(self, slug: &str, kind: Kind) -> String {
        let claim = match self.claim {
            SlugClaim::Current => "is the slug",
            SlugClaim::Former => "was the slug",
            SlugClaim::Reserved => "is reserved as the slug",
        };
        format!("`{slug}` {claim} of the {} {}", kind.word(), self.id)
    }
}

/// Finds the holders of slugs among the records of a kind: present slugs, former ones, and those that scheduled articles reserve.
///
/// Every way in asks here, inside its transaction: writers wait for each other, so a slug that is free stays free.
pub async fn slug_holders(db: &impl Reads, kind: Kind, slugs: &[&str]) -> Result<HashMap<String, SlugHolder>> {
    #[derive(FromQueryResult)]
    struct Taken {
        slug: String,
        subject: Uuid,
    }
    let mut holders = HashMap::new();
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
        let reserved = Query::select()
            .column(schedule::Column::Slug)
            .expr_as(Expr::col(schedule::Column::ArticleId), "subject")
            .from(schedule::Entity)
            .and_where(Expr::col(schedule::Column::Slug).is_in(slugs()))
            .take();
        // The strongest claim comes last.
        for (claim, query) in [
            (SlugClaim::Reserved, (kind == Kind::Article).then_some(reserved)),
            (SlugClaim::Former, Some(former)),
            (SlugClaim::Current, Some(current)),
        ] {
            let Some(query) = query else { continue };
            let rows = db.all::<Taken>(&query).await?.into_iter();
            holders.extend(rows.map(|row| (row.slug, SlugHolder { id: row.subject, claim })));
        }
    }
    Ok(holders)
}

/// For each wanted slug that slug, or one made distinct where another record has a claim to it; a former one of its own it gets back.
pub async fn free_slugs(db: &impl Reads, kind: Kind, wanted: &[(Uuid, Slug)]) -> Result<Vec<String>> {
    let slugs: Vec<&str> = wanted.iter().map(|(_, slug)| slug.as_str()).collect();
    let holders = slug_holders(db, kind, &slugs).await?;
    let mut taken: HashMap<String, Uuid> = holders.into_iter().map(|(slug, holder)| (slug, holder.id)).collect();
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
