//! A list of sources (稿源单位名单) is imported. What it says on the day of publication stays with the article; from a source that
//! stands on none, an article comes out only with a reason where the service is set so (`sources.unlisted`).

use serde_json::json;

use super::article::{Article, begin, bring_out, passes, step};
use super::staff::Staff;
use super::teller::{Answer, Teller, Told};

/// Where an article says what the lists said of its source.
const STATUS: &str = "/source/authorised_at_publication";

/// Makes a source; its name and slug.
async fn source(teller: &Teller, staff: &Staff, name: &str) -> Told<(String, String)> {
    let name = format!("{name} {}", staff.day);
    let what = "enters a source";
    let made = teller.post(&staff.editor, what, "/v1/editorial/sources", &json!({"name": name})).answers(201).await?;
    Ok((name, made.text("/slug")?))
}

/// Imports the list of the day, on which a source stands with a status.
async fn import(teller: &Teller, staff: &Staff, what: &str, (name, status): (&str, &str)) -> Told<Answer> {
    let path = format!("/v1/editorial/authorisations?list={}", staff.day);
    let table = format!("名称,类别,状态,生效日期\n{name},地方新闻单位,{status},2021-10-20\n");
    let file = ("text/csv", table.into_bytes());
    teller.upload(&staff.chief, what, &path, file).answers(200).await?.is("/changed", 1)?.is("/unmatched_count", 0)
}

/// Publishes an article, with a tag, from a source that is listed, and one from a source that is not; the first of them.
pub async fn are_told_apart(teller: &Teller, staff: &Staff, tag: &str) -> Told<Article> {
    teller.chapter("A list of sources");
    let (name, slug) = source(teller, staff, "云溪日报").await?;
    import(teller, staff, "imports a list with it", (&name, "在列")).await?;
    let text = "清河新桥今晨六时通车后,云溪至两岸的公交线路缩短了四公里,首日加密到五分钟一班。";
    let reprint = json!({
        "title": "新桥通车后公交五分钟一班", "source": slug, "tags": [tag], "body": {"format": "text", "value": text},
    });
    let (listed, _) = bring_out(teller, staff, "begins an article from it", &reprint).await?;
    let frozen = import(teller, staff, "imports the list again: suspended", (&name, "暂停")).await?;
    let seq = frozen.at("/seq");
    teller
        .get(&staff.reader, "sees that it is suspended", &format!("/v1/sources/{slug}?min_seq={seq}"))
        .answers(200)
        .await?
        .is("/authorisation/periods/0/status", "frozen")?;
    teller
        .get(
            &staff.reader,
            "sees that it was listed when it came out",
            &format!("{}?min_seq={seq}", listed.for_readers()),
        )
        .answers(200)
        .await?
        .is(STATUS, "listed")?;
    stands_on_none(teller, staff).await?;
    Ok(listed)
}

/// Publishes an article from a source that stands on no list.
async fn stands_on_none(teller: &Teller, staff: &Staff) -> Told<()> {
    let (_, slug) = source(teller, staff, "河口快讯").await?;
    let text = "河口渔民昨晚在新桥下放归误入渔网的江豚。";
    let found = json!({"title": "渔民放归江豚", "source": slug, "body": {"format": "text", "value": text}});
    let mut article = begin(teller, &staff.reporter, "begins an article from another", &found).await?;
    passes(teller, staff, &mut article).await?;
    let tried = teller
        .post(&staff.chief, "publishes it, which stands on no list", &article.at("/publish"), &json!({}))
        .of_state(&article.tag)
        .answers_one_of(&[200, 409])
        .await?;
    let published = if tried.status == 409 {
        tried.is("/code", "source_not_authorised")?;
        let reason = json!({"source_override": "已与河口快讯核实并取得书面授权。"});
        let published =
            step(teller, &staff.chief, "publishes it with a reason", &mut article, ("/publish", &reason)).await?;
        teller
            .get(&staff.chief, "reads the reason in its record", &article.at("/review"))
            .answers(200)
            .await?
            .holds("the reason is there", |record| record["lines"].to_string().contains("书面授权"))?;
        published
    } else {
        tried
    };
    let path = format!("{}?min_seq={}", article.for_readers(), published.at("/seq"));
    teller.get(&staff.reader, "sees that it stood on no list", &path).answers(200).await?.is(STATUS, "unlisted")?;
    Ok(())
}
