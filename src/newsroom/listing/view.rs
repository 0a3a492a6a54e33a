//! Articles in the newsroom's lists.

use serde::Serialize;
use utoipa::ToSchema;

use super::query::Listed;
use crate::catalog::{Catalog, Named, Shelf};
use crate::newsroom::stage::Stage;
use crate::newsroom::status::Due;
use crate::page_view;
use crate::reference::Reference;
use crate::state::State;

/// An article in the newsroom's lists: how far it is and where it belongs, without what it says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialSummary {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// What it is to readers: `draft`, `published`, `unpublished` or `withdrawn`.
    #[schema(example = "draft")]
    pub state: String,
    /// How far its latest revision is.
    pub stage: Stage,
    /// How many levels of review have approved it.
    #[schema(minimum = 0, maximum = 3, example = 0)]
    pub level: i32,
    /// The main headline of its latest revision.
    #[schema(example = "清河新桥通车")]
    pub title: String,
    /// The slug that readers know; null before it is published.
    #[schema(example = json!(null))]
    pub slug: Option<String>,
    /// The number of its latest revision.
    #[schema(minimum = 1, example = 1)]
    pub revision: i32,
    /// The number of the revision that readers see or saw last; null before it is published.
    #[schema(minimum = 1, example = json!(null))]
    pub published_revision: Option<i32>,
    /// Goes up with every change: the number in its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// The channel that its latest revision names.
    pub channel: Option<Reference>,
    /// The column that it names.
    pub column: Option<Reference>,
    /// The source or edition that it names.
    pub source: Option<Reference>,
    /// The account that began it; null where it was imported.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub author_id: Option<String>,
    /// The name of who began it; null where it was imported.
    #[schema(example = "王曦")]
    pub author: Option<String>,
    /// When it was begun.
    #[schema(format = "date-time", example = "2026-03-14T09:30:00+08:00")]
    pub created_at: String,
    /// When something of it last changed.
    #[schema(format = "date-time", example = "2026-03-14T09:30:00+08:00")]
    pub edited_at: String,
    /// Who changed that; null where it was imported.
    #[schema(example = "王曦")]
    pub edited_by: Option<String>,
    /// When it is to be published; null where it is not scheduled, or could not be published when it fell due.
    #[schema(format = "date-time", example = json!(null))]
    pub scheduled_at: Option<String>,
    /// The scheduled publication, also after it failed; null where there is none.
    pub scheduled: Option<Due>,
    /// The time of publication that readers are told or were told last; null before it is published.
    #[schema(format = "date-time", example = json!(null))]
    pub published_at: Option<String>,
}

page_view! {
    /// A page of articles as the newsroom has them.
    EditorialPage of EditorialSummary
}

impl EditorialSummary {
    /// What editors see of an article in a list.
    pub(super) fn of(state: &State, catalog: &Catalog, listed: Listed) -> Self {
        let Listed { draft, channel, column, source, published_at, scheduled } = listed;
        let due_at = scheduled.as_ref().filter(|row| row.failed_at.is_none()).map(|row| row.due_at);
        let published_revision = draft.published();
        Self {
            id: draft.article.to_string(),
            state: draft.state,
            stage: draft.stage,
            level: draft.level,
            title: draft.title,
            slug: draft.slug,
            revision: draft.revision,
            published_revision,
            version: draft.version,
            channel: reference(&catalog.channels, channel),
            column: reference(&catalog.columns, column),
            source: reference(&catalog.sources, source),
            author_id: draft.author.map(|id| id.to_string()),
            author: draft.author_name,
            created_at: state.time(draft.created_at),
            edited_at: state.time(draft.edited_at),
            edited_by: draft.edited_by,
            scheduled_at: due_at.map(|at| state.time(at)),
            scheduled: scheduled.map(|row| Due::of(state, row)),
            published_at: published_at.map(|at| state.time(at)),
        }
    }
}

/// A reference to a thing; none where it is not known here yet.
fn reference<T: Named>(shelf: &Shelf<T>, id: Option<uuid::Uuid>) -> Option<Reference> {
    id.and_then(|id| shelf.by_id(id)).map(|thing| Reference::from(thing.names()))
}
