//! Counts of articles, kept with what they stand under, and the dates of columns.

use std::collections::HashMap;

use dibao_entity::{channel, listing as listing_row, listing_count, news_column, person, source, tag};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use uuid::Uuid;

use super::super::listing::Key;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::Tx;

/// By how much counts change.
#[derive(Debug, Default)]
pub(super) struct Counts(HashMap<(Option<Kind>, Uuid), i64>);

impl Counts {
    /// Counts an article in or out of everything it stands under.
    pub(super) fn add(&mut self, keys: &[Key], by: i64) {
        for key in keys {
            *self.0.entry((key.kind, key.id)).or_default() += by;
        }
    }

    /// Brings the counts of things, and the dates of columns, up to what was written.
    pub(super) async fn write(self, tx: &Tx) -> Result<()> {
        let now = tx.now().timestamp_millis();
        let columns: Vec<Uuid> =
            self.0.keys().filter(|(kind, _)| *kind == Some(Kind::Column)).map(|(_, id)| *id).collect();
        let mut same: HashMap<(Option<Kind>, i64), Vec<Uuid>> = HashMap::new();
        for ((kind, id), by) in self.0.into_iter().filter(|(_, by)| *by != 0) {
            same.entry((kind, by)).or_default().push(id);
        }
        for ((kind, by), ids) in same {
            let mut update = Query::update();
            match kind {
                Some(Kind::Channel) => update.table(channel::Entity),
                Some(Kind::Column) => update.table(news_column::Entity),
                Some(Kind::Source) => update.table(source::Entity),
                Some(Kind::Person) => update.table(person::Entity),
                Some(Kind::Tag) => update.table(tag::Entity),
                Some(Kind::Article | Kind::Collection | Kind::Site) => continue,
                None => {
                    bare(tx, ids, by).await?;
                    continue;
                }
            };
            update
                .value("article_count", Expr::col("article_count").add(by))
                .value("updated_at", now)
                .and_where(Expr::col("id").is_in(ids));
            tx.execute(&update).await?;
        }
        if columns.is_empty() { Ok(()) } else { date(tx, columns).await }
    }
}

/// Counts what stands under keys that are not those of a thing: the whole site, languages, properties.
async fn bare(tx: &Tx, keys: Vec<Uuid>, by: i64) -> Result<()> {
    let mut insert = Query::insert();
    insert.into_table(listing_count::Entity).columns([listing_count::Column::Key, listing_count::Column::ArticleCount]);
    for key in keys {
        insert.values_panic([key.into(), by.into()]);
    }
    let sum = Expr::col((listing_count::Entity, listing_count::Column::ArticleCount)).add(by);
    insert.on_conflict(
        OnConflict::column(listing_count::Column::Key).value(listing_count::Column::ArticleCount, sum).to_owned(),
    );
    tx.execute(&insert).await
}

/// Tells columns when their first and last article were published.
async fn date(tx: &Tx, columns: Vec<Uuid>) -> Result<()> {
    let edge = |column: fn(sea_orm::sea_query::SimpleExpr) -> sea_orm::sea_query::SimpleExpr| {
        let of_column = Query::select()
            .expr(column(Expr::col(listing_row::Column::PublishedAt)))
            .from(listing_row::Entity)
            .and_where(Expr::col(listing_row::Column::Key).equals((news_column::Entity, news_column::Column::Id)))
            .take();
        Expr::SubQuery(None, Box::new(of_column.into()))
    };
    let update = Query::update()
        .table(news_column::Entity)
        .value(news_column::Column::FirstPublishedAt, edge(ExprTrait::min))
        .value(news_column::Column::LastPublishedAt, edge(ExprTrait::max))
        .and_where(Expr::col(news_column::Column::Id).is_in(columns))
        .take();
    tx.execute(&update).await
}
