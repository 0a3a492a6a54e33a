//! The key that signs preview links.

use sea_orm_migration::prelude::*;

use crate::names::{drop_all, id, number, primary, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("preview_key")
            .col(id("id"))
            .col(text("secret"))
            .col(number("created_at"))
            .primary_key(&mut primary("preview_key_pkey", &["id"]))
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["preview_key"]).await
    }
}
