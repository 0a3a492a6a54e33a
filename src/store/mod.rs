//! The database without a domain: connections, transactions, the change log and those who follow it.

pub mod change_log;
pub mod connect;
pub mod count;
mod fault;
pub mod folder;
pub mod follower;
pub mod keyset;
mod names;
mod pool;
mod sqlite_file;
pub mod transaction;

pub use connect::{Database, ReadDb, Reads};
pub use transaction::{Primary, Tx};
