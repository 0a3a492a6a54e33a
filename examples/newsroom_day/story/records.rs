//! What is kept of the day: the record of reviews, and the audit.

use serde_json::Value;

use super::article::Article;
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Reads the records of the news of the bridge.
pub async fn tell_it_all(teller: &Teller, staff: &Staff, article: &Article) -> Told<()> {
    teller.chapter("What is kept");
    let words = |page: &Value, list: &str| -> Vec<String> {
        let lines = page[list].as_array().into_iter().flatten();
        lines.filter_map(|line| line["action"].as_str()).map(ToOwned::to_owned).collect()
    };
    let expected = [
        "submitted",
        "approved",
        "returned",
        "submitted",
        "approved",
        "approved",
        "approved",
        "voided",
        "submitted",
        "approved",
        "approved",
        "approved",
        "published",
        "submitted",
        "approved",
        "approved",
        "approved",
        "corrected",
        "withdrawn",
    ];
    teller
        .get(&staff.chief, "reads the record of its reviews", &article.at("/review"))
        .answers(200)
        .await?
        .holds("every signature is there in its order", |record| words(record, "lines") == expected)?;
    let path = format!("/v1/editorial/audit?subject={}&limit=100", article.id);
    let told = teller.get(&staff.admin, "reads who did what, when, from where", &path).answers(200).await?;
    let done = ["create_article", "return_article", "publish_article", "correct_article", "withdraw_article"];
    told.holds("it was all noted", |page| done.iter().all(|one| words(page, "items").iter().any(|word| word == one)))?
        .holds("with addresses", |page| {
            page["items"].as_array().is_some_and(|lines| lines.iter().all(|line| line["address"].is_string()))
        })?;
    Ok(())
}
