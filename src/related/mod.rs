//! Related news (相关新闻): what to show beside an article or a text, and why.
//!
//! Candidates come from the search index, the ranking is pure, editors' choices come first, and what is shown is read where it
//! stands ready, or from the database.

mod candidates;
mod choices;
mod find;
mod input;
mod params;
pub mod query;
pub mod rank;
mod read;
mod reasons;
pub mod reprints;
pub mod save;
mod view;

pub use choices::*;
pub use query::Choices;
pub use read::{beside_article, list_related_articles, relate_text};
pub use reasons::{Reason, ReasonKind};
pub use view::{RelatedArticles, RelatedItem};
