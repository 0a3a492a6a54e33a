//! What a database does for a statement, counted: rows that PostgreSQL looks at, steps that SQLite's machine takes.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, FromQueryResult, Statement};

use dibao::kernel::error::Result;
use dibao::store::Reads;

use crate::support::{App, Kind, database};

/// SQLite's steps are counted by so many.
const GRAIN: i32 = 50;

/// A database that keeps account of what it does.
pub struct Measured {
    kind: Kind,
    pub direct: DatabaseConnection,
    steps: Arc<AtomicU64>,
    plans: Mutex<Vec<String>>,
}

impl Measured {
    pub async fn of(app: &App, kind: Kind) -> Self {
        let mut options = ConnectOptions::new(database(&app.settings));
        options.max_connections(1).sqlx_logging(false);
        let direct = sea_orm::Database::connect(options).await.unwrap();
        let steps = Arc::new(AtomicU64::new(0));
        if kind == Kind::Sqlite {
            let mut connection = direct.get_sqlite_connection_pool().acquire().await.unwrap();
            let counter = steps.clone();
            connection.lock_handle().await.unwrap().set_progress_handler(GRAIN, move || {
                counter.fetch_add(u64::from(GRAIN.unsigned_abs()), Ordering::Relaxed);
                true
            });
        }
        Self { kind, direct, steps, plans: Mutex::default() }
    }

    /// What was done since this was last asked, and the plans by which.
    pub fn taken(&self) -> (u64, Vec<String>) {
        (self.steps.swap(0, Ordering::Relaxed), std::mem::take(&mut *self.plans.lock().unwrap()))
    }

    async fn explain(&self, query: &SelectStatement) {
        let statement = self.direct.get_database_backend().build(query);
        let (prefix, column) = match self.kind {
            Kind::Sqlite => ("EXPLAIN QUERY PLAN ", "detail"),
            Kind::Postgres => ("EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, SUMMARY OFF) ", "QUERY PLAN"),
        };
        let explain = Statement { sql: format!("{prefix}{}", statement.sql), ..statement };
        let rows = self.direct.query_all_raw(explain).await.unwrap();
        let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
        if self.kind == Kind::Postgres {
            self.steps.fetch_add(rows_looked_at(&lines), Ordering::Relaxed);
        }
        self.plans.lock().unwrap().push(lines.join("\n"));
    }
}

impl Reads for Measured {
    async fn all<M: FromQueryResult>(&self, query: &SelectStatement) -> Result<Vec<M>> {
        self.explain(query).await;
        let rows = self.direct.query_all(query).await.unwrap();
        Ok(rows.iter().map(|row| M::from_query_result(row, "").unwrap()).collect())
    }

    async fn one<M: FromQueryResult>(&self, query: &SelectStatement) -> Result<Option<M>> {
        Ok(self.all(query).await?.into_iter().next())
    }
}

/// The rows of tables that a plan says were looked at, at least one for each time that a table was gone to.
fn rows_looked_at(plan: &[String]) -> u64 {
    let number = |line: &str, before: &str| {
        let rest = line.split_once(before)?.1;
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest[..end].parse::<f64>().ok()
    };
    let (mut sum, mut loops) = (0.0, 0.0);
    for line in plan {
        if let Some(rows) = number(line, "actual rows=") {
            loops = number(line, "loops=").unwrap_or(1.0);
            if line.contains(" on ") && !line.contains("Bitmap Index Scan") {
                sum += f64::max(rows, 1.0) * loops;
            }
        } else if let Some(removed) =
            number(line, "Rows Removed by Filter: ").or_else(|| number(line, "Rows Removed by Index Recheck: "))
        {
            sum += removed * loops;
        }
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it counts rows")]
    {
        sum as u64
    }
}
