//! Accounts: who may sign in to the newsroom, under which name, in which role.

mod account;
mod create;
mod input;
mod password;
mod query;
mod read;
mod save;
mod state;
mod update;
mod view;
mod write;

pub use account::{NewAccount, parse_name};
pub use create::create;
pub use password::set_password;
pub use query::{Account, all, by_id, by_name};
pub use read::*;
pub use save::{end_sessions, signed_in};
pub use state::AccountState;
pub use update::{Changes, update, whatever};
pub use view::{AccountPage, AccountView};
pub use write::*;
