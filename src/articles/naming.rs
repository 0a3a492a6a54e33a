//! What the names of things lead to that are not theirs any more, and what things that are new are called.

use std::collections::HashMap;

use uuid::Uuid;

use super::article::Called;
use crate::catalog::save::{free_slugs, led_by_name, led_by_slug};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::kernel::slug::Slug;
use crate::store::Tx;

/// What has taken in the things that are named, each by its vocabulary, if any, and the key of its name: found by the name that it had, or by the
/// slug that is given.
pub(super) async fn led(tx: &Tx, kind: Kind, called: &[(&str, &Called)]) -> Result<HashMap<(String, String), Uuid>> {
    let names: Vec<&str> = called.iter().map(|(_, called)| called.name.as_str()).collect();
    let slugs: Vec<&str> = called.iter().filter_map(|(_, called)| called.slug.as_deref()).collect();
    let by_name = led_by_name(tx, kind, &names).await?;
    let by_slug = led_by_slug(tx, kind, &slugs).await?;
    let of = |(scheme, called): &(&str, &Called)| {
        let name = ((*scheme).to_owned(), name::key(kind, &called.name));
        let slugged = || called.slug.as_ref().and_then(|slug| by_slug.get(slug));
        let id = by_name.get(&name).or_else(slugged).copied()?;
        Some((name, id))
    };
    Ok(called.iter().filter_map(of).collect())
}

/// Id and slug for one new thing.
pub(super) async fn new_name(tx: &Tx, kind: Kind, called: &Called) -> Result<(Uuid, String)> {
    Ok(new_names(tx, kind, &[called]).await?.pop().unwrap_or_default())
}

/// Id and slug for each new thing, in their order.
pub(super) async fn new_names(tx: &Tx, kind: Kind, called: &[&Called]) -> Result<Vec<(Uuid, String)>> {
    let wanted: Vec<(Uuid, Slug)> = called
        .iter()
        .map(|called| {
            let id = Uuid::now_v7();
            let given = called.slug.as_deref().and_then(Slug::parse);
            (id, given.unwrap_or_else(|| Slug::of_name(&called.name, id)))
        })
        .collect();
    let slugs = free_slugs(tx, kind, &wanted).await?;
    Ok(wanted.into_iter().map(|(id, _)| id).zip(slugs).collect())
}
