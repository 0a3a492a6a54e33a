//! Writing the rows of named things.

use sea_orm::Value;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use super::thing::{Edited, Head};
use crate::catalog::save::{forget_slugs, table};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::Tx;

/// The columns of what all have, and of what this one has beside it.
fn columns<T: Edited>(thing: &T) -> Vec<(&'static str, Value)> {
    let Head { id: _, slug, name, version, seq, created_at: _, updated_at } = thing.head().clone();
    let head: [(&str, Value); 6] = [
        ("name_key", name::key(T::KIND, &name).into()),
        ("slug", slug.into()),
        ("name", name.into()),
        ("version", version.into()),
        ("seq", seq.into()),
        ("updated_at", updated_at.into()),
    ];
    head.into_iter().chain(thing.values()).collect()
}

/// Adds a thing under which nothing stands yet.
pub(super) async fn insert<T: Edited>(tx: &Tx, thing: &T) -> Result<()> {
    let Head { id, created_at, .. } = thing.head();
    let made: [(&str, Value); 3] =
        [("id", (*id).into()), ("article_count", 0_i64.into()), ("created_at", (*created_at).into())];
    let (columns, values): (Vec<&str>, Vec<Value>) = made.into_iter().chain(columns(thing)).unzip();
    let mut insert = Query::insert();
    insert.into_table(table(T::KIND)).columns(columns).values_panic(values.into_iter().map(Expr::value));
    tx.execute(&insert).await
}

/// Puts a thing in place of its former state.
pub(super) async fn update<T: Edited>(tx: &Tx, thing: &T) -> Result<()> {
    let mut update = Query::update();
    update.table(table(T::KIND)).and_where(Expr::col("id").eq(thing.head().id));
    for (column, value) in columns(thing) {
        update.value(column, value);
    }
    tx.execute(&update).await
}

/// Takes a thing away with all that leads to it.
pub(super) async fn delete(tx: &Tx, kind: Kind, head: &Head) -> Result<()> {
    forget_slugs(tx, kind, head.id).await?;
    for former in ["former_id", "former_name"] {
        let mut forget = Query::delete();
        forget
            .from_table(former)
            .and_where(Expr::col("subject_id").eq(head.id))
            .and_where(Expr::col("kind").eq(kind.word()));
        tx.execute(&forget).await?;
    }
    let mut delete = Query::delete();
    delete.from_table(table(kind)).and_where(Expr::col("id").eq(head.id));
    tx.execute(&delete).await
}

/// Takes a thing's row away and lets all that leads to it lead to another; its present slug is the caller's to lead on.
pub(super) async fn lead(tx: &Tx, kind: Kind, head: &Head, to: Uuid) -> Result<()> {
    for former in ["former_slug", "former_id", "former_name"] {
        let mut update = Query::update();
        update
            .table(former)
            .value("subject_id", to)
            .and_where(Expr::col("subject_id").eq(head.id))
            .and_where(Expr::col("kind").eq(kind.word()));
        tx.execute(&update).await?;
    }
    let mut insert = Query::insert();
    insert.into_table("former_id").columns(["kind", "id", "subject_id"]).values_panic([
        kind.word().into(),
        head.id.into(),
        to.into(),
    ]);
    tx.execute(&insert).await?;
    let mut delete = Query::delete();
    delete.from_table(table(kind)).and_where(Expr::col("id").eq(head.id));
    tx.execute(&delete).await
}
