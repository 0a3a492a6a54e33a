//! An article on its way, and what everybody in the story does with one.

use serde_json::{Value, json};

use super::staff::Staff;
use super::teller::{Answer, Person, Teller, Told};

/// An article on its way: where it is, and the entity tag of its latest state that was seen.
pub struct Article {
    pub id: String,
    pub tag: String,
}

impl Article {
    /// As an answer gives it.
    pub fn of(answer: &Answer) -> Told<Self> {
        Ok(Self { id: answer.text("/id")?, tag: answer.tag()? })
    }

    /// Where a step of it is in the newsroom.
    pub fn at(&self, step: &str) -> String {
        format!("/v1/editorial/articles/{}{step}", self.id)
    }

    /// Where readers find it.
    pub fn for_readers(&self) -> String {
        format!("/v1/articles/{}", self.id)
    }
}

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
pub async fn hand_in(teller: &Teller, staff: &Staff, article: &mut Article) -> Told<()> {
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

/// Begins an article.
pub async fn begin(teller: &Teller, who: &Person, what: &str, body: &Value) -> Told<Article> {
    let made = teller.post(who, what, "/v1/editorial/articles", body).answers(201).await?;
    Article::of(&made.is("/state", "draft")?)
}

/// Has an article written, signed by three, and published; with it, the line of the change log that says so.
pub async fn bring_out(teller: &Teller, staff: &Staff, what: &str, body: &Value) -> Told<(Article, Value)> {
    let mut article = begin(teller, &staff.reporter, what, body).await?;
    passes(teller, staff, &mut article).await?;
    let published = step(teller, &staff.chief, "publishes it", &mut article, ("/publish", &json!({}))).await?;
    let seq = published.is("/state", "published")?.at("/seq").clone();
    Ok((article, seq))
}
