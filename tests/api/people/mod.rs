//! People.

mod create_person;
mod delete_person;
mod get_editorial_person;
mod get_person;
mod list_people;
mod update_person;
