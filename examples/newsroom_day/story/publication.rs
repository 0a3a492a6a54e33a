//! The chief publishes, and a reader finds it.

use serde_json::json;

use super::article::{Article, step};
use super::staff::Staff;
use super::teller::{Teller, Told};

/// A search for the headline, the newest first, in a state that is not older than a line of the log.
pub fn search(seq: &serde_json::Value) -> String {
    format!("/v1/search?q=%22清河新桥今晨六时通车%22&sort=-published_at&min_seq={seq}")
}

/// Publishes the news of the bridge.
pub async fn reaches_readers(teller: &Teller, staff: &Staff, article: &mut Article) -> Told<()> {
    teller.chapter("Publication");
    let published = step(teller, &staff.chief, "publishes it", article, ("/publish", &json!({}))).await?;
    let published = published.is("/state", "published")?;
    let seq = published.at("/seq");
    let again = json!({"revision": published.at("/revision")});
    step(teller, &staff.chief, "publishes it again: nothing changes", article, ("/publish", &again))
        .await?
        .is("/seq", seq.clone())?;
    teller
        .get(&staff.reader, "reads it", &format!("{}?body=html&min_seq={seq}", article.for_readers()))
        .answers(200)
        .await?
        .is("/title", "清河新桥今晨六时通车")?
        .is("/kicker", "两岸盼了六年")?
        .holds("the body is safe", |seen| !seen["body"]["value"].to_string().contains("script"))?;
    teller
        .get(&staff.reader, "finds it by search", &search(seq))
        .answers(200)
        .await?
        .is("/items/0/article/id", article.id.clone())?;
    let line = published.at("/seq").as_i64().unwrap_or_default() - 1;
    teller
        .get(&staff.reader, "hears of it in the change log", &format!("/v1/changes?after={line}&limit=1"))
        .answers(200)
        .await?
        .is("/items/0/type", "article.published")?
        .is("/items/0/subject/id", article.id.clone())?;
    Ok(())
}
