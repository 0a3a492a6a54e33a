//! Writing articles: what editors send and see, and each thing they do to a draft.

mod body;
mod content;
mod create;
mod input;
mod members;
mod read;
mod references;
mod restore;
mod schemas;
mod update;
mod view;
mod write;

pub use content::ArticleContent;
pub(in crate::newsroom) use read::{DraftPath, RevisionPath, number, seen};
pub use read::{get_editorial_article, get_revision, list_revisions};
pub(in crate::newsroom) use restore::known;
pub use schemas::ThingAnswered;
pub use view::{EditorialArticle, RevisionView};
pub use write::{create_article, delete_article, restore_revision, update_article};
