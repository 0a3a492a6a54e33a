//! From sources to settings.

#![expect(clippy::unwrap_used, reason = "a failing test says where")]

use std::num::NonZeroU32;

use chrono_tz::Tz;
use tempfile::TempDir;

use super::*;

/// Sources as a test gives them.
#[derive(Default)]
struct Given {
    folder: Option<TempDir>,
    env: Vec<(String, String)>,
    flags: Vec<(String, String)>,
}

impl Given {
    fn file(mut self, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("dibao.toml"), text).unwrap();
        self.folder = Some(folder);
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    fn flag(mut self, name: &str, value: &str) -> Self {
        self.flags.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The settings, or the lines of the refusal, with the name of the test's folder taken out of both.
    fn load(self) -> Result<Loaded, Vec<String>> {
        let file = self.folder.as_ref().map(|folder| folder.path().join("dibao.toml"));
        let folder = self.folder.as_ref().map_or_else(String::new, |folder| format!("{}/", folder.path().display()));
        let loaded = Settings::load(Sources { file, env: self.env, flags: self.flags });
        loaded.map_err(|error| error.to_string().replace(&folder, "").lines().map(str::to_owned).collect())
    }

    fn settings(self) -> Settings {
        self.load().unwrap().settings
    }

    fn refused(self) -> Vec<String> {
        self.load().unwrap_err()
    }
}

fn given() -> Given {
    Given::default()
}

/// The shown value and origin of a setting.
fn shown(loaded: &Loaded, key: &str) -> (String, String) {
    let setting = loaded.origins.settings().iter().find(|setting| setting.key == key).unwrap();
    (setting.value.to_string(), setting.origin.clone())
}

#[test]
fn without_any_source_the_defaults_hold() {
    let settings = given().settings();

    assert_eq!(settings.data_dir, PathBuf::from("./data"));
    assert_eq!(settings.database.url, DatabaseUrl::Sqlite("./data/dibao.db".into()));
    assert_eq!(settings.database.read_url, None);
    assert_eq!(settings.database.read_connections, 8);
    assert_eq!(settings.server.listen.as_str(), "127.0.0.1:8080");
    assert_eq!(settings.server.public_url, None);
    assert_eq!(settings.site.name, "邸报");
    assert_eq!(settings.site.time_zone, Tz::Asia__Shanghai);
    assert_eq!(settings.cors.allowed_origins, AllowedOrigins::Any);
    assert_eq!(settings.rate_limit.per_second, None);
    assert_eq!(settings.log.format, LogFormat::Text);
    assert!(settings.server.worker_threads() >= 1);
}

#[test]
fn the_file_overrides_the_defaults_the_environment_the_file_and_flags_everything() {
    let file = "[server]\nworkers = 2\nkeep_alive_s = 5\nlisten = \"localhost:1\"\n";
    let loaded = given().file(file).env("DIBAO_SERVER__WORKERS", "3").env("DIBAO_LISTEN", "localhost:2");
    let loaded = loaded.flag("server.listen", "localhost:3").load().unwrap();

    assert_eq!(loaded.settings.server.listen.as_str(), "localhost:3");
    assert_eq!(loaded.settings.server.workers, 3);
    assert_eq!(loaded.settings.server.keep_alive_s, 5);
    assert_eq!(loaded.settings.server.shutdown_timeout_s, 10);
}

#[test]
fn each_value_says_where_it_comes_from() {
    let sources = given().file("[site]\nname = \"天津新闻\"\n").env("DIBAO_LISTEN", "localhost:2");
    let folder = sources.folder.as_ref().unwrap().path().display().to_string();
    let loaded = sources.flag("log.level", "debug").load().unwrap();

    assert_eq!(shown(&loaded, "site.name"), ("天津新闻".to_owned(), format!("file {folder}/dibao.toml")));
    assert_eq!(shown(&loaded, "server.listen"), ("localhost:2".to_owned(), "environment DIBAO_LISTEN".to_owned()));
    assert_eq!(shown(&loaded, "log.level"), ("debug".to_owned(), "flag --log-level".to_owned()));
    assert_eq!(shown(&loaded, "log.format"), ("text".to_owned(), "default".to_owned()));
}

#[test]
fn every_setting_is_read_and_shown_in_the_order_of_the_documentation() {
    let loaded = given().load().unwrap();
    let shown: Vec<&str> = loaded.origins.settings().iter().map(|setting| setting.key.as_str()).collect();
    let known = Key::all();

    assert_eq!(shown, known.iter().map(Key::name).collect::<Vec<_>>());
    for key in &known {
        let refused = given().env(key.variables().first().unwrap(), "\u{1}").refused();
        assert!(
            refused.first().unwrap().starts_with(key.name()),
            "{} is not read, or takes anything: {refused:?}",
            key.name()
        );
    }
}

#[test]
fn the_defaults_can_be_copied_into_a_file() {
    let settings = given().settings();
    assert_eq!(given().file(DEFAULTS).settings(), settings);
}

#[test]
fn a_setting_has_a_short_and_a_regular_name_in_the_environment() {
    let url = DatabaseUrl::Postgres("postgres://localhost/news".to_owned());
    for name in ["DIBAO_DATABASE_URL", "DIBAO_DATABASE__URL"] {
        assert_eq!(given().env(name, "postgres://localhost/news").settings().database.url, url);
    }
    let both = given().env("DIBAO_LISTEN", "localhost:1").env("DIBAO_SERVER__LISTEN", "localhost:1");
    assert_eq!(both.settings().server.listen.as_str(), "localhost:1");
}

#[test]
fn two_names_of_a_setting_that_differ_are_refused() {
    let refused = given().env("DIBAO_LISTEN", "localhost:1").env("DIBAO_SERVER__LISTEN", "localhost:2").refused();
    assert_eq!(
        refused,
        ["server.listen is set by DIBAO_LISTEN and by DIBAO_SERVER__LISTEN (environment), and they differ; \
             keep one of the two"]
    );
}

#[test]
fn the_sqlite_file_is_in_the_data_folder_unless_another_is_named() {
    let moved = given().env("DIBAO_DATA_DIR", "/var/lib/dibao").load().unwrap();
    assert_eq!(moved.settings.database.url, DatabaseUrl::Sqlite("/var/lib/dibao/dibao.db".into()));
    let (value, origin) = shown(&moved, "database.url");
    assert_eq!((value.as_str(), origin.as_str()), ("sqlite:///var/lib/dibao/dibao.db", "default"));

    let named = given().env("DIBAO_DATA_DIR", "/var/lib/dibao").flag("database.url", "sqlite:a.db").settings();
    assert_eq!(named.database.url, DatabaseUrl::Sqlite("a.db".into()));
}

#[test]
fn lists_are_separated_by_commas_outside_the_file() {
    let settings = given()
        .env("DIBAO_CORS__ALLOWED_ORIGINS", "https://a.example, https://b.example")
        .env("DIBAO_RATE_LIMIT__PER_SECOND", "20")
        .flag("rate_limit.trusted_proxies", "10.0.0.0/8,::1")
        .settings();

    assert!(settings.cors.allowed_origins.allows("https://b.example"));
    assert_eq!(settings.rate_limit.per_second, NonZeroU32::new(20));
    assert!(settings.rate_limit.trusts("10.1.2.3".parse().unwrap()));
    assert!(!settings.rate_limit.trusts("192.0.2.1".parse().unwrap()));

    let none = given().env("DIBAO_CORS__ALLOWED_ORIGINS", "").settings();
    assert_eq!(none.cors.allowed_origins, AllowedOrigins::Listed(Vec::new()));
}

#[test]
fn everything_that_is_wrong_is_told_at_once_one_line_each() {
    let file = "listen = \"localhost:1\"\n[server]\nlistn = \"a\"\nkeep_alive_s = \"long\"\n[site]\ntime_zone = \"Asia/Shangai\"\n";
    let refused = given()
        .file(file)
        .env("DIBAO_SERVER__WORKERS", "many")
        .env("DIBAO_LOG_LEVEL", "info")
        .flag("server.public_url", "https://example.org/")
        .flag("sever.listen", "x")
        .refused();

    assert_eq!(
        refused,
        [
            "listen (file dibao.toml) is not a setting; the nearest is server.listen",
            "server.listn (file dibao.toml) is not a setting; the nearest is server.listen",
            "DIBAO_LOG_LEVEL (environment) is not a setting; the nearest is DIBAO_LOG__LEVEL",
            "--set sever.listen (flag) is not a setting; the nearest is --listen",
            "server.workers cannot be \"many\" (environment DIBAO_SERVER__WORKERS); \
             expected a whole number from 0 to 1024",
            "server.public_url cannot be \"https://example.org/\" (flag --set server.public_url); expected an absolute http \
             or https URL without a slash at its end, such as https://api.example.org",
            "server.keep_alive_s cannot be \"long\" (file dibao.toml); expected a whole number from 0 to 3600",
            "site.time_zone cannot be \"Asia/Shangai\" (file dibao.toml); expected the name of a time zone in the IANA \
             database; the nearest is Asia/Shanghai",
        ]
    );
}

#[test]
fn every_wrong_item_of_a_list_is_named() {
    let refused = given().env("DIBAO_RATE_LIMIT__TRUSTED_PROXIES", "proxy,10.0.0.1,10.0.0.1/8").refused();
    assert_eq!(
        refused,
        [
            "rate_limit.trusted_proxies cannot be \"proxy\" (environment DIBAO_RATE_LIMIT__TRUSTED_PROXIES); expected an \
             IP address or a network, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8",
            "rate_limit.trusted_proxies cannot be \"10.0.0.1/8\" (environment DIBAO_RATE_LIMIT__TRUSTED_PROXIES); \
             expected 10.0.0.0/8",
        ]
    );
}

#[test]
fn a_value_of_the_wrong_type_is_refused() {
    let file = "data_dir = 1\nserver = 2\n[site]\nname = [\"a\"]\n[log.level]\n[rate_limit]\nburst = 1.5\n[cors]\nallowed_origins = 1\n";
    let refused = given().file(file).refused();
    assert_eq!(
        refused,
        [
            "log.level cannot be a table (file dibao.toml); expected one value, not a table",
            "server cannot be 2 (file dibao.toml); expected a section, written [server]",
            "data_dir cannot be 1 (file dibao.toml); expected a text in quotes",
            "site.name cannot be a list (file dibao.toml); expected a text in quotes",
            "cors.allowed_origins cannot be 1 (file dibao.toml); expected a list of texts",
            "rate_limit.burst cannot be 1.5 (file dibao.toml); expected a whole number from 1 to 1000000",
        ]
    );
}

#[test]
fn numbers_out_of_their_limits_are_refused() {
    for (name, value) in [
        ("DIBAO_DATABASE__READ_CONNECTIONS", "0"),
        ("DIBAO_DATABASE__READ_CONNECTIONS", "201"),
        ("DIBAO_CACHE__MAX_AGE_S", "-1"),
        ("DIBAO_SERVER__WORKERS", "18446744073709551616"),
        ("DIBAO_RATE_LIMIT__BURST", "0"),
    ] {
        assert_eq!(given().env(name, value).refused().len(), 1, "{name}={value}");
    }
}

#[test]
fn sections_that_do_not_exist_are_refused() {
    let refused = given().file("\"server.listen\" = \"a\"\n[sever]\n[sit]\nname = \"a\"\n[data_dir]\n").refused();
    assert_eq!(
        refused,
        [
            "data_dir cannot be a table (file dibao.toml); expected one value, not a table",
            "\\\"server.listen\\\" (file dibao.toml) is not a setting; the nearest is server.listen",
            "[sever] (file dibao.toml) is not a setting; the nearest is [server]",
            "sit.name (file dibao.toml) is not a setting; the nearest is site.name",
        ]
    );
}

#[test]
fn any_together_with_origins_is_refused() {
    let refused = given().env("DIBAO_CORS__ALLOWED_ORIGINS", "*,https://a.example").refused();
    assert_eq!(
        refused,
        ["cors.allowed_origins cannot be \"*,https://a.example\" (environment DIBAO_CORS__ALLOWED_ORIGINS); \
          expected \"*\" alone, or origins without it"]
    );
}

#[test]
fn a_replica_goes_with_postgresql_only() {
    let replica = "postgres://user:hunter2@replica/news";
    let beside = given().env("DIBAO_DATABASE_URL", "postgres://primary/news").env("DIBAO_DATABASE__READ_URL", replica);
    assert_eq!(beside.settings().database.read_url, Some(DatabaseUrl::Postgres(replica.to_owned())));

    let refused = given().env("DIBAO_DATABASE__READ_URL", replica).refused();
    assert_eq!(
        refused,
        ["database.read_url cannot be \"postgres://***\" (environment DIBAO_DATABASE__READ_URL); \
          expected none, as database.url is a SQLite file"]
    );
    let refused = given().env("DIBAO_DATABASE__READ_URL", "sqlite:a.db").refused();
    assert_eq!(
        refused,
        ["database.read_url cannot be \"sqlite:a.db\" (environment DIBAO_DATABASE__READ_URL); \
          expected a PostgreSQL database, postgres://USER:PASSWORD@HOST:PORT/NAME"]
    );
}

#[test]
fn a_named_file_must_exist() {
    let missing = Sources { file: Some("/nowhere/dibao.toml".into()), env: [], flags: Vec::new() };
    let error = Settings::load(missing).unwrap_err().to_string();
    assert!(error.starts_with("file /nowhere/dibao.toml: "), "{error}");

    let refused = given().env("DIBAO_CONFIG", "/nowhere/other.toml").env("DIBAO_LISTEN", "x").refused();
    assert_eq!(refused.len(), 2);
    assert!(refused.first().unwrap().starts_with("file /nowhere/other.toml: "), "{refused:?}");
}

#[test]
fn a_flag_s_file_goes_before_the_environment_s() {
    let settings = given().file("[site]\nname = \"甲\"\n").env("DIBAO_CONFIG", "/nowhere/other.toml").settings();
    assert_eq!(settings.site.name, "甲");
}

#[test]
fn a_syntax_error_names_the_line_but_not_what_stands_there() {
    let refused = given().file("[database]\nurl = \"postgres://user:hunter2@host/news\n").refused();
    assert_eq!(refused, ["file dibao.toml: line 2, column 41: invalid basic string, expected `\"`"]);
    let refused = given().file("[server]\nworkers = 99999999999999999999\n").refused();
    assert_eq!(refused, ["file dibao.toml: not TOML, or a number in it is too large"]);
}

#[test]
fn no_password_is_ever_printed() {
    let url = "postgres://user:hunter2@host/news";
    for (name, value) in [
        ("DIBAO_DATABASE_URL", "postgres://user:hunter2 @host/news"),
        ("DIBAO_DATABASE_URL", "mysql://user:hunter2@host/news"),
        ("DIBAO_DATABASE_URL", "hunter2"),
        ("DIBAO_DATABASE_URI", url),
        ("DIBAO_LISTEN", url),
        ("DIBAO_SITE__TIME_ZONE", url),
        ("DIBAO_LOG__LEVEL", url),
        ("DIBAO_CORS__ALLOWED_ORIGINS", url),
        ("DIBAO_SERVER__PUBLIC_URL", "https://user:hunter2@host"),
    ] {
        let error = Settings::load(Sources { file: None, env: [(name.into(), value.into())], flags: vec![] });
        let error = error.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{name}: {error}");
    }
    let file = "[database]\nurl = [\"postgres://user:hunter2@host/news\"]\n[database.read_url]\na = \"hunter2\"\n";
    assert!(!given().file(file).refused().concat().contains("hunter2"));

    let loaded = given().env("DIBAO_DATABASE_URL", url).env("DIBAO_SITE__NAME", url).load().unwrap();
    assert_eq!(shown(&loaded, "database.url").0, "postgres://user:***@host/news");
    assert!(!format!("{} {:?}", loaded.origins, loaded.origins).contains("hunter2"));
    assert!(!format!("{:?}", loaded.settings.database).contains("hunter2"));
}

#[test]
fn other_variables_are_left_alone() {
    let settings = given()
        .env("PATH", "/bin")
        .env("DIBAO_CONFIG", "")
        .env("DIBAO_SERVICE_HOST", "10.0.0.1")
        .env("DIBAO_PORT", "tcp://10.0.0.1:80")
        .settings();
    assert_eq!(settings, given().settings());
}

#[test]
fn an_empty_variable_is_not_passed_over() {
    assert_eq!(given().env("DIBAO_SERVER__PUBLIC_URL", "").settings().server.public_url, None);
    assert_eq!(given().env("DIBAO_LISTEN", "").refused().len(), 1);
}

#[test]
fn a_variable_that_is_not_utf_8_is_refused() {
    let refused = given().env("DIBAO_DATA_DIR", "/srv/\u{fffd}").refused();
    assert_eq!(
        refused,
        ["data_dir cannot be \"/srv/\u{fffd}\" (environment DIBAO_DATA_DIR); expected a value in UTF-8"]
    );
}

#[test]
fn the_origins_are_a_list_in_json() {
    let loaded = given().env("DIBAO_SERVER__WORKERS", "4").load().unwrap();
    let json = serde_json::to_value(&loaded.origins).unwrap();
    let find = |key: &str| json.as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap().clone();

    assert_eq!(
        find("server.workers"),
        serde_json::json!({"key": "server.workers", "value": 4, "origin": "environment DIBAO_SERVER__WORKERS"})
    );
    assert_eq!(
        find("cors.allowed_origins"),
        serde_json::json!({"key": "cors.allowed_origins", "value": ["*"], "origin": "default"})
    );
    assert_eq!(
        find("server.public_url"),
        serde_json::json!({"key": "server.public_url", "value": null, "origin": "default"})
    );
}
