//! Columns.

mod get_column;
mod list_columns;
