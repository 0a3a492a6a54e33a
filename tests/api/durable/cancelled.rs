//! Transactions that nobody waits for any more, and statements whose failure the work does not mind.

use std::time::{Duration, Instant};

use dibao::kernel::kind::Kind as Subject;
use dibao::store::change_log::{self, Change, Event};
use dibao::store::{Database, Primary};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};
use uuid::Uuid;

use crate::support::{Kind, database, settings};

/// Appends a line to the change log and returns its number.
async fn append(primary: &Primary) -> dibao::kernel::error::Result<i64> {
    primary
        .transaction(async |tx| {
            let one = Query::select().expr(Expr::value(1)).take();
            // A statement, so that there is something to be cancelled in the middle of the work.
            tx.execute(&one).await?;
            Ok(tx.append(Change::of(Subject::Tag, Event::Created, Uuid::now_v7(), "a")))
        })
        .await
}

#[rstest]
#[tokio::test]
async fn a_cancelled_transaction_leaves_no_connection_inside_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let db = Database::open(&settings.database).await.unwrap();
    db.migrate().await.unwrap();
    for micros in (0..6_000).step_by(20) {
        // Cancelled somewhere on its way; which writes were done first does not matter.
        let _ = tokio::time::timeout(Duration::from_micros(micros), append(&db.primary)).await;
        if micros % 500 == 0 {
            let seq = append(&db.primary).await.unwrap();
            assert_eq!(change_log::head(&db.read).await.unwrap().seq, seq, "after {micros} µs");
        }
    }
    let seq = append(&db.primary).await.unwrap();
    let again = Database::open(&settings.database).await.unwrap();
    assert_eq!(change_log::head(&again.read).await.unwrap().seq, seq, "another connection sees it");
    if kind == Kind::Postgres {
        let direct = sea_orm::Database::connect(database(&settings)).await.unwrap();
        let open =
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        let open = sea_orm::Statement::from_string(direct.get_database_backend(), open);
        let began = Instant::now();
        while !direct.query_all_raw(open.clone()).await.unwrap().is_empty() {
            assert!(began.elapsed().as_secs() < 30, "a connection stays inside a transaction");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_transaction_with_a_failed_statement_is_never_committed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let db = Database::open(&settings.database).await.unwrap();
    db.migrate().await.unwrap();
    let setting = |name: &str| {
        Query::insert().into_table("listing_count").columns(["no_such_column"]).values_panic([Expr::value(name)]).take()
    };
    let outcome = db
        .primary
        .transaction(async |tx| {
            // The work minds nothing.
            let _ = tx.execute(&setting("a")).await;
            Ok(())
        })
        .await;
    assert!(outcome.is_err(), "nothing was committed, and that is said");
    let before = change_log::head(&db.read).await.unwrap().seq;
    assert_eq!(append(&db.primary).await.unwrap(), before + 1);
}
