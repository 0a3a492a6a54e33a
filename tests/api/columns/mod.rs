//! Columns.

mod create_column;
mod delete_column;
mod get_column;
mod get_editorial_column;
mod list_columns;
pub mod update_column;
