//! Evening: the accounts of the day are closed, and everybody's tokens with them.

use serde_json::json;

use super::staff::Staff;
use super::teller::{Person, Teller, Told};

/// Closes the accounts, and signs the administrator out.
pub async fn everybody_leaves(teller: &Teller, staff: Staff) -> Told<()> {
    teller.chapter("Evening: everybody leaves");
    let Staff { day: _, admin, reporter, editor, reviewers, chief, reader: _ } = staff;
    let [first, second, third] = reviewers;
    for person in [&reporter, &editor, &first, &second, &third, &chief] {
        let path = format!("/v1/editorial/accounts/{}", person.id.as_deref().unwrap_or_default());
        let what = format!("closes the account of {}", person.name);
        teller
            .patch(&admin, what, &path, &json!({"state": "disabled"}))
            .of_state("*")
            .answers(200)
            .await?
            .is("/state", "disabled")?;
    }
    teller.get(&chief, "is not let in any more", "/v1/editorial/me").refuses(401, "token_invalid").await?;
    let token = json!({"token": admin.token});
    teller.post(&Person::unknown(&admin.name), "signs out", "/v1/editorial/token/revoke", &token).answers(204).await?;
    Ok(())
}
