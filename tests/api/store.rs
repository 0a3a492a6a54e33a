//! The databases themselves.

use dibao::store::Database;
use dibao::store::connect::Schema;
use dibao_migration::{Migrator, MigratorTrait};
use rstest::rstest;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::support::{Kind, database, settings};

#[rstest]
#[tokio::test]
async fn migrations_go_up_down_and_up_and_every_column_is_there(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let db = Database::open(&settings.database).await.unwrap();
    assert_eq!(db.schema().await.unwrap(), Schema::Empty);
    let direct = sea_orm::Database::connect(database(&settings)).await.unwrap();
    Migrator::up(&direct, None).await.unwrap();
    Migrator::down(&direct, None).await.unwrap();
    Migrator::up(&direct, Some(1)).await.unwrap();
    assert_eq!(db.schema().await.unwrap(), Schema::Behind(Migrator::migrations().len() - 1));
    Migrator::up(&direct, None).await.unwrap();
    assert_eq!(db.schema().await.unwrap(), Schema::Current);
    macro_rules! selected {
        ($($table:ident),*) => {$(
            dibao_entity::$table::Entity::find().all(&direct).await.expect(stringify!($table));
        )*};
    }
    selected!(
        account,
        answered_request,
        api_token,
        article,
        article_person,
        article_tag,
        audit,
        change,
        channel,
        correction,
        draft,
        collection,
        collection_item,
        collection_section,
        former_id,
        former_name,
        former_slug,
        listing,
        listing_count,
        media,
        media_use,
        news_column,
        person,
        preview_key,
        refresh_token,
        related_choice,
        review,
        revision,
        schedule,
        session,
        signing_key,
        site,
        source,
        source_alias,
        source_authorisation,
        source_override,
        tag,
        tag_scheme,
        withdrawal,
        write_probe
    );
    direct.execute_unprepared("INSERT INTO schema_migration VALUES ('m9999_future', 0)").await.unwrap();
    assert_eq!(db.schema().await.unwrap(), Schema::Newer("m9999_future".to_owned()));
}

#[rstest]
#[tokio::test]
async fn programs_that_set_up_a_database_at_once_find_it_done(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let open = || Database::open(&settings.database);
    let (one, two, three) = tokio::join!(open(), open(), open());
    let (one, two, three) = (one.unwrap(), two.unwrap(), three.unwrap());
    let (first, second, third) = tokio::join!(one.migrate(), two.migrate(), three.migrate());
    for (db, migrated) in [(one, first), (two, second), (three, third)] {
        migrated.unwrap();
        assert_eq!(db.schema().await.unwrap(), Schema::Current);
    }
}

#[rstest]
#[tokio::test]
async fn a_schema_is_brought_up_wholly_or_not_at_all(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let db = Database::open(&settings.database).await.unwrap();
    let direct = sea_orm::Database::connect(database(&settings)).await.unwrap();
    // The last steps cannot be taken for it.
    direct.execute_unprepared("CREATE TABLE former_name (id INTEGER)").await.unwrap();
    assert!(db.migrate().await.is_err());
    assert_eq!(db.schema().await.unwrap(), Schema::Empty);
    direct.execute_unprepared("DROP TABLE former_name").await.unwrap();
    db.migrate().await.unwrap();
    assert_eq!(db.schema().await.unwrap(), Schema::Current);
}

#[rstest]
#[tokio::test]
async fn articles_that_were_scheduled_before_reserve_their_names(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let db = Database::open(&settings.database).await.unwrap();
    let direct = sea_orm::Database::connect(database(&settings)).await.unwrap();
    Migrator::up(&direct, Some(12)).await.unwrap();
    // Their articles are of no account here.
    let (free, ids) = match kind {
        Kind::Sqlite => (
            "PRAGMA foreign_keys = OFF;",
            ["x'00000000000000000000000000000007'", "x'00000000000000000000000000000008'"],
        ),
        Kind::Postgres => (
            "SET session_replication_role = replica;",
            ["'00000000-0000-0000-0000-000000000007'", "'00000000-0000-0000-0000-000000000008'"],
        ),
    };
    let fields = [r#"{"slug":"zhan-yong","external_id":"甲-1"}"#, r#"{"slug":null,"external_id":null}"#];
    for (id, fields) in ids.iter().zip(fields) {
        let rows = format!(
            "{free} INSERT INTO revision (article_id, number, content, created_at, fields) VALUES \
             ({id}, 1, '{{}}', 1, '{{}}'), ({id}, 2, '{{}}', 1, '{fields}'); \
             INSERT INTO schedule (article_id, revision, due_at, account_name, created_at) VALUES ({id}, 2, 1, 'a', 1)"
        );
        direct.execute_unprepared(&rows).await.unwrap();
    }
    db.migrate().await.unwrap();
    let rows = dibao_entity::schedule::Entity::find().all(&direct).await.unwrap();
    let mut names: Vec<_> = rows.into_iter().map(|row| (row.slug, row.external_id)).collect();
    names.sort();
    assert_eq!(names, [(None, None), (Some("zhan-yong".to_owned()), Some("甲-1".to_owned()))]);
}
