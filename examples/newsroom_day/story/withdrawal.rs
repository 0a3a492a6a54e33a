//! The news of the bridge is taken back for good, and every address of it says why.

use serde_json::json;

use super::article::{Article, step};
use super::publication::search;
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Withdraws the news of the bridge.
pub async fn leaves_a_tombstone(teller: &Teller, staff: &Staff, article: &mut Article) -> Told<()> {
    teller.chapter("A withdrawal");
    let order = json!({"reason": "source_withdrawn", "note": "供稿单位撤回。"});
    let withdrawn = step(teller, &staff.chief, "withdraws it", article, ("/withdraw", &order)).await?;
    let seq = withdrawn.is("/state", "withdrawn")?.at("/seq").clone();
    teller
        .get(&staff.reader, "is told that it was withdrawn", &format!("{}?min_seq={seq}", article.for_readers()))
        .refuses(410, "article_withdrawn")
        .await?
        .is("/withdrawal/reason", "source_withdrawn")?
        .is("/withdrawal/note", "供稿单位撤回。")?;
    teller
        .get(&staff.reader, "is told so at its other address", &format!("/v1/resolve?path=/{}", article.id))
        .refuses(410, "article_withdrawn")
        .await?;
    let id = article.id.clone();
    teller
        .get(&staff.reader, "does not find it any more", &search(&seq))
        .answers(200)
        .await?
        .holds("it is not among the hits", |page| !page["items"].to_string().contains(&id))?;
    let changes = format!("/v1/changes?after={}&limit=1", seq.as_i64().unwrap_or_default() - 1);
    teller
        .get(&staff.reader, "hears of it in the change log", &changes)
        .answers(200)
        .await?
        .is("/items/0/type", "article.withdrawn")?;
    teller
        .post(&staff.chief, "cannot publish it again", &article.at("/publish"), &json!({}))
        .of_state(&article.tag)
        .refuses(410, "article_withdrawn")
        .await?;
    Ok(())
}
