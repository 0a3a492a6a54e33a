//! Names that differ only in how they are written are one name, whichever way they come in.

use dibao::auth::Role;
use dibao_migration::{Migrator, MigratorTrait as _};
use rstest::rstest;
use serde_json::{Value, json};

use super::ZONE;
use super::rules::{import, line};
use crate::support::signed::refused;
use crate::support::{App, Kind, database};

/// Where things of a kind are made, a name, the same name written in other ways, and another name.
const NAMED: [(&str, &str, [&str; 3], &str); 5] = [
    ("channels", "AI 新闻", ["ＡＩ新闻", "ai新聞", " Ai 新  闻 "], "AI 旧闻"),
    ("columns", "走读清河", ["走讀清河", "走读 清河", "走读\u{3000}清河"], "走读云溪"),
    ("sources", "新华社", ["新華社", "新华 社", "新华　社"], "新华网"),
    ("people", "李明 Smith", ["李 明smith", "李明ＳＭＩＴＨ", "李明  Smith"], "李明 Smyth"),
    ("tags", "AI", ["ai", "ＡＩ", "A I"], "A1"),
];

#[rstest]
#[tokio::test]
async fn new_ones_are_refused_with_the_holder(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Chief).await;
    for (things, name, others, another) in NAMED {
        let path = format!("/v1/editorial/{things}");
        let made: Value = editor.post(&path, &json!({"name": name})).await.json().await.unwrap();
        let second: Value = editor.post(&path, &json!({"name": another})).await.json().await.unwrap();
        let second = format!("{path}/{}", second["id"].as_str().unwrap());
        for other in others {
            let problem = refused(editor.post(&path, &json!({"name": other})).await, 409, "name_taken").await;
            assert_eq!((&problem["holder"]["id"], &problem["holder"]["name"]), (&made["id"], &made["name"]), "{other}");
            refused(editor.patch_any(&second, &json!({"name": other})).await, 409, "name_taken").await;
        }
        // One may be written in another way by itself.
        let own = format!("{path}/{}", made["id"].as_str().unwrap());
        assert_eq!(editor.patch_any(&own, &json!({"name": others[0].trim()})).await.status(), 200, "{things}");
    }
    // Script makes no difference but between people, and the same name elsewhere is another name.
    for (things, body) in [
        ("people", json!({"name": "范文"})),
        ("people", json!({"name": "範文"})),
        ("tags", json!({"name": "ai", "scheme": "medtop"})),
        ("channels", json!({"name": "ai新闻", "parent": "ai-jiu-wen"})),
        ("sources", json!({"name": "新華社", "parent": "xin-hua-wang"})),
    ] {
        let answer = editor.post(&format!("/v1/editorial/{things}"), &body).await;
        assert_eq!(answer.status(), 201, "{body}: {}", answer.text().await.unwrap());
    }
    let aliases = json!({"name": "北湾", "aliases": ["新華網"]});
    let problem = refused(editor.post("/v1/editorial/sources", &aliases).await, 409, "name_taken").await;
    assert_eq!(problem["holder"]["name"], "新华网");
    let aliases = json!({"name": "北湾", "aliases": ["北湾报", "北灣報", "北灣"]});
    let made: Value = editor.post("/v1/editorial/sources", &aliases).await.json().await.unwrap();
    assert_eq!(made["aliases"].as_array().unwrap().len(), 1, "{made}");
    refused(editor.post("/v1/editorial/sources", &json!({"name": "北湾 报"})).await, 409, "name_taken").await;
}

#[rstest]
#[tokio::test]
async fn two_at_the_same_time_are_one(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Chief).await;
    for round in 0..4 {
        let send =
            async |name: String| editor.post("/v1/editorial/tags", &json!({"name": name})).await.status().as_u16();
        let (one, two, three) =
            tokio::join!(send(format!("AI{round}")), send(format!("ai{round}")), send(format!("ＡＩ {round}")));
        let mut answers = [one, two, three];
        answers.sort_unstable();
        assert_eq!(answers, [201, 409, 409]);
    }
}

#[rstest]
#[tokio::test]
async fn imports_find_what_is_there(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let tags =
        json!({"tags": ["AI", "ai", "ＡＩ", "Ai"], "people": ["李明", "李 明"], "source": "新华社", "channel": "要闻"});
    let other =
        json!({"tags": ["a i"], "people": ["李　明"], "source": "新華社", "channel": "要 聞", "external_id": "2"});
    let report = import(&app, &[line("标签", tags), line("再来", other)]).await;
    assert_eq!((report.created, report.failed.len()), (2, 0), "{report}");
    for (things, name) in [("tags", "AI"), ("people", "李明"), ("sources", "新华社"), ("channels", "要闻")] {
        let list = app.json(&format!("/v1/{things}")).await;
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
        assert_eq!(list["items"][0]["name"], name, "{things}");
        assert_eq!(list["items"][0]["article_count"], 2, "{things}");
    }
    // A line of a thing knows it again, and its name and slug stay; what the line calls it leads to it.
    let id = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f";
    let report = import(
        &app,
        &[
            json!({"kind": "tag", "name": "ａｉ", "slug": "wide", "id": id, "code": "T-1"}),
            json!({"kind": "source", "name": "新 华社", "medium": "agency", "aliases": ["新華社", "新华通讯社"]}),
            json!({"kind": "source", "name": "新华通訊社"}),
        ],
    )
    .await;
    assert_eq!(report.failed.iter().map(|failure| failure.line).collect::<Vec<_>>(), [Some(3)], "{report}");
    for name in ["ai", "wide", id] {
        let tag = app.json(&format!("/v1/tags/{name}")).await;
        assert_eq!((&tag["name"], &tag["slug"], &tag["code"]), (&json!("AI"), &json!("ai"), &json!("T-1")), "{name}");
    }
    let editor = app.sign_in("li", Role::Chief).await;
    let csv = |text: &str| text.as_bytes().to_vec();
    let headers = [("content-type", "text/csv")];
    let path = "/v1/editorial/tags/import?scheme=themes";
    let answer = editor.post_bytes(path, &headers, csv("code,name\n1,Web\n2,ＷＥＢ\n")).await;
    refused(answer, 422, "invalid_content").await;
    let answer = editor.post_bytes(path, &headers, csv("code,name\n1,Web\n2,App\n")).await;
    assert_eq!(answer.status(), 200);
    let answer = editor.post_bytes(path, &headers, csv("code,name\n3,web\n")).await;
    refused(answer, 422, "invalid_content").await;
    let answer = editor.post_bytes(path, &headers, csv("code,name,slug\n4,Pad,app\n")).await;
    refused(answer, 422, "invalid_content").await;
    let answer = editor.post_bytes(path, &headers, csv("code,name\n2,ＡＰＰ\n")).await;
    let brought: Value = answer.json().await.unwrap();
    assert_eq!((&brought["created"], &brought["updated"]), (&json!(0), &json!(1)));
    let list = "/v1/editorial/authorisations?list=a&create=true";
    let table = csv("name,valid_from\n新 華 社,2024-01-01\n东港报,2024-01-01\n東港報,2024-02-01\n");
    let listed: Value = editor.post_bytes(list, &headers, table).await.json().await.unwrap();
    assert_eq!(listed["created"], 1, "{listed}");
}

#[rstest]
#[tokio::test]
async fn those_that_were_two_before_stay_two(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use sea_orm::sea_query::{Expr, ExprTrait, Query};
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Chief).await;
    for name in ["AI", "other"] {
        assert_eq!(editor.post("/v1/editorial/tags", &json!({"name": name})).await.status(), 201);
    }
    // As an earlier version left it: a second one, and no keys.
    let rename = Query::update().table("tag").value("name", "ＡＩ").and_where(Expr::col("name").eq("other")).take();
    app.db.primary.transaction(async |tx| tx.execute(&rename).await).await.unwrap();
    let steps = Migrator::migrations().iter().skip_while(|step| step.name() != "m0015_name_key").count();
    let direct = sea_orm::Database::connect(database(&app.settings)).await.unwrap();
    Migrator::down(&direct, Some(u32::try_from(steps).unwrap())).await.unwrap();
    direct.close().await.unwrap();
    app.db.migrate().await.unwrap();
    refused(editor.post("/v1/editorial/tags", &json!({"name": "ai"})).await, 409, "name_taken").await;
    let changed = editor.patch_any("/v1/editorial/tags/other", &json!({"slug": "wide"})).await;
    assert_eq!(changed.status(), 200, "it may still be changed");
    let line = |external_id: &str, tag: &str| line("稿", json!({"external_id": external_id, "tags": [tag]}));
    import(&app, &[line("1", "ＡＩ"), line("2", "AI"), line("3", "aI")]).await;
    for (id, name) in [("1", "ＡＩ"), ("2", "AI"), ("3", "AI")] {
        let found = app.json(&format!("/v1/articles?external_id={id}")).await;
        assert_eq!(found["items"][0]["tags"][0]["name"], name, "{id}");
    }
    let catalog = dibao::catalog::query::whole(&app.db.read).await.unwrap();
    let same: Vec<String> = catalog.duplicates().iter().map(ToString::to_string).collect();
    assert_eq!(same.len(), 1, "{same:?}");
    assert!(same[0].contains("POST /v1/editorial/tags/wide/merge {\"into\": \"ai\"}"), "{same:?}");
    let folder = tempfile::tempdir().unwrap();
    let doctor = std::process::Command::new(env!("CARGO_BIN_EXE_dibao"))
        .current_dir(folder.path())
        .args(["--database-url", &database(&app.settings), "doctor"])
        .output()
        .unwrap();
    let found = String::from_utf8(doctor.stdout).unwrap();
    assert!(doctor.status.success() && found.contains("warn same names") && found.contains(&same[0]), "{found}");
    let (path, into) = ("/v1/editorial/tags/wide/merge", json!({"into": "ai"}));
    let merge = editor.send(reqwest::Method::POST, path, &[("if-match", "*")], Some(&into)).await;
    assert_eq!(merge.status(), 200);
    let mut out = Vec::new();
    let what = dibao::import::export::What::Everything;
    dibao::import::export::export(&app.db.read, ZONE, what, &mut out, |_| {}).await.unwrap();
    assert!(String::from_utf8(out).unwrap().contains("\"former_names\":[\"ＡＩ\"]"));
}

#[test]
fn keys_are_those_that_are_stored() {
    use dibao::kernel::kind::Kind;
    use dibao::kernel::name::key;
    use sha2::{Digest, Sha256};
    let mut digest = Sha256::new();
    for character in ('\0'..='\u{ffff}').map(|character| character.to_string()) {
        digest.update(key(Kind::Tag, &character));
        digest.update(key(Kind::Person, &character));
    }
    let digest: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "84573df1da395542", "keys have changed: add a migration step that empties the stored ones");
}

#[rstest]
#[tokio::test]
async fn two_that_come_with_ids_of_their_own_do_not_become_one(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Chief).await;
    let column = |name: &str, slug: &str, note: &str| json!({"kind": "column", "id": uuid::Uuid::now_v7(), "slug": slug, "name": name, "opening_note": note});
    let lines = [column("走读清河", "zou-du", "一"), column("走讀 清河", "qing-he", "二")];
    let report = import(&app, &lines).await;
    assert_eq!(report.failed.iter().map(|failure| failure.line).collect::<Vec<_>>(), [Some(2)], "{report}");
    let kept = editor.json("/v1/editorial/columns/zou-du").await;
    assert_eq!((&kept["name"], &kept["opening_note"]), (&json!("走读清河"), &json!("一")));
}
