//! People (编辑、作者、记者): those who are named on articles.

mod read;
pub mod role;
mod view;

pub use read::{get_person, list_people};
pub use role::Role;
pub use view::{PersonPage, PersonView};
