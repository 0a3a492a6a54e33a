//! Separates failures that pass, such as a full disk, a lost connection or a server that restarts, from faults of the program.

use sea_orm::sqlx;

/// `SQLite`'s primary result codes for a machine that does not do its part at the moment: BUSY, LOCKED, NOMEM, READONLY,
/// INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL.
const SQLITE_PASSING: [i32; 9] = [5, 6, 7, 8, 9, 10, 13, 14, 15];

/// The `PostgreSQL` classes and codes (SQLSTATE, first characters) of the same: connection exceptions, insufficient resources,
/// operator intervention (but not a cancelled statement), system errors, sessions ended by a timeout, deadlocks.
const POSTGRES_PASSING: [&str; 6] = ["08", "53", "57P", "58", "25P03", "40"];

/// Returns whether a statement failed because of the connection, the server or the machine, so that the same statement may
/// succeed later.
pub(super) fn is_passing(cause: &sqlx::Error) -> bool {
    match cause {
        sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(refused) => {
            let code = refused.code().unwrap_or_default();
            match refused.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
                // The extended code: its lowest byte is the primary one.
                Some(_) => code.parse::<i32>().is_ok_and(|code| SQLITE_PASSING.contains(&(code & 0xff))),
                None => POSTGRES_PASSING.iter().any(|class| code.starts_with(class)),
            }
        }
        _ => false,
    }
}
