//! Columns (专栏): running series with an introduction of their own.

mod read;
mod view;

pub use read::{get_column, list_columns};
pub use view::{ColumnPage, ColumnStatus, ColumnView};
