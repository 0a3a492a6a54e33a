//! Databases of their own for tests. One with tables is a copy of one that was set up once a process. On `PostgreSQL`, each is
//! dropped after the folder of its test has gone, so that the whole run needs no more room than what runs at a time.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use dibao_migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, Database as Connect, DatabaseBackend, DatabaseConnection, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::{Kind, postgres};

/// Numbers the databases of this process.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// The databases on the server, each with the folder of its test.
static MADE: Mutex<Vec<(PathBuf, String)>> = Mutex::new(Vec::new());

/// The name of the database on the server that is copied.
static SET_UP: OnceCell<String> = OnceCell::const_new();

/// The bytes of the SQLite file that is copied.
static SET_UP_FILE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// The URL of a new database without tables; none where there is no server for it.
pub async fn empty(kind: Kind, folder: &TempDir) -> Option<String> {
    match kind {
        Kind::Sqlite => Some(sqlite(folder)),
        Kind::Postgres => {
            let server = postgres::server()?;
            Some(create(server, folder, "template1").await)
        }
    }
}

/// The URL of a new database with its tables; none where there is no server for it.
pub async fn set_up(kind: Kind, folder: &TempDir) -> Option<String> {
    match kind {
        Kind::Sqlite => {
            let template = SET_UP_FILE.get_or_init(template_file).await;
            std::fs::write(path(folder), template).expect("the copy is written");
            Some(sqlite(folder))
        }
        Kind::Postgres => {
            let server = postgres::server()?;
            let template = SET_UP.get_or_init(|| template(server)).await;
            Some(create(server, folder, template).await)
        }
    }
}

fn sqlite(folder: &TempDir) -> String {
    format!("sqlite://{}", path(folder).display())
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("test.db")
}

/// Makes a SQLite file with every table and reads it.
async fn template_file() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let within = Connect::connect(format!("{}?mode=rwc", sqlite(&folder))).await.expect("the file is made");
    Migrator::up(&within, None).await.expect("the database is set up");
    within.close().await.expect("the connection closes");
    std::fs::read(path(&folder)).expect("the file is read")
}

/// Makes a database with every table, and leaves it, as no one may be in a database that is copied.
async fn template(server: &str) -> String {
    let admin = admin(server).await;
    let name = name();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database can be made");
    admin.close().await.expect("the connection closes");
    let within = Connect::connect(url(server, &name)).await.expect("the new database answers");
    Migrator::up(&within, None).await.expect("the database is set up");
    within.close().await.expect("the connection closes");
    name
}

/// Makes a copy of a database for the test with that folder, and drops those whose tests have ended.
async fn create(server: &str, folder: &TempDir, template: &str) -> String {
    let admin = admin(server).await;
    for ended in ended() {
        // Whoever is in it still is of an ended test; what cannot be dropped goes when the server goes.
        let _ = admin.execute_unprepared(&format!("DROP DATABASE {ended} WITH (FORCE)")).await;
    }
    let name = name();
    let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
    admin.execute_unprepared(&create).await.expect("a database can be made");
    admin.close().await.expect("the connection closes");
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.push((folder.path().to_owned(), name.clone()));
    url(server, &name)
}

/// Takes the databases whose tests have ended out of the list.
fn ended() -> Vec<String> {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.extract_if(.., |(folder, _)| !folder.exists()).map(|(_, name)| name).collect()
}

fn name() -> String {
    format!("t_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn url(server: &str, name: &str) -> String {
    let (head, _) = server.rsplit_once('/').expect("the server's address names a database");
    format!("{head}/{name}")
}

async fn admin(server: &str) -> DatabaseConnection {
    Connect::connect(server).await.expect("the test server answers")
}

/// Everything that a database holds, as one text: all rows, and for SQLite the bytes of its files.
pub async fn contents(url: &str) -> String {
    let db = Connect::connect(url).await.expect("the database answers");
    let (tables, row) = match db.get_database_backend() {
        DatabaseBackend::Sqlite => ("SELECT name FROM sqlite_master WHERE type = 'table'", "quote"),
        _ => ("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'", "text"),
    };
    let mut text = String::new();
    for table in all(&db, tables).await {
        let rows = match row {
            "text" => format!("SELECT t::text AS name FROM \"{table}\" t"),
            _ => {
                let columns = format!("SELECT name FROM pragma_table_info('{table}')");
                let columns: Vec<String> =
                    all(&db, &columns).await.iter().map(|name| format!("quote(\"{name}\")")).collect();
                format!("SELECT {} AS name FROM \"{table}\"", columns.join(" || ',' || "))
            }
        };
        text.extend(all(&db, &rows).await.into_iter().map(|row| row + "\n"));
    }
    if let Some(path) = url.strip_prefix("sqlite://") {
        for end in ["", "-wal"] {
            text += &String::from_utf8_lossy(&std::fs::read(format!("{path}{end}")).unwrap_or_default());
        }
    }
    db.close().await.expect("the connection closes");
    text
}

/// The texts of a query with one column.
async fn all(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("the query runs");
    rows.iter().map(|row| row.try_get("", "name").expect("a text")).collect()
}
