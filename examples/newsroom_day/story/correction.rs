//! A number was wrong: a correction goes through review like everything else, and readers are told.

use serde_json::json;

use super::article::{Article, edit, passes, step};
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Corrects the news of the bridge.
pub async fn is_told_to_readers(teller: &Teller, staff: &Staff, article: &mut Article) -> Told<()> {
    teller.chapter("A correction");
    let text = json!({"body": {"format": "text", "value": "本报讯 全长1280米的清河新桥今晨六时通车。"}});
    edit(teller, &staff.reporter, "puts the length right", article, &text).await?;
    teller
        .get(&staff.reader, "still reads what was published", &format!("{}?body=text", article.for_readers()))
        .answers(200)
        .await?
        .holds("it says 1208", |seen| seen["body"]["value"].to_string().contains("1208"))?;
    passes(teller, staff, article).await?;
    let note = json!({"note": "本文初稿中新桥长度有误,应为1280米。"});
    let corrected = step(teller, &staff.chief, "publishes it as a correction", article, ("/correct", &note)).await?;
    let seq = corrected.at("/seq");
    teller
        .get(&staff.reader, "reads it put right", &format!("{}?body=text&min_seq={seq}", article.for_readers()))
        .answers(200)
        .await?
        .holds("it says 1280", |seen| seen["body"]["value"].to_string().contains("1280"))?;
    teller
        .get(&staff.reader, "reads what was put right", &format!("{}/corrections", article.for_readers()))
        .answers(200)
        .await?
        .is("/items/0/note", note["note"].clone())?;
    Ok(())
}
