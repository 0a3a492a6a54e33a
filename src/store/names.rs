//! Filling the keys of names that were stored before there were keys, or before their rule changed.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult};

use crate::kernel::kind::Kind;
use crate::kernel::name;

/// The tables whose names are of one kind of thing.
const TABLES: [(&str, Kind); 6] = [
    ("channel", Kind::Channel),
    ("news_column", Kind::Column),
    ("source", Kind::Source),
    ("person", Kind::Person),
    ("tag", Kind::Tag),
    ("source_alias", Kind::Source),
];

/// Gives every name that has no key its key.
pub(super) async fn fill(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Name {
        name: String,
    }
    let former = [Kind::Person, Kind::Tag, Kind::Source, Kind::Channel, Kind::Column];
    let tables = TABLES.into_iter().map(|(table, kind)| (table, kind, None));
    for (table, kind, of) in tables.chain(former.map(|kind| ("former_name", kind, Some(kind.word())))) {
        let mut missing = Query::select();
        missing.distinct().column("name").from(table).and_where(Expr::col("name_key").eq(""));
        if let Some(kind) = of {
            missing.and_where(Expr::col("kind").eq(kind));
        }
        let names = transaction.query_all(&missing).await?;
        for row in names {
            let Name { name } = Name::from_query_result(&row, "")?;
            let mut update = Query::update();
            update
                .table(table)
                .value("name_key", name::key(kind, &name))
                .and_where(Expr::col("name").eq(name))
                .and_where(Expr::col("name_key").eq(""));
            if let Some(kind) = of {
                update.and_where(Expr::col("kind").eq(kind));
            }
            transaction.execute(&update).await?;
        }
    }
    Ok(())
}
