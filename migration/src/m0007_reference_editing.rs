//! Editing what articles refer to: versions, other names of sources, what sources are authorised to, titles of vocabularies,
//! and the ids of things that have become part of another.

use sea_orm_migration::prelude::*;

use crate::names::{drop_all, id, index, number, optional_id, optional_text, primary, refers, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The named things.
const NAMED: [&str; 5] = ["channel", "news_column", "source", "person", "tag"];

/// A number of a thing that is there already.
fn numbered(name: &'static str, first: i64) -> ColumnDef {
    number(name).default(first).take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column a statement.
        for table in NAMED {
            for mut column in [numbered("version", 1), numbered("seq", 0)] {
                manager.alter_table(Table::alter().table(table).add_column(&mut column).take()).await?;
            }
        }
        manager.alter_table(Table::alter().table("source").add_column(optional_text("kind")).take()).await?;
        manager
            .create_table(
                Table::create()
                    .table("former_id")
                    .col(text("kind"))
                    .col(id("id"))
                    .col(id("subject_id"))
                    .primary_key(&mut primary("former_id_pkey", &["kind", "id"]))
                    .take(),
            )
            .await?;
        manager.create_index(index("former_id_subject_idx", "former_id", &["subject_id"])).await?;
        manager.create_index(index("former_slug_subject_idx", "former_slug", &["subject_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("source_alias")
                    .col(text("name"))
                    .col(id("source_id"))
                    .primary_key(&mut primary("source_alias_pkey", &["name"]))
                    .foreign_key(&mut refers("source_alias_source_fkey", ("source_alias", "source_id"), "source"))
                    .take(),
            )
            .await?;
        manager.create_index(index("source_alias_source_idx", "source_alias", &["source_id", "name"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("source_authorisation")
                    .col(id("id"))
                    .col(id("source_id"))
                    .col(text("list"))
                    .col(optional_text("category"))
                    .col(text("status"))
                    .col(optional_text("valid_from"))
                    .col(optional_text("valid_to"))
                    .col(number("created_at"))
                    .primary_key(&mut primary("source_authorisation_pkey", &["id"]))
                    .foreign_key(&mut refers(
                        "source_authorisation_source_fkey",
                        ("source_authorisation", "source_id"),
                        "source",
                    ))
                    .take(),
            )
            .await?;
        let of_source = ["source_id", "list", "valid_from"];
        manager.create_index(index("source_authorisation_source_idx", "source_authorisation", &of_source)).await?;
        manager
            .create_table(
                Table::create()
                    .table("source_override")
                    .col(id("article_id"))
                    .col(text("reason"))
                    .col(optional_id("account_id"))
                    .col(text("account_name"))
                    .col(number("at"))
                    .primary_key(&mut primary("source_override_pkey", &["article_id"]))
                    .foreign_key(&mut refers(
                        "source_override_article_fkey",
                        ("source_override", "article_id"),
                        "article",
                    ))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("tag_scheme")
                    .col(text("scheme"))
                    .col(text("title"))
                    .col(number("updated_at"))
                    .primary_key(&mut primary("tag_scheme_pkey", &["scheme"]))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let made = ["former_id", "source_alias", "source_authorisation", "source_override", "tag_scheme"];
        drop_all(manager, &made).await?;
        manager.drop_index(Index::drop().name("former_slug_subject_idx").table("former_slug").to_owned()).await?;
        manager.alter_table(Table::alter().table("source").drop_column("kind").take()).await?;
        for table in NAMED {
            for column in ["version", "seq"] {
                manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
            }
        }
        Ok(())
    }
}
