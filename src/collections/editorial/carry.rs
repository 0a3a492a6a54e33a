//! Putting collections in as an import gives them.

use std::collections::HashMap;

use uuid::Uuid;

use super::super::arrangement::{Arrangement, Item, Section};
use super::super::collection::{Collection, Status};
use super::super::{query, save};
use crate::articles::ids_by_external_ids;
use crate::articles::pictures::fill_all;
use crate::catalog::save::{free_slugs, remember, slug_holders};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::{Primary, Tx};

/// A collection as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its id, if it has one to keep.
    pub id: Option<Uuid>,
    /// Its slug; made from the name when absent.
    pub slug: Option<String>,
    /// Slugs that it had before.
    pub former_slugs: Vec<String>,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on.
    pub status: Status,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Its articles, in order.
    pub items: Vec<CarriedItem>,
}

/// An article of a collection as it is given; the id of `item` counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedItem {
    /// Which article.
    pub article: ArticleNamed,
    /// How it stands there.
    pub item: Item,
}

/// An article by one of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArticleNamed {
    /// By its id.
    Id(Uuid),
    /// By its id in the system it comes from.
    ExternalId(String),
}

/// Puts collections in, each as a whole in place of the one with its id or, without one, its slug; what is wrong with each.
/// What is the same already is left alone.
pub async fn put(db: &Primary, collections: &[Carried]) -> Result<Vec<Result<(), String>>> {
    if collections.is_empty() {
        return Ok(Vec::new());
    }
    db.transaction(async |tx| {
        let mut outcomes = Vec::with_capacity(collections.len());
        for collection in collections {
            outcomes.push(put_one(tx, collection).await?);
        }
        Ok(outcomes)
    })
    .await
}

/// Puts one collection in.
async fn put_one(tx: &mut Tx, carried: &Carried) -> Result<Result<(), String>> {
    let arrangement = match arrangement(tx, carried).await? {
        Ok(arrangement) => arrangement,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let Carried { id, slug, former_slugs, name, summary, status, sections: _, items: _ } = carried;
    let wanted = slug.as_deref().and_then(Slug::parse);
    let found = match (id, &wanted) {
        (Some(id), _) => query::by_id(tx, *id).await?,
        (None, Some(slug)) => query::find(tx, slug.as_str()).await?,
        (None, None) => query::find(tx, Slug::of_name(name, Uuid::nil()).as_str()).await?,
    };
    let id = found.as_ref().map(|found| found.id).or(*id).unwrap_or_else(Uuid::now_v7);
    let given: Vec<&str> = slug.iter().chain(former_slugs).map(String::as_str).collect();
    let holders = slug_holders(tx, Kind::Collection, &given).await?;
    if let Some((slug, holder)) = holders.into_iter().find(|(_, holder)| holder.id != id) {
        return Ok(Err(format!("slug: {}", holder.says(&slug, Kind::Collection))));
    }
    let slug = match (wanted, &found) {
        (None, Some(found)) => found.slug.clone(),
        (Some(wanted), Some(found)) if wanted.as_str() == found.slug => found.slug.clone(),
        (wanted, _) => {
            let wanted = wanted.unwrap_or_else(|| Slug::of_name(name, id));
            free_slugs(tx, Kind::Collection, &[(id, wanted)]).await?.pop().unwrap_or_default()
        }
    };
    remember(tx, Kind::Collection, id, former_slugs).await?;
    let now = tx.now().timestamp_millis();
    let mut after = Collection {
        id,
        slug,
        name: name.clone(),
        summary: summary.clone(),
        status: *status,
        version: found.as_ref().map_or(1, |found| found.version),
        seq: found.as_ref().map_or(0, |found| found.seq),
        created_at: found.as_ref().map_or(now, |found| found.created_at),
        updated_at: found.as_ref().map_or(now, |found| found.updated_at),
    };
    let Some(before) = found else {
        save::insert(tx, &mut after).await?;
        save::arrange(tx, id, &arrangement).await?;
        return Ok(Ok(()));
    };
    if before.slug != after.slug {
        remember(tx, Kind::Collection, id, std::slice::from_ref(&before.slug)).await?;
    }
    let event = before.status.change_to(after.status);
    let is_rearranged = query::arrangement(tx, id).await? != arrangement;
    if is_rearranged {
        save::arrange(tx, id, &arrangement).await?;
    }
    if is_rearranged || after != before {
        save::change(tx, &mut after, event).await?;
    }
    Ok(Ok(()))
}

/// What is to stand in it; what is wrong with that otherwise.
async fn arrangement(tx: &Tx, carried: &Carried) -> Result<Result<Arrangement, String>> {
    let external: Vec<String> = carried.items.iter().filter_map(|item| item.article.external_id()).collect();
    let known: HashMap<String, Uuid> = ids_by_external_ids(tx, &external).await?;
    let mut wrong = Vec::new();
    let mut items = Vec::with_capacity(carried.items.len());
    for CarriedItem { article, item } in &carried.items {
        let id = match article {
            ArticleNamed::Id(id) => Some(*id),
            ArticleNamed::ExternalId(external_id) => known.get(external_id).copied(),
        };
        match id {
            Some(article) => items.push(Item { article, ..item.clone() }),
            None => {
                wrong.push(format!("no article has the `external_id` `{}`", article.external_id().unwrap_or_default()));
            }
        }
    }
    let missing = fill_all(tx, items.iter_mut().filter_map(|item: &mut Item| item.cover.as_mut()).collect()).await?;
    wrong.extend(missing.into_iter().map(|id| format!("no uploaded picture has the id `{id}`")));
    let arrangement = Arrangement { sections: carried.sections.clone(), items };
    let ids: Vec<Uuid> = arrangement.items.iter().map(|item| item.article).collect();
    let placed = query::placed(tx, &ids).await?;
    wrong.extend(ids.iter().filter_map(|id| match placed.get(id) {
        None => Some(format!("no article has the id `{id}`")),
        Some(placed) if placed.state == "withdrawn" => Some(format!("the article `{id}` was withdrawn for good")),
        Some(_) => None,
    }));
    wrong.extend(arrangement.problems().into_iter().map(|problem| format!("{}: {}", problem.place, problem.detail)));
    Ok(if wrong.is_empty() { Ok(arrangement.in_order()) } else { Err(wrong.join("; ")) })
}

impl ArticleNamed {
    /// The id in the system it comes from, where it is named by that.
    fn external_id(&self) -> Option<String> {
        match self {
            Self::Id(_) => None,
            Self::ExternalId(id) => Some(id.clone()),
        }
    }
}
