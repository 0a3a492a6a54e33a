//! An editor says what stands first beside an article, and what never does.

use serde_json::{Value, json};

use super::article::Article;
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Pins one article and bans another beside a third.
pub async fn is_chosen(
    teller: &Teller,
    staff: &Staff,
    article: &Article,
    (pinned, banned): (&Article, &Article),
) -> Told<()> {
    teller.chapter("Related news");
    let names = |page: &Value, one: &Article| page["items"].to_string().contains(&one.id);
    let path = format!("{}/related?limit=100", article.for_readers());
    teller
        .get(&staff.reader, "sees what goes with an article", &path)
        .answers(200)
        .await?
        .holds("the other is among it", |page| names(page, banned))?;
    let choices = json!({"pinned": [pinned.id], "banned": [banned.id]});
    teller
        .put(&staff.editor, "pins one and bans another", &article.at("/related-choices"), &choices)
        .of_state("*")
        .answers(200)
        .await?
        .is("/pinned/0/id", pinned.id.clone())?
        .is("/banned/0/id", banned.id.clone())?;
    teller
        .get(&staff.reader, "sees it at once", &path)
        .answers(200)
        .await?
        .is("/items/0/article/id", pinned.id.clone())?
        .is("/items/0/reasons/0/kind", "pinned")?
        .holds("what is banned is gone", |page| !names(page, banned))?;
    Ok(())
}
