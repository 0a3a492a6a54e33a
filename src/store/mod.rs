//! The database without a domain: connections, transactions, the change log and those who follow it.

pub mod change_log;
pub mod connect;
pub mod count;
pub mod failure;
pub mod folder;
pub mod follower;
pub mod keyset;
mod names;
pub mod outage;
mod pool;
mod replica;
mod sqlite_file;
pub mod transaction;

pub use connect::{Database, ReadDb, Reads};
pub use failure::{Failure, OpenError};
pub use outage::Outage;
pub use transaction::{Primary, Tx};
