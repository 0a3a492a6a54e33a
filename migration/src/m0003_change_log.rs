//! The change log: one line for everything that readers can notice.

use sea_orm_migration::prelude::*;

use crate::names::{drop_all, id, index, number, optional_text, primary, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("change")
                    .col(number("seq"))
                    .col(number("at"))
                    .col(text("type"))
                    .col(text("kind"))
                    .col(id("subject_id"))
                    .col(text("slug"))
                    .col(ColumnDef::new("revision").integer().null().take())
                    .col(optional_text("before"))
                    .col(optional_text("after"))
                    .primary_key(&mut primary("change_pkey", &["seq"]))
                    .take(),
            )
            .await?;
        manager.create_index(index("change_kind_idx", "change", &["kind", "seq"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["change"]).await
    }
}
