//! The note with which a column was opened (开栏语): that of its earliest article that has one.

use dibao_entity::news_column;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{EntityTrait, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::change_log::{Change, Event};
use crate::store::{Reads, Tx};

/// Takes an article's opening note for its column, where no earlier article has brought one.
pub(super) async fn open(tx: &mut Tx, id: Uuid, note: &str, published_at: i64) -> Result<()> {
    let column: Option<news_column::Model> = tx.one(&news_column::Entity::find_by_id(id).into_query()).await?;
    let Some(column) = column else { return Ok(()) };
    let is_earliest = column.opening_note_at.is_none_or(|at| published_at <= at);
    let is_same = column.opening_note.as_deref() == Some(note) && column.opening_note_at == Some(published_at);
    if !is_earliest || is_same {
        return Ok(());
    }
    let update = Query::update()
        .table(news_column::Entity)
        .value(news_column::Column::OpeningNote, note)
        .value(news_column::Column::OpeningNoteAt, published_at)
        .value(news_column::Column::UpdatedAt, tx.now().timestamp_millis())
        .value(news_column::Column::Version, Expr::col(news_column::Column::Version).add(1))
        .value(news_column::Column::Seq, tx.next_seq())
        .and_where(Expr::col(news_column::Column::Id).eq(id))
        .take();
    tx.execute(&update).await?;
    tx.append(Change::of(Kind::Column, Event::Updated, id, column.slug));
    Ok(())
}
