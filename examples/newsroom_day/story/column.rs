//! A column opens with its opening note (开栏语), and its first article comes out.

use serde_json::json;

use super::article::{Article, bring_out};
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Opens a column and publishes an article in it, with a tag.
pub async fn opens(teller: &Teller, staff: &Staff, tag: &str) -> Told<Article> {
    teller.chapter("A column opens");
    let name = format!("桥边人家 {}", staff.day);
    let note = "桥通了,两岸的日子近了。\n从今天起,本报走进桥边的人家。";
    let new = json!({"name": name, "opening_note": note});
    let column = teller
        .post(&staff.editor, "opens a column with a note", "/v1/editorial/columns", &new)
        .answers(201)
        .await?
        .is("/status", "open")?
        .text("/slug")?;
    let text = "王师傅在清河新桥下摆渡三十年,今晨六时送走最后一船乘客。桥上公交驶过,他收起了桨。";
    let first = json!({
        "title": "摆渡人收起了桨", "column": column, "tags": [tag], "notes": [{"kind": "opening", "label": "开栏语", "text": note}],
        "body": {"format": "text", "value": text},
    });
    let (article, seq) = bring_out(teller, staff, "begins its first article", &first).await?;
    teller
        .get(&staff.reader, "reads why there is a column", &format!("/v1/columns/{column}?min_seq={seq}"))
        .answers(200)
        .await?
        .is("/opening_note", note)?
        .is("/article_count", 1)?;
    teller
        .get(&staff.reader, "reads it above the article, too", &format!("{}?min_seq={seq}", article.for_readers()))
        .answers(200)
        .await?
        .is("/column/name", name)?
        .is("/notes/0/text", note)?;
    teller
        .get(&staff.reader, "finds the article in the column", &format!("/v1/articles?column={column}&min_seq={seq}"))
        .answers(200)
        .await?
        .is("/items/0/id", article.id.clone())?;
    Ok(article)
}
