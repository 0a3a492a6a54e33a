//! Making the tags of a vocabulary what a table says.

use std::collections::{HashMap, HashSet};

use serde_json::Map;
use uuid::Uuid;

use super::save;
use super::sheet::{Sheet, Term};
use super::view::Brought;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::catalog::save::{entitle, slug_holders};
use crate::kernel::error::{FieldCode, Result};
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::kernel::slug::Slug;
use crate::reference::edit::{self, Head};
use crate::store::Tx;
use crate::tags::{EditedTag, of_scheme};
use crate::web::table::Faults;

/// Which vocabulary, and what it is to be called.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Its name, as tags have it.
    pub scheme: &'a str,
    /// Its title; the one that it has, if any, when absent.
    pub title: Option<&'a str>,
}

/// Brings a table in: a term is known again by its code, or by its name where it has none or the tag has none, and then gets the
/// table's name and code. Tags that the table does not have stay as they are, and so do slugs.
///
/// Refuses names that other tags of the vocabulary have, all at once.
pub async fn bring(tx: &mut Tx, by: &Actor, wanted: Wanted<'_>, sheet: &Sheet) -> Result<Brought> {
    let Wanted { scheme, title } = wanted;
    let there = of_scheme(tx, scheme).await?;
    let mut plan = Plan::of(&there);
    let mut faults = Faults::default();
    for term in &sheet.terms {
        plan.take(scheme, term, &mut faults);
    }
    plan.check(&sheet.terms, &mut faults);
    plan.check_slugs(tx, &sheet.terms, &mut faults).await?;
    faults.refuse()?;
    let before: HashMap<Uuid, &EditedTag> = there.iter().map(|tag| (tag.head.id, tag)).collect();
    let Plan { there: after, new, .. } = plan;
    let mut changed: Vec<EditedTag> =
        after.into_iter().filter(|tag| before.get(&tag.head.id).is_some_and(|before| *before != tag)).collect();
    let renamed: Vec<Uuid> = changed
        .iter()
        .filter(|tag| before.get(&tag.head.id).is_some_and(|before| before.head.name != tag.head.name))
        .map(|tag| tag.head.id)
        .collect();
    // Two may have changed their names for each other's.
    save::unname(tx, &renamed).await?;
    for tag in &mut changed {
        edit::store(tx, tag).await?;
    }
    let (created, updated) = (new.len(), changed.len());
    save::make(tx, new).await?;
    let entitled = match title {
        Some(title) => entitle(tx, scheme, title).await?,
        None => false,
    };
    if created + updated > 0 || entitled {
        let entry = Entry { action: "import_vocabulary", subject: None, detail: Map::new() };
        record(tx, by, entry.with("scheme", scheme).with("created", created).with("updated", updated)).await?;
    }
    let unchanged = sheet.terms.len() - created - updated;
    Ok(Brought { scheme: scheme.to_owned(), created, updated, unchanged, seq: tx.next_seq() - 1 })
}

/// What the tags of a vocabulary are to be.
struct Plan {
    there: Vec<EditedTag>,
    by_code: HashMap<String, usize>,
    /// By the keys of their names.
    by_name: HashMap<String, usize>,
    new: Vec<(EditedTag, Option<Slug>)>,
    /// The line that is about each of those that are there.
    lines: HashMap<usize, u64>,
}

impl Plan {
    /// That they stay as they are.
    fn of(there: &[EditedTag]) -> Self {
        let by = |key: fn(&EditedTag) -> Option<&String>| {
            there.iter().enumerate().filter_map(|(at, tag)| Some((key(tag)?.clone(), at))).collect()
        };
        Self {
            there: there.to_vec(),
            by_code: by(|tag| tag.code.as_ref()),
            by_name: there.iter().enumerate().map(|(at, tag)| (name::key(Kind::Tag, &tag.head.name), at)).collect(),
            new: Vec::new(),
            lines: HashMap::new(),
        }
    }

    /// Takes a term in.
    fn take(&mut self, scheme: &str, term: &Term, faults: &mut Faults) {
        let Term { line, code, name, slug } = term;
        let coded = code.as_ref().and_then(|code| self.by_code.get(code).copied());
        let named = self
            .by_name
            .get(&name::key(Kind::Tag, name))
            .copied()
            .filter(|at| code.is_none() || self.there.get(*at).is_some_and(|tag| tag.code.is_none()));
        let Some(at) = coded.or(named) else {
            let tag = EditedTag { head: Head::new(name.clone()), scheme: scheme.to_owned(), code: code.clone() };
            self.new.push((tag, slug.clone()));
            return;
        };
        if let Some(first) = self.lines.insert(at, *line) {
            faults.add(*line, FieldCode::Repeated, format!("Line {first} is about the same tag."));
        }
        if let Some(tag) = self.there.get_mut(at) {
            tag.head.name.clone_from(name);
            if code.is_some() {
                tag.code.clone_from(code);
            }
        }
    }

    /// Refuses names that two would have: those of tags that the table does not have.
    fn check(&self, terms: &[Term], faults: &mut Faults) {
        let others = self.there.iter().enumerate().filter(|(at, _)| !self.lines.contains_key(at));
        let others: HashMap<String, &EditedTag> =
            others.map(|(_, tag)| (name::key(Kind::Tag, &tag.head.name), tag)).collect();
        for term in terms {
            if let Some(other) = others.get(&name::key(Kind::Tag, &term.name)) {
                let code = other.code.as_deref().unwrap_or_default();
                let detail = format!("The tag `{}`, with the code `{code}`, has this name.", other.head.slug);
                faults.add(term.line, FieldCode::Conflict, detail);
            }
        }
    }

    /// Refuses slugs for new tags that others have or had.
    async fn check_slugs(&self, tx: &Tx, terms: &[Term], faults: &mut Faults) -> Result<()> {
        let new: HashSet<&str> = self.new.iter().filter_map(|(_, slug)| slug.as_ref().map(Slug::as_str)).collect();
        let wanted: Vec<&str> = new.iter().copied().collect();
        let holders = slug_holders(tx, Kind::Tag, &wanted).await?;
        let asks = |term: &&Term| term.slug.as_ref().is_some_and(|slug| new.contains(slug.as_str()));
        for term in terms.iter().filter(asks) {
            let slug = term.slug.as_ref().map(Slug::as_str).unwrap_or_default();
            let is_own = self.lines.values().any(|line| *line == term.line);
            if let Some(holder) = holders.get(slug).filter(|_| !is_own) {
                let detail = format!("{}.", holder.says(slug, Kind::Tag));
                faults.add(term.line, FieldCode::Conflict, detail);
            }
        }
        Ok(())
    }
}
