//! A draft is written: in HTML by a reporter, improved by an editor. Who changes a state that is no more is told so.

use serde_json::{Value, json};

use super::article::Article;
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Writes the news of the bridge.
pub async fn is_written(teller: &Teller, staff: &Staff) -> Told<Article> {
    teller.chapter("A draft");
    let html = "<p style=\"color:red\" onclick=\"steal()\">本报讯 全长1208米的清河新桥今晨通车。<script>steal()</script></p>\
                <h2>一、两岸</h2><p>早班公交首次<b>过桥</b>,<a href=\"javascript:steal()\">路线图</a>见站牌。</p>\
                <figure><img src=\"https://img.example.org/bridge.jpg\" onerror=\"steal()\" alt=\"新桥\"><figcaption>新桥</figcaption></figure>";
    let body = json!({"title": "清河新桥通车", "body": {"format": "html", "value": html}, "note": "初稿"});
    let made = teller
        .post(&staff.reporter, "begins an article in HTML", "/v1/editorial/articles", &body)
        .answers(201)
        .await?
        .is("/state", "draft")?
        .holds("nothing executable came through", |made| !made["content"].to_string().contains("steal"))?;
    let mut article = Article::of(&made)?;
    let seen = teller.get(&staff.editor, "reads the draft", &article.at("")).answers(200).await?;
    let title = json!({"title": "清河新桥今晨通车", "kicker": "两岸盼了六年", "note": "改题,加引题"});
    let improved = teller
        .patch(&staff.editor, "gives it a better headline", &article.at(""), &title)
        .of_state(&seen.tag()?)
        .answers(200)
        .await?
        .is("/content/title", "清河新桥今晨通车")?;
    let late = json!({"title": "清河新桥昨日通车"});
    teller
        .patch(&staff.reporter, "changes what is no longer so", &article.at(""), &late)
        .of_state(&article.tag)
        .refuses(412, "precondition_failed")
        .await?;
    article.tag = improved.tag()?;
    let count = |revisions: &Value| revisions["items"].as_array().is_some_and(|items| items.len() == 2);
    teller
        .get(&staff.reporter, "sees both revisions", &article.at("/revisions"))
        .answers(200)
        .await?
        .holds("there are two", count)?;
    teller.get(&staff.reader, "does not see it", &article.for_readers()).refuses(404, "article_not_found").await?;
    Ok(article)
}
