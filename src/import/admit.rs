//! The one door for imported articles: what follows the rules of the API is saved, the rest is refused with what is wrong.

use chrono::Utc;

use crate::articles::article::Incoming;
use crate::articles::rules;
use crate::articles::save::{self, Outcome};
use crate::kernel::error::Result;
use crate::store::Primary;

/// Saves the articles that follow the rules; refuses each of the others with everything that is wrong with it.
pub(super) async fn save(db: &Primary, articles: &[Incoming]) -> Result<Vec<Outcome>> {
    let now = Utc::now();
    let verdicts: Vec<Option<String>> = articles
        .iter()
        .map(|article| {
            let problems = rules::problems(article).into_iter().chain(rules::too_early(article, now));
            problems.reduce(|all, problem| format!("{all}; {problem}"))
        })
        .collect();
    if verdicts.iter().all(Option::is_none) {
        return save::save(db, articles).await;
    }
    let admitted = articles.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_none());
    let admitted: Vec<Incoming> = admitted.map(|(article, _)| article.clone()).collect();
    let mut saved = save::save(db, &admitted).await?.into_iter();
    let refused = |verdict: Option<String>| verdict.map(Outcome::Refused);
    Ok(verdicts.into_iter().filter_map(|verdict| refused(verdict).or_else(|| saved.next())).collect())
}
