//! Drafts of articles that an import has published anew: the newsroom notices, and loses nothing.
//!
//! A draft that said what readers saw says what they see now. One that was changed since then stays as it is, with its own revision;
//! its version goes up, so that whoever edits it hears of it, and it is not published over a later revision.

use std::collections::HashSet;

use dibao_entity::{article, draft};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::{Reads, Tx};

/// How many ids one statement asks for.
const IDS: usize = 500;

/// An article before and after an import.
#[derive(Debug)]
pub(super) struct Replaced {
    /// The number of the revision that readers saw.
    pub(super) revision_before: i32,
    /// Its row as it is now.
    pub(super) row: article::Model,
}

/// Lets the drafts of articles follow what an import has published; the articles whose drafts say something else.
pub(super) async fn follow(tx: &Tx, replaced: &[Replaced]) -> Result<HashSet<Uuid>> {
    let mut open = HashSet::new();
    for part in replaced.chunks(IDS) {
        let ids = part.iter().map(|one| one.row.id);
        let drafts = draft::Entity::find().filter(draft::Column::ArticleId.is_in(ids));
        for draft in tx.all::<draft::Model>(&drafts.into_query()).await? {
            let Some(one) = part.iter().find(|one| one.row.id == draft.article_id) else { continue };
            let mut update = Query::update();
            update
                .table(draft::Entity)
                .value(draft::Column::Version, Expr::col(draft::Column::Version).add(1))
                .and_where(Expr::col(draft::Column::ArticleId).eq(draft.article_id));
            if draft.revision == one.revision_before {
                update
                    .value(draft::Column::Revision, one.row.revision)
                    .value(draft::Column::Title, one.row.title.clone())
                    .value(draft::Column::ChannelId, one.row.channel_id)
                    .value(draft::Column::ColumnId, one.row.column_id)
                    .value(draft::Column::SourceId, one.row.source_id)
                    .value(draft::Column::EditedAt, tx.now().timestamp_millis())
                    .value(draft::Column::EditedBy, None::<String>);
            } else {
                open.insert(draft.article_id);
            }
            tx.execute(&update).await?;
        }
    }
    Ok(open)
}
