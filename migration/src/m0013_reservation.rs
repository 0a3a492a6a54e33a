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
        let fill = fill(manager.get_database_backend());
        manager.get_connection().execute_raw(fill).await?;
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

/// Reserves the names that the revisions of scheduled articles ask for, in one statement: of a row that a transaction changes twice
/// `PostgreSQL` checks what it refers to.
fn fill(backend: DatabaseBackend) -> Statement {
    let [slug, external_id] = ["slug", "external_id"].map(|name| {
        let member = match backend {
            DatabaseBackend::Postgres => format!("revision.fields::json->>'{name}'"),
            _ => format!("json_extract(revision.fields, '$.{name}')"),
        };
        format!(
            "{name} = (SELECT {member} FROM revision WHERE revision.article_id = schedule.article_id \
             AND revision.number = schedule.revision)"
        )
    });
    Statement::from_string(backend, format!("UPDATE schedule SET {slug}, {external_id} WHERE failed_at IS NULL"))
}
