//! Three reviews (三审三校): one reviewer returns it, an edit voids what was signed, and then three people sign.

use serde_json::json;

use super::article::{Article, edit, hand_in, passes, step};
use super::staff::Staff;
use super::teller::{Teller, Told};

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
