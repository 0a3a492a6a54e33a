//! The salt from which the successor of a used refresh token is derived; the names that scheduled articles reserve.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, Statement};

use crate::names::{index, optional_text};

/// The columns that are added, with their tables.
const COLUMNS: [(&str, &str); 3] = [("refresh_token", "salt"), ("schedule", "slug"), ("schedule", "external_id")];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            manager.alter_table(Table::alter().table(table).add_column(optional_text(column)).take()).await?;
        }
        for statement in fill(manager.get_database_backend()) {
            manager.get_connection().execute_raw(statement).await?;
        }
        manager.create_index(index("schedule_slug_idx", "schedule", &["slug"])).await?;
        manager.create_index(index("schedule_external_id_idx", "schedule", &["external_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["schedule_external_id_idx", "schedule_slug_idx"] {
            manager.drop_index(Index::drop().name(name).table("schedule").to_owned()).await?;
        }
        for (table, column) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

/// Reserves the names that the revisions of scheduled articles ask for.
fn fill(backend: DatabaseBackend) -> [Statement; 2] {
    ["slug", "external_id"].map(|name| {
        let member = match backend {
            DatabaseBackend::Postgres => format!("revision.fields::json->>'{name}'"),
            _ => format!("json_extract(revision.fields, '$.{name}')"),
        };
        let sql = format!(
            "UPDATE schedule SET {name} = (SELECT {member} FROM revision WHERE revision.article_id = schedule.article_id \
             AND revision.number = schedule.revision) WHERE failed_at IS NULL"
        );
        Statement::from_string(backend, sql)
    })
}
