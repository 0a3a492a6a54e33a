//! A second article is to come out tomorrow, and then is not.

use reqwest::Method;
use serde_json::json;

use super::article::{begin, passes, step};
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Schedules the news of the wetland for tomorrow and cancels that.
pub async fn is_set_and_cancelled(teller: &Teller, staff: &Staff) -> Told<()> {
    teller.chapter("Tomorrow's news");
    let body = json!({"title": "云溪湿地明日开放", "body": {"format": "text", "value": "云溪湿地公园明日免费开放。"}});
    let mut article = begin(teller, &staff.reporter, "begins another article", &body).await?;
    passes(teller, staff, &mut article).await?;
    let tomorrow = (chrono::Utc::now() + chrono::TimeDelta::days(1)).to_rfc3339();
    step(teller, &staff.chief, "schedules it for tomorrow", &mut article, ("/publish", &json!({"at": tomorrow})))
        .await?
        .is("/state", "draft")?
        .is("/scheduled/revision", 1)?;
    let id = article.id.clone();
    teller
        .get(&staff.chief, "looks at what is scheduled", "/v1/editorial/schedule?limit=100")
        .answers(200)
        .await?
        .holds("it is there", |page| page.to_string().contains(&id))?;
    teller
        .get(&staff.reader, "does not see it today", &article.for_readers())
        .refuses(404, "article_not_found")
        .await?;
    let cancelled = teller
        .ask(&staff.chief, "cancels that", Method::DELETE, &article.at("/schedule"))
        .of_state(&article.tag)
        .answers(200)
        .await?
        .is("/scheduled", serde_json::Value::Null)?;
    article.tag = cancelled.tag()?;
    teller
        .ask(&staff.editor, "deletes the article, which no reader saw", Method::DELETE, &article.at(""))
        .of_state(&article.tag)
        .answers(204)
        .await?;
    Ok(())
}
