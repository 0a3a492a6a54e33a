//! Articles, their revisions and links, and the listing that public lists are read from.

use sea_orm_migration::prelude::*;

use crate::names::{
    drop_all, flag, id, index, number, optional_id, optional_number, optional_text, primary, refers, small, text,
    unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(article()).await?;
        manager.create_index(unique("article_slug_key", "article", &["slug"])).await?;
        manager.create_index(unique("article_external_id_key", "article", &["external_id"])).await?;
        manager.create_index(index("article_original_url_idx", "article", &["original_url"])).await?;
        manager.create_index(index("article_import_digest_idx", "article", &["import_digest"])).await?;
        manager.create_index(index("article_channel_idx", "article", &["channel_id"])).await?;
        manager.create_index(index("article_column_idx", "article", &["column_id", "published_at", "id"])).await?;
        manager.create_index(index("article_source_idx", "article", &["source_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("revision")
                    .col(id("article_id"))
                    .col(small("number"))
                    .col(text("content"))
                    .col(number("created_at"))
                    .primary_key(&mut primary("revision_pkey", &["article_id", "number"]))
                    .foreign_key(&mut refers("revision_article_fkey", ("revision", "article_id"), "article"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("article_person")
                    .col(id("article_id"))
                    .col(small("position"))
                    .col(id("person_id"))
                    .col(text("role"))
                    .primary_key(&mut primary("article_person_pkey", &["article_id", "position"]))
                    .foreign_key(&mut refers(
                        "article_person_article_fkey",
                        ("article_person", "article_id"),
                        "article",
                    ))
                    .foreign_key(&mut refers("article_person_person_fkey", ("article_person", "person_id"), "person"))
                    .take(),
            )
            .await?;
        manager.create_index(index("article_person_person_idx", "article_person", &["person_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("article_tag")
                    .col(id("article_id"))
                    .col(small("position"))
                    .col(id("tag_id"))
                    .primary_key(&mut primary("article_tag_pkey", &["article_id", "position"]))
                    .foreign_key(&mut refers("article_tag_article_fkey", ("article_tag", "article_id"), "article"))
                    .foreign_key(&mut refers("article_tag_tag_fkey", ("article_tag", "tag_id"), "tag"))
                    .take(),
            )
            .await?;
        manager.create_index(index("article_tag_tag_idx", "article_tag", &["tag_id"])).await?;
        let mut listing = listing();
        if manager.get_database_backend() == sea_orm_migration::sea_orm::DatabaseBackend::Sqlite {
            listing.extra("WITHOUT ROWID");
        }
        manager.create_table(listing).await?;
        manager.create_index(index("listing_updated_idx", "listing", &["key", "updated_at", "article_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("listing_count")
                    .col(id("key"))
                    .col(number("article_count"))
                    .primary_key(&mut primary("listing_count_pkey", &["key"]))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["article", "revision", "article_person", "article_tag", "listing", "listing_count"]).await
    }
}

/// What lists show of an article; its body is in the revision.
fn article() -> TableCreateStatement {
    Table::create()
        .table("article")
        .col(id("id"))
        .col(optional_text("external_id"))
        .col(text("slug"))
        .col(text("state"))
        .col(text("lang"))
        .col(text("title"))
        .col(optional_text("kicker"))
        .col(optional_text("subtitle"))
        .col(optional_text("short_title"))
        .col(optional_text("original_title"))
        .col(optional_text("column_label"))
        .col(optional_text("summary"))
        .col(flag("summary_is_lead"))
        .col(optional_id("channel_id"))
        .col(optional_id("column_id"))
        .col(optional_id("source_id"))
        .col(optional_text("source_label"))
        .col(text("authorised_at_publication"))
        .col(optional_text("cover"))
        .col(optional_text("original_url"))
        .col(optional_text("ai_label"))
        .col(number("published_at"))
        .col(text("published_precision"))
        .col(number("first_published_at"))
        .col(number("updated_at"))
        .col(optional_number("withdrawn_at"))
        .col(small("revision"))
        .col(number("seq"))
        .col(small("char_count"))
        .col(flag("has_image"))
        .col(flag("has_video"))
        .col(flag("has_audio"))
        .col(optional_text("import_digest"))
        .primary_key(&mut primary("article_pkey", &["id"]))
        .foreign_key(&mut refers("article_channel_fkey", ("article", "channel_id"), "channel"))
        .foreign_key(&mut refers("article_column_fkey", ("article", "column_id"), "news_column"))
        .foreign_key(&mut refers("article_source_fkey", ("article", "source_id"), "source"))
        .take()
}

/// Under each key (a channel, a column, …, the whole site) the published articles in order: what a list seeks in.
///
/// On SQLite the rows live in the primary key itself.
fn listing() -> TableCreateStatement {
    Table::create()
        .table("listing")
        .col(id("key"))
        .col(number("published_at"))
        .col(id("article_id"))
        .col(number("updated_at"))
        .col(number("first_published_at"))
        .primary_key(&mut primary("listing_pkey", &["key", "published_at", "article_id"]))
        .take()
}
