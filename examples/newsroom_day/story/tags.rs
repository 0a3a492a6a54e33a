//! Two desks have each made a tag for one thing, and one of them goes.

use serde_json::{Value, json};

use super::article::Article;
use super::staff::Staff;
use super::teller::{Teller, Told};

/// Makes two tags for one thing; their slugs.
pub async fn are_made_twice(teller: &Teller, staff: &Staff) -> Told<[String; 2]> {
    teller.chapter("Two tags for one thing");
    let make = async |what: &str, name: &str| {
        let new = json!({"name": format!("{name} {}", staff.day)});
        teller.post(&staff.editor, what, "/v1/editorial/tags", &new).answers(201).await?.text("/slug")
    };
    Ok([make("makes a tag", "清河大桥").await?, make("makes another", "清河新桥").await?])
}

/// Merges the first of two tags into the second; each has one article.
pub async fn become_one(
    teller: &Teller,
    staff: &Staff,
    [gone, stays]: &[String; 2],
    articles: [&Article; 2],
) -> Told<()> {
    teller.chapter("One tag for it");
    let merged = teller
        .post(&staff.editor, "merges them", &format!("/v1/editorial/tags/{gone}/merge"), &json!({"into": stays}))
        .of_state("*")
        .answers(200)
        .await?
        .is("/into/slug", stays.clone())?
        .is("/moved_articles", 1)?;
    let seq = merged.at("/seq");
    teller
        .get(&staff.reader, "is led on from the old address", &format!("/v1/tags/{gone}?min_seq={seq}"))
        .answers(200)
        .await?
        .is("/slug", stays.clone())?
        .is("/article_count", 2)?;
    let both = |page: &Value| {
        let ids: Vec<&str> =
            page["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect();
        ids.len() == 2 && articles.iter().all(|article| ids.contains(&article.id.as_str()))
    };
    for (name, what) in [(stays, "finds both articles by the tag"), (gone, "finds both by the old one")] {
        let path = format!("/v1/articles?tags={name}&min_seq={seq}");
        teller.get(&staff.reader, what, &path).answers(200).await?.holds("both are there", both)?;
    }
    Ok(())
}
