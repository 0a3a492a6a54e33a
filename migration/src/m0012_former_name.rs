//! The names of things that have become part of another.

use sea_orm_migration::prelude::*;

use crate::names::{drop_all, id, index, primary, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("former_name")
            .col(text("kind"))
            .col(text("scheme"))
            .col(text("name"))
            .col(id("subject_id"))
            .primary_key(&mut primary("former_name_pkey", &["kind", "scheme", "name"]))
            .take();
        manager.create_table(table).await?;
        manager.create_index(index("former_name_subject_idx", "former_name", &["subject_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["former_name"]).await
    }
}
