//! People (编辑、作者、记者): those who are named on articles.

mod editorial;
mod input;
mod query;
mod read;
pub mod role;
mod view;
mod write;

pub use editorial::EditorialPerson;
pub use query::EditedPerson;
pub use read::{PersonPath, get_editorial_person, get_person, list_people};
pub use role::Role;
pub use view::{PersonPage, PersonView};
pub use write::{create_person, delete_person, update_person};
