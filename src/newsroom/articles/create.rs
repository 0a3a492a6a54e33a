//! Beginning an article.

use uuid::Uuid;

use super::super::draft::Draft;
use super::super::save::revise;
use super::super::stage::Stage;
use crate::articles;
use crate::articles::manuscript::Manuscript;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::Result;
use crate::store::Tx;

/// Begins an article with its first revision; no reader sees it.
pub(super) async fn create(tx: &Tx, by: &Actor, said: &Manuscript, note: Option<String>) -> Result<Draft> {
    let id = Uuid::now_v7();
    articles::save::begin(tx, id, &said.fields).await?;
    let now = tx.now().timestamp_millis();
    let mut draft = Draft {
        article: id,
        state: "draft".to_owned(),
        slug: None,
        published_revision: 0,
        revision: 0,
        version: 0,
        stage: Stage::Draft,
        level: 0,
        title: said.fields.title.clone(),
        author: by.known_id(),
        author_name: Some(by.name.clone()),
        created_at: now,
        edited_at: now,
        edited_by: None,
    };
    revise(tx, &mut draft, said, note, by).await?;
    record(tx, by, Entry::on("create_article", "article", id, draft.title.clone())).await?;
    Ok(draft)
}
