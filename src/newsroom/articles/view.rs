//! Articles and revisions as editors see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::draft::{Draft, Revision};
use super::super::publication::query::Scheduled;
use super::super::stage::Stage;
use super::super::status::Due;
use super::content::ArticleContent;
use crate::page_view;
use crate::state::State;

/// An article as the newsroom has it: how far it is, and what its latest revision says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialArticle {
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
    /// The slug that readers know; null before it is published.
    #[schema(example = json!(null))]
    pub slug: Option<String>,
    /// The number of its latest revision.
    #[schema(minimum = 1, example = 1)]
    pub revision: i32,
    /// The number of the revision that readers see or saw last; null before it is published. It is greater than `revision` where an import
    /// has published another text since the draft was changed: the draft cannot be published before it is changed or a revision restored.
    #[schema(minimum = 1, example = json!(null))]
    pub published_revision: Option<i32>,
    /// When its latest revision is to be published; null where it is not scheduled, or could not be published when it fell due.
    #[schema(format = "date-time", example = json!(null))]
    pub scheduled_at: Option<String>,
    /// The scheduled publication, also after it failed; null where there is none.
    pub scheduled: Option<Due>,
    /// Goes up with every change: the number in its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// Who began it; null where it was imported.
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
    /// What its latest revision says, in a form that `update_article` takes.
    pub content: ArticleContent,
    /// Parts of the request that were left out: HTML that blocks cannot hold, and characters that no text keeps, each as
    /// `U+200B ×3`; empty otherwise.
    #[schema(example = json!([]))]
    pub dropped: Vec<String>,
}

/// A revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionView {
    /// Its number, from 1.
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    /// Who made it; null where it was imported.
    #[schema(example = "王曦")]
    pub author: Option<String>,
    /// What they said of it.
    #[schema(example = "初稿")]
    pub note: Option<String>,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-03-14T09:30:00+08:00")]
    pub created_at: String,
    /// SHA-256 of its canonical text, in hexadecimal.
    #[schema(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub digest: String,
    /// Whether readers see it, or saw it last.
    #[schema(example = false)]
    pub is_published: bool,
    /// Whether it is the latest.
    #[schema(example = true)]
    pub is_latest: bool,
    /// What it says; null in lists.
    pub content: Option<ArticleContent>,
}

page_view! {
    /// A page of the revisions of an article.
    RevisionPage of RevisionView
}

impl EditorialArticle {
    /// What editors see of a draft.
    #[must_use]
    pub fn of(state: &State, draft: &Draft, content: ArticleContent, dropped: Vec<String>) -> Self {
        Self {
            id: draft.article.to_string(),
            state: draft.state.clone(),
            stage: draft.stage,
            level: draft.level,
            slug: draft.slug.clone(),
            revision: draft.revision,
            published_revision: draft.published(),
            scheduled_at: None,
            scheduled: None,
            version: draft.version,
            author: draft.author_name.clone(),
            created_at: state.time(draft.created_at),
            edited_at: state.time(draft.edited_at),
            edited_by: draft.edited_by.clone(),
            content,
            dropped,
        }
    }

    /// Adds its scheduled publication.
    #[must_use]
    pub fn scheduled(self, state: &State, row: Option<Scheduled>) -> Self {
        let scheduled_at = row.as_ref().filter(|row| row.failed_at.is_none()).map(|row| state.time(row.due_at));
        Self { scheduled_at, scheduled: row.map(|row| Due::of(state, row)), ..self }
    }
}

impl RevisionView {
    /// What editors see of a revision.
    #[must_use]
    pub fn of(state: &State, draft: &Draft, revision: &Revision, content: Option<ArticleContent>) -> Self {
        Self {
            number: revision.number,
            author: revision.author_name.clone(),
            note: revision.note.clone(),
            created_at: state.time(revision.created_at),
            digest: revision.digest.clone(),
            is_published: revision.number == draft.published_revision,
            is_latest: revision.number == draft.revision,
            content,
        }
    }
}
