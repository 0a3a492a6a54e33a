//! People.

mod get_person;
mod list_people;
