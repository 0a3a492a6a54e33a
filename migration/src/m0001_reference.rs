//! What articles refer to: the site, its channels, columns, sources, people and tags.

use sea_orm_migration::prelude::*;

use crate::names::{
    drop_all, id, index, number, optional_id, optional_number, optional_text, primary, refers, small, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The named things, each with an id, a slug and a count of published articles.
const NAMED: [&str; 5] = ["channel", "news_column", "source", "person", "tag"];

/// The table of a named thing with what all of them have.
fn named(table: &'static str, key: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(id("id"))
        .col(text("slug"))
        .col(text("name"))
        .col(number("article_count"))
        .col(number("created_at"))
        .col(number("updated_at"))
        .primary_key(&mut primary(key, &["id"]))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("site")
                    .col(small("id"))
                    .col(text("name"))
                    .col(number("updated_at"))
                    .primary_key(&mut primary("site_pkey", &["id"]))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                named("channel", "channel_pkey")
                    .col(optional_id("parent_id"))
                    .col(small("position"))
                    .foreign_key(&mut refers("channel_parent_fkey", ("channel", "parent_id"), "channel"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                named("news_column", "news_column_pkey")
                    .col(optional_text("short_name"))
                    .col(text("status"))
                    .col(optional_text("opening_note"))
                    .col(optional_number("opening_note_at"))
                    .col(optional_number("first_published_at"))
                    .col(optional_number("last_published_at"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                named("source", "source_pkey")
                    .col(optional_id("parent_id"))
                    .foreign_key(&mut refers("source_parent_fkey", ("source", "parent_id"), "source"))
                    .take(),
            )
            .await?;
        manager.create_table(named("person", "person_pkey")).await?;
        manager.create_table(named("tag", "tag_pkey").col(text("scheme")).col(optional_text("code")).take()).await?;
        for (name, table) in
            ["channel_slug_key", "news_column_slug_key", "source_slug_key", "person_slug_key", "tag_slug_key"]
                .into_iter()
                .zip(NAMED)
        {
            manager.create_index(unique(name, table, &["slug"])).await?;
        }
        manager.create_index(unique("news_column_name_key", "news_column", &["name"])).await?;
        manager.create_index(unique("person_name_key", "person", &["name"])).await?;
        manager.create_index(unique("tag_scheme_name_key", "tag", &["scheme", "name"])).await?;
        manager.create_index(index("channel_parent_idx", "channel", &["parent_id", "name"])).await?;
        manager.create_index(index("source_parent_idx", "source", &["parent_id", "name"])).await?;
        manager.create_index(index("tag_scheme_idx", "tag", &["scheme", "slug"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("former_slug")
                    .col(text("kind"))
                    .col(text("slug"))
                    .col(id("subject_id"))
                    .primary_key(&mut primary("former_slug_pkey", &["kind", "slug"]))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["site", "channel", "news_column", "source", "person", "tag", "former_slug"]).await
    }
}
