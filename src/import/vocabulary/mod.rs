//! A vocabulary from a table: its terms become tags, all of them or none; the same table again changes nothing.

mod bring;
mod save;
mod sheet;
mod view;
mod write;

pub use bring::{Wanted, bring};
pub use sheet::{Sheet, Term};
pub use view::Brought;
pub use write::import_vocabulary;
