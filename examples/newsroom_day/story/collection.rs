//! The headlines: articles in an order made by hand. What is withdrawn leaves them by itself.

use reqwest::Method;
use serde_json::{Value, json};

use super::article::Article;
use super::staff::Staff;
use super::teller::{Teller, Told};

/// The ids of the items of an answer, in their order.
fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect()
}

/// Puts three articles together, the last of them in a section; the slug of the collection.
pub async fn is_put_together(teller: &Teller, staff: &Staff, articles: [&Article; 3]) -> Told<String> {
    teller.chapter("Headlines");
    let [bridge, column, bus] = articles.map(|article| article.id.as_str());
    let new = json!({"name": format!("头条 {}", staff.day), "status": "hidden"});
    let made = teller.post(&staff.editor, "makes a collection", "/v1/editorial/collections", &new).answers(201).await?;
    let slug = made.text("/slug")?;
    let (read, edit) = (format!("/v1/collections/{slug}"), format!("/v1/editorial/collections/{slug}"));
    let arranged = teller
        .put(
            &staff.editor,
            "puts three articles into it",
            &format!("{edit}/items"),
            &json!({
                "sections": [{"id": "xian-chang", "title": "现场"}],
                "items": [{"article": column}, {"article": bridge}, {"article": bus, "section": "xian-chang"}],
            }),
        )
        .of_state(&made.tag()?)
        .answers(200)
        .await?;
    let moved = teller
        .put(
            &staff.editor,
            "puts one on top, under another headline",
            &format!("{edit}/items/{bridge}"),
            &json!({"position": 0, "title": "新桥通车"}),
        )
        .of_state(&arranged.tag()?)
        .answers(200)
        .await?;
    teller.get(&staff.reader, "does not see it yet", &read).refuses(404, "collection_not_found").await?;
    let opened = teller
        .patch(&staff.editor, "shows it to readers", &edit, &json!({"status": "open"}))
        .of_state(&moved.tag()?)
        .answers(200)
        .await?;
    let seq = opened.at("/seq");
    teller
        .get(&staff.reader, "sees the headlines", &format!("{read}?min_seq={seq}"))
        .answers(200)
        .await?
        .is("/sections/0/title", "现场")?
        .is("/items/0/title", "新桥通车")?
        .is("/items/2/section", "xian-chang")?
        .holds("they are in the editor's order", |page| ids(page) == [bridge, column, bus])?;
    teller
        .get(&staff.reader, "lists them, the newest first", &format!("/v1/articles?collection={slug}&min_seq={seq}"))
        .answers(200)
        .await?
        .holds("they are in the order of publication", |page| ids(page) == [bus, column, bridge])?;
    Ok(slug)
}

/// Holds that an article which was withdrawn has left a collection, and puts the collection away.
pub async fn loses_what_is_withdrawn(
    teller: &Teller,
    staff: &Staff,
    slug: &str,
    (gone, left): (&Article, [&Article; 2]),
) -> Told<()> {
    teller.chapter("Headlines without it");
    let left = left.map(|article| article.id.as_str());
    let path = format!("/v1/collections/{slug}");
    teller
        .get(&staff.reader, "sees the other two headlines", &path)
        .answers(200)
        .await?
        .is("/article_count", 2)?
        .holds("they are in their order", |page| ids(page) == left)?;
    teller
        .get(&staff.reader, "does not find it among them", &format!("/v1/articles?collection={slug}"))
        .answers(200)
        .await?
        .holds("it is not there", |page| !ids(page).contains(&gone.id.as_str()))?;
    teller
        .ask(&staff.editor, "takes the headlines down", Method::DELETE, &format!("/v1/editorial/collections/{slug}"))
        .of_state("*")
        .answers(200)
        .await?;
    teller.get(&staff.reader, "does not find them any more", &path).refuses(404, "collection_not_found").await?;
    Ok(())
}
