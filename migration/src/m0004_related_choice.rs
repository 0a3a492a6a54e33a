//! What editors chose to show beside an article, and what never to show there.

use sea_orm_migration::prelude::*;

use crate::names::{drop_all, id, index, primary, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("related_choice")
                    .col(id("article_id"))
                    .col(id("related_id"))
                    .col(ColumnDef::new("position").integer().null().take())
                    .primary_key(&mut primary("related_choice_pkey", &["article_id", "related_id"]))
                    .foreign_key(&mut refers(
                        "related_choice_article_fkey",
                        ("related_choice", "article_id"),
                        "article",
                    ))
                    .foreign_key(&mut refers(
                        "related_choice_related_fkey",
                        ("related_choice", "related_id"),
                        "article",
                    ))
                    .take(),
            )
            .await?;
        manager.create_index(index("related_choice_related_idx", "related_choice", &["related_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["related_choice"]).await
    }
}
