//! The newsroom's list of articles: what is being written, what waits for whom, and what readers see.

mod query;
mod read;
mod view;

pub use query::{ScheduleState, Wanted, statement};
pub use read::{ArticleState, AuthorFilter, list_editorial_articles};
pub use view::EditorialSummary;
