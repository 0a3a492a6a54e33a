//! Keeping why articles were published although their source was not listed on the day.

use dibao_entity::source_override;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use super::super::article::SourceOverride;
use crate::kernel::error::Result;
use crate::store::Tx;

/// Keeps why an article was let through, in place of what was said before; `account` is who did, where it is an account.
pub async fn put_override(tx: &Tx, article: Uuid, account: Option<Uuid>, said: &SourceOverride) -> Result<()> {
    let SourceOverride { reason, by, at_ms } = said.clone();
    let row = source_override::Model { article_id: article, reason, account_id: account, account_name: by, at: at_ms };
    let insert = source_override::Entity::insert(source_override::ActiveModel::from(row).reset_all())
        .on_conflict(
            OnConflict::column(source_override::Column::ArticleId)
                .update_columns([
                    source_override::Column::Reason,
                    source_override::Column::AccountId,
                    source_override::Column::AccountName,
                    source_override::Column::At,
                ])
                .to_owned(),
        )
        .into_query();
    tx.execute(&insert).await
}

/// Takes that away.
pub async fn drop_override(tx: &Tx, article: Uuid) -> Result<()> {
    let gone =
        source_override::Entity::delete_many().filter(source_override::Column::ArticleId.eq(article)).into_query();
    tx.execute(&gone).await
}
