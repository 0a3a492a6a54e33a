//! Classifies database errors: which of them pass without a change of the request, and what may be said of them in public.

use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

use crate::kernel::error::Error;

/// What the driver says when a database cannot be opened.
pub type OpenError = DbErr;

/// Why the database did not do what it was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The connection was lost or cannot be made; the server is starting or stopping.
    Lost,
    /// No connection became free in time.
    NoConnection,
    /// The server does not let this program in: wrong credentials, or no database of this name.
    Denied,
    /// The server accepts no writes, as after a demotion.
    ReadOnly,
    /// The disk is full.
    Full,
    /// The storage reports errors.
    Storage,
    /// The server lacks memory or connections.
    Exhausted,
    /// A lock, a deadlock, a serialization conflict or a time limit of the server ended the statement.
    Busy,
    /// Anything else: a fault of this program or of the data, which another try would meet again.
    Fault,
}

impl Failure {
    /// Classifies an error of the database.
    #[must_use]
    pub fn of(error: &DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::NoConnection,
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) | DbErr::Conn(RuntimeErr::Internal(_)) => {
                Self::Lost
            }
            DbErr::Conn(RuntimeErr::SqlxError(cause)) => match of_cause(cause) {
                Self::Fault => Self::Denied,
                failure => failure,
            },
            DbErr::Query(RuntimeErr::SqlxError(cause)) | DbErr::Exec(RuntimeErr::SqlxError(cause)) => of_cause(cause),
            _ => Self::Fault,
        }
    }

    /// Classifies an error of an operation by the database error that caused it; none where no database error did.
    #[must_use]
    pub fn behind(error: &Error) -> Option<Self> {
        match error {
            Error::Unreachable(source) | Error::Broken(source) => source.downcast_ref::<DbErr>().map(Self::of),
            Error::Refused { .. } => None,
        }
    }

    /// Whether the same request may succeed later, when the database has recovered.
    #[must_use]
    pub const fn is_passing(self) -> bool {
        !matches!(self, Self::Fault)
    }

    /// Whether waiting for a database that is not up yet may help.
    #[must_use]
    pub const fn is_worth_waiting(self) -> bool {
        self.is_passing() && !matches!(self, Self::Denied)
    }

    /// The failure in a public sentence, without names of tables or servers.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Lost => "The database cannot be reached.",
            Self::NoConnection => "No connection to the database became free in time.",
            Self::Denied => "The database refuses the connection.",
            Self::ReadOnly => "The database is read-only at the moment, as during a failover.",
            Self::Full => "The disk of the database is full.",
            Self::Storage => "The storage of the database reports errors.",
            Self::Exhausted => "The database server lacks memory or connections.",
            Self::Busy => "The database is busy with other transactions.",
            Self::Fault => "The database refused a statement; the log of this service says why.",
        }
    }
}

/// Converts a database error: unreachable where it passes without a change of the request, broken otherwise.
pub(crate) fn from_database(error: DbErr) -> Error {
    match Failure::of(&error).is_passing() {
        true => Error::Unreachable(Box::new(error)),
        false => Error::Broken(Box::new(error)),
    }
}

/// Classifies an error of the driver.
fn of_cause(cause: &sqlx::Error) -> Failure {
    match cause {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            Failure::Lost
        }
        sqlx::Error::PoolTimedOut => Failure::NoConnection,
        sqlx::Error::Database(refused) => match refused.try_downcast_ref::<PgDatabaseError>() {
            Some(refused) => of_sqlstate(refused.code()),
            None => refused.code().and_then(|code| code.parse().ok()).map_or(Failure::Fault, of_sqlite),
        },
        _ => Failure::Fault,
    }
}

/// Classifies an error of `PostgreSQL` by its SQLSTATE (appendix A of its manual).
fn of_sqlstate(code: &str) -> Failure {
    match code {
        "25006" => Failure::ReadOnly,
        "53100" => Failure::Full,
        // The server ends sessions that idle in a transaction or take too long.
        "25P03" | "25P04" => Failure::Lost,
        "55006" | "55P03" | "57014" => Failure::Busy,
        // An integrity constraint of a deferred check: the same statement would break it again.
        "40002" => Failure::Fault,
        "3D000" => Failure::Denied,
        _ => match code.get(..2) {
            Some("08" | "57") => Failure::Lost,
            Some("28") => Failure::Denied,
            Some("40") => Failure::Busy,
            Some("53") => Failure::Exhausted,
            Some("58") => Failure::Storage,
            _ => Failure::Fault,
        },
    }
}

/// Classifies an error of SQLite by its result code; the lower eight bits of an extended code are the primary one.
fn of_sqlite(code: i32) -> Failure {
    match code & 0xff {
        // BUSY, LOCKED, INTERRUPT, PROTOCOL (the locking protocol of the WAL).
        5 | 6 | 9 | 15 => Failure::Busy,
        // NOMEM.
        7 => Failure::Exhausted,
        // READONLY.
        8 => Failure::ReadOnly,
        // IOERR, CORRUPT, CANTOPEN, NOLFS, NOTADB: a page that cannot be read may come as a damaged one.
        10 | 11 | 14 | 22 | 26 => Failure::Storage,
        // FULL.
        13 => Failure::Full,
        _ => Failure::Fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_faults_by_the_sqlstate() {
        for (code, expected) in [
            ("08000", Failure::Lost),
            ("08006", Failure::Lost),
            ("08P01", Failure::Lost),
            ("25006", Failure::ReadOnly),
            ("25P03", Failure::Lost),
            ("28P01", Failure::Denied),
            ("3D000", Failure::Denied),
            ("40001", Failure::Busy),
            ("40P01", Failure::Busy),
            ("40003", Failure::Busy),
            ("40002", Failure::Fault),
            ("53100", Failure::Full),
            ("53200", Failure::Exhausted),
            ("53300", Failure::Exhausted),
            ("55P03", Failure::Busy),
            ("57014", Failure::Busy),
            ("57P01", Failure::Lost),
            ("57P02", Failure::Lost),
            ("57P03", Failure::Lost),
            ("57P05", Failure::Lost),
            ("58030", Failure::Storage),
            ("23505", Failure::Fault),
            ("42P01", Failure::Fault),
            ("22021", Failure::Fault),
            ("XX001", Failure::Fault),
        ] {
            assert_eq!(of_sqlstate(code), expected, "{code}");
            assert_eq!(expected.is_passing(), expected != Failure::Fault, "{code}");
        }
    }

    #[test]
    fn what_passes_is_told_from_faults_by_the_result_code_of_sqlite() {
        for (code, expected) in [
            (5, Failure::Busy),
            (517, Failure::Busy),
            (6, Failure::Busy),
            (8, Failure::ReadOnly),
            (1032, Failure::ReadOnly),
            (10, Failure::Storage),
            (778, Failure::Storage),
            (1034, Failure::Storage),
            (13, Failure::Full),
            (14, Failure::Storage),
            (11, Failure::Storage),
            (26, Failure::Storage),
            (19, Failure::Fault),
            (2067, Failure::Fault),
            (1, Failure::Fault),
        ] {
            assert_eq!(of_sqlite(code), expected, "{code}");
        }
    }

    #[test]
    fn who_is_not_let_in_is_not_waited_for() {
        assert!(Failure::Lost.is_worth_waiting() && Failure::Exhausted.is_worth_waiting());
        assert!(!Failure::Denied.is_worth_waiting() && !Failure::Fault.is_worth_waiting());
    }
}
