//! What is committed is what the code says.

use std::path::Path;

use crate::support::{App, Kind, contract};

/// Compares a text with the committed file; with `UPDATE_OPENAPI=1` writes it instead.
pub fn committed(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi").join(name);
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "openapi/{name} is not what the code says; run UPDATE_OPENAPI=1 cargo test --test openapi");
}

#[test]
fn the_committed_documents_are_what_the_code_says() {
    committed("openapi.json", contract::document().text());
    committed("openapi-3.0.json", contract::document().text_3_0());
    committed("operations.txt", &dibao::cli::operations());
    committed("errors.txt", &dibao::cli::errors());
    committed("import-line.schema.json", &dibao::cli::import_line());
}

#[tokio::test]
async fn the_service_answers_with_the_documents_it_was_made_from() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    for (path, text) in
        [("/openapi.json", contract::document().text()), ("/openapi-3.0.json", contract::document().text_3_0())]
    {
        assert_eq!(app.get(path).await.text().await.unwrap(), text, "{path}");
    }
}
