//! Pictures that were uploaded, and which articles show them.

use sea_orm_migration::prelude::*;

use crate::names::{
    drop_all, flag, id, index, number, optional_id, optional_small, optional_text, primary, refers, small, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(media()).await?;
        manager.create_index(unique("media_digest_key", "media", &["digest"])).await?;
        manager.create_index(index("media_upload_digest_idx", "media", &["upload_digest"])).await?;
        manager.create_index(index("media_uploader_idx", "media", &["uploaded_by", "id"])).await?;
        manager.create_index(index("media_type_idx", "media", &["mime_type", "id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("media_use")
                    .col(id("article_id"))
                    .col(text("place"))
                    .col(id("media_id"))
                    .primary_key(&mut primary("media_use_pkey", &["article_id", "place", "media_id"]))
                    .foreign_key(&mut refers("media_use_article_fkey", ("media_use", "article_id"), "article"))
                    .foreign_key(&mut refers("media_use_media_fkey", ("media_use", "media_id"), "media"))
                    .take(),
            )
            .await?;
        manager.create_index(index("media_use_media_idx", "media_use", &["media_id", "article_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["media", "media_use"]).await
    }
}

/// What is known of each picture; its bytes are in the storage under their digest.
fn media() -> TableCreateStatement {
    Table::create()
        .table("media")
        .col(id("id"))
        .col(text("digest"))
        .col(text("upload_digest"))
        .col(text("mime_type"))
        .col(number("byte_size"))
        .col(small("width"))
        .col(small("height"))
        .col(flag("is_animated"))
        .col(text("dominant_color"))
        .col(optional_text("file_name"))
        .col(optional_text("alt"))
        .col(optional_text("caption"))
        .col(optional_text("credit"))
        .col(optional_small("focal_x"))
        .col(optional_small("focal_y"))
        .col(optional_id("uploaded_by"))
        .col(text("uploaded_by_name"))
        .col(number("version"))
        .col(number("created_at"))
        .col(number("updated_at"))
        .primary_key(&mut primary("media_pkey", &["id"]))
        .take()
}
