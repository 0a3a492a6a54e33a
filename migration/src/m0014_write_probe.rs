//! The row that is written to find out whether the database accepts writes.

use sea_orm_migration::prelude::*;

use crate::names::{drop_all, number, primary, small};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("write_probe")
            .col(small("id"))
            .col(number("at"))
            .primary_key(&mut primary("write_probe_pkey", &["id"]))
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["write_probe"]).await
    }
}
