//! The keys of names, by which names that differ only in how they are written are found to be the same. The service fills them.

use sea_orm_migration::prelude::*;

use crate::names::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The tables of names, each with its index of keys.
const NAMED: [(&str, &str); 7] = [
    ("channel", "channel_name_key_idx"),
    ("news_column", "news_column_name_key_idx"),
    ("source", "source_name_key_idx"),
    ("person", "person_name_key_idx"),
    ("tag", "tag_name_key_idx"),
    ("source_alias", "source_alias_name_key_idx"),
    ("former_name", "former_name_name_key_idx"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in NAMED {
            let column = ColumnDef::new("name_key").text().not_null().default("").take();
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            manager.create_index(index(name, table, &["name_key"])).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in NAMED {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
            manager.alter_table(Table::alter().table(table).drop_column("name_key").take()).await?;
        }
        Ok(())
    }
}
