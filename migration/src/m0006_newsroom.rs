//! Articles on their way to readers: drafts, what revisions say beside their text, reviews, and what is due.

use sea_orm_migration::prelude::*;

use crate::names::{
    drop_all, id, index, number, optional_id, optional_number, optional_text, primary, refers, small, text,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What is added to revisions.
const OF_REVISION: [&str; 4] = ["fields", "author_name", "note", "digest"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column a statement.
        for column in OF_REVISION {
            manager.alter_table(Table::alter().table("revision").add_column(optional_text(column)).take()).await?;
        }
        manager.alter_table(Table::alter().table("revision").add_column(optional_id("author_id")).take()).await?;
        manager.create_table(draft()).await?;
        manager.create_index(index("draft_edited_idx", "draft", &["edited_at", "article_id"])).await?;
        manager.create_index(index("draft_stage_idx", "draft", &["stage", "edited_at", "article_id"])).await?;
        manager.create_index(index("draft_author_idx", "draft", &["author_id", "edited_at", "article_id"])).await?;
        manager.create_index(index("draft_channel_idx", "draft", &["channel_id", "edited_at", "article_id"])).await?;
        manager.create_index(index("draft_column_idx", "draft", &["column_id", "edited_at", "article_id"])).await?;
        manager.create_index(index("draft_source_idx", "draft", &["source_id", "edited_at", "article_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("review")
                    .col(id("article_id"))
                    .col(small("position"))
                    .col(small("revision"))
                    .col(small("level"))
                    .col(text("action"))
                    .col(optional_id("account_id"))
                    .col(text("account_name"))
                    .col(number("at"))
                    .col(optional_text("comment"))
                    .col(text("digest"))
                    .col(text("previous"))
                    .col(text("hash"))
                    .primary_key(&mut primary("review_pkey", &["article_id", "position"]))
                    .foreign_key(&mut refers("review_article_fkey", ("review", "article_id"), "article"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("schedule")
                    .col(id("article_id"))
                    .col(small("revision"))
                    .col(number("due_at"))
                    .col(optional_id("account_id"))
                    .col(text("account_name"))
                    .col(number("created_at"))
                    .col(optional_number("failed_at"))
                    .col(optional_text("failure"))
                    .primary_key(&mut primary("schedule_pkey", &["article_id"]))
                    .foreign_key(&mut refers("schedule_article_fkey", ("schedule", "article_id"), "article"))
                    .take(),
            )
            .await?;
        manager.create_index(index("schedule_due_idx", "schedule", &["due_at", "article_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("correction")
                    .col(id("article_id"))
                    .col(small("number"))
                    .col(small("revision"))
                    .col(number("at"))
                    .col(text("note"))
                    .primary_key(&mut primary("correction_pkey", &["article_id", "number"]))
                    .foreign_key(&mut refers("correction_article_fkey", ("correction", "article_id"), "article"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("withdrawal")
                    .col(id("article_id"))
                    .col(number("at"))
                    .col(text("reason"))
                    .col(optional_text("note"))
                    .primary_key(&mut primary("withdrawal_pkey", &["article_id"]))
                    .foreign_key(&mut refers("withdrawal_article_fkey", ("withdrawal", "article_id"), "article"))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["draft", "review", "schedule", "correction", "withdrawal"]).await?;
        for column in OF_REVISION.into_iter().chain(["author_id"]) {
            manager.alter_table(Table::alter().table("revision").drop_column(column).take()).await?;
        }
        Ok(())
    }
}

/// What the newsroom works on: how far an article is, and what lists of drafts show.
fn draft() -> TableCreateStatement {
    Table::create()
        .table("draft")
        .col(id("article_id"))
        .col(small("revision"))
        .col(number("version"))
        .col(text("stage"))
        .col(small("level"))
        .col(text("title"))
        .col(optional_id("author_id"))
        .col(optional_text("author_name"))
        .col(optional_id("channel_id"))
        .col(optional_id("column_id"))
        .col(optional_id("source_id"))
        .col(number("created_at"))
        .col(number("edited_at"))
        .col(optional_text("edited_by"))
        .primary_key(&mut primary("draft_pkey", &["article_id"]))
        .foreign_key(&mut refers("draft_article_fkey", ("draft", "article_id"), "article"))
        .foreign_key(&mut refers("draft_channel_fkey", ("draft", "channel_id"), "channel"))
        .foreign_key(&mut refers("draft_column_fkey", ("draft", "column_id"), "news_column"))
        .foreign_key(&mut refers("draft_source_fkey", ("draft", "source_id"), "source"))
        .take()
}
