//! The schema of the database, step by step, for SQLite and PostgreSQL alike.
//!
//! A step that has landed is never edited; the next one changes what it made.

pub use sea_orm_migration::prelude::MigratorTrait;

use sea_orm_migration::prelude::*;

mod m0001_reference;
mod m0002_articles;
mod m0003_change_log;
mod m0004_related_choice;
mod m0005_accounts;
mod m0006_newsroom;
mod m0007_reference_editing;
mod m0008_collections;
mod m0009_media;
mod m0010_draft_state;
mod m0011_preview;
mod m0012_former_name;
mod m0013_reservation;
mod m0014_write_probe;
mod m0015_name_key;
mod names;

/// All steps in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_reference::Migration),
            Box::new(m0002_articles::Migration),
            Box::new(m0003_change_log::Migration),
            Box::new(m0004_related_choice::Migration),
            Box::new(m0005_accounts::Migration),
            Box::new(m0006_newsroom::Migration),
            Box::new(m0007_reference_editing::Migration),
            Box::new(m0008_collections::Migration),
            Box::new(m0009_media::Migration),
            Box::new(m0010_draft_state::Migration),
            Box::new(m0011_preview::Migration),
            Box::new(m0012_former_name::Migration),
            Box::new(m0013_reservation::Migration),
            Box::new(m0014_write_probe::Migration),
            Box::new(m0015_name_key::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        "schema_migration".into()
    }
}
