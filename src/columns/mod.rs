//! Columns (专栏): running series with an introduction of their own.

mod editorial;
mod input;
mod query;
mod read;
mod view;
mod write;

pub use editorial::EditorialColumn;
pub use query::EditedColumn;
pub use read::{get_column, get_editorial_column, list_columns};
pub use view::{ColumnPage, ColumnStatus, ColumnView};
pub use write::{create_column, delete_column, update_column};
