//! Articles put together by hand: collections, their sections, and what stands in them.

use sea_orm_migration::prelude::*;

use crate::names::{drop_all, id, number, optional_text, primary, refers, small, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("collection")
                    .col(id("id"))
                    .col(text("slug"))
                    .col(text("name"))
                    .col(optional_text("summary"))
                    .col(text("status"))
                    .col(number("version"))
                    .col(number("seq"))
                    .col(number("created_at"))
                    .col(number("updated_at"))
                    .primary_key(&mut primary("collection_pkey", &["id"]))
                    .take(),
            )
            .await?;
        manager.create_index(unique("collection_slug_key", "collection", &["slug"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("collection_section")
                    .col(id("collection_id"))
                    .col(small("position"))
                    .col(text("id"))
                    .col(text("title"))
                    .primary_key(&mut primary("collection_section_pkey", &["collection_id", "position"]))
                    .foreign_key(&mut refers(
                        "collection_section_collection_fkey",
                        ("collection_section", "collection_id"),
                        "collection",
                    ))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("collection_item")
                    .col(id("collection_id"))
                    .col(small("position"))
                    .col(id("article_id"))
                    .col(optional_text("section"))
                    .col(optional_text("title"))
                    .col(optional_text("summary"))
                    .col(optional_text("cover"))
                    .primary_key(&mut primary("collection_item_pkey", &["collection_id", "position"]))
                    .foreign_key(&mut refers(
                        "collection_item_collection_fkey",
                        ("collection_item", "collection_id"),
                        "collection",
                    ))
                    .foreign_key(&mut leaves_with_its_article())
                    .take(),
            )
            .await?;
        let once = unique("collection_item_article_key", "collection_item", &["article_id", "collection_id"]);
        manager.create_index(once).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["collection", "collection_section", "collection_item"]).await
    }
}

/// A draft may be deleted wherever it was placed: only what readers saw stays for good.
fn leaves_with_its_article() -> ForeignKeyCreateStatement {
    let restricted = ("collection_item", "article_id");
    refers("collection_item_article_fkey", restricted, "article").on_delete(ForeignKeyAction::Cascade).take()
}
