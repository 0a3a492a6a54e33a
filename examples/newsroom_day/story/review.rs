//! Three reviews (三审三校): one reviewer returns it, an edit voids what was signed, and then three people sign.

use serde_json::{Value, json};

use super::draft::Article;
use super::staff::Staff;
use super::teller::{Answer, Person, Teller, Told};

/// Takes a step of an article and keeps the tag of its new state.
pub async fn step(
    teller: &Teller,
    who: &Person,
    what: &str,
    article: &mut Article,
    (step, body): (&str, &Value),
) -> Told<Answer> {
    let done = teller.post(who, what, &article.at(step), body).of_state(&article.tag).answers(200).await?;
    article.tag = done.tag()?;
    Ok(done)
}

/// Changes an article and keeps the tag of its new state.
pub async fn edit(teller: &Teller, who: &Person, what: &str, article: &mut Article, body: &Value) -> Told<()> {
    let changed = teller.patch(who, what, &article.at(""), body).of_state(&article.tag).answers(200).await?;
    article.tag = changed.tag()?;
    Ok(())
}

/// Hands in the latest revision.
async fn hand_in(teller: &Teller, staff: &Staff, article: &mut Article) -> Told<()> {
    let handed_in = step(teller, &staff.reporter, "hands it in", article, ("/submit", &json!({}))).await?;
    let three = handed_in.is("/stage", "submitted")?.is("/levels", 3);
    three.map(drop).map_err(|error| format!("the story needs `review.levels = 3`: {error}").into())
}

/// Hands in the latest revision and has three reviewers sign it.
pub async fn passes(teller: &Teller, staff: &Staff, article: &mut Article) -> Told<()> {
    hand_in(teller, staff, article).await?;
    for (level, reviewer) in (1..).zip(&staff.reviewers) {
        let body = json!({"comment": "同意。"});
        let what = format!("signs level {level}");
        step(teller, reviewer, &what, article, ("/approve", &body)).await?.is("/level", level)?;
    }
    Ok(())
}

/// Reviews the news of the bridge.
pub async fn has_its_doubts(teller: &Teller, staff: &Staff, article: &mut Article) -> Told<()> {
    teller.chapter("Three reviews");
    let [first, second, _] = &staff.reviewers;
    let nothing = json!({});
    hand_in(teller, staff, article).await?;
    teller
        .post(&staff.reporter, "may not sign it", &article.at("/approve"), &nothing)
        .of_state(&article.tag)
        .refuses(403, "forbidden")
        .await?;
    step(teller, first, "signs level 1", article, ("/approve", &nothing)).await?.is("/level", 1)?;
    teller
        .post(first, "may not sign another level", &article.at("/approve"), &nothing)
        .of_state(&article.tag)
        .refuses(409, "not_independent")
        .await?;
    let doubt = json!({"comment": "第一段请写明开通时间。"});
    step(teller, second, "returns it with a comment", article, ("/return", &doubt)).await?.is("/stage", "returned")?;
    let summary = json!({"summary": "清河新桥今晨六时通车。"});
    edit(teller, &staff.reporter, "mends it", article, &summary).await?;
    passes(teller, staff, article).await?;
    let title = json!({"title": "清河新桥今晨六时通车"});
    edit(teller, &staff.editor, "cannot leave the headline alone", article, &title).await?;
    teller
        .post(&staff.chief, "may not publish: the edit voided it", &article.at("/publish"), &nothing)
        .of_state(&article.tag)
        .refuses(409, "not_approved")
        .await?;
    passes(teller, staff, article).await
}
