//! Putting a whole list in the place of what it said before, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::csv::Line;
use super::input::MAX_PERIODS;
use super::query::{Directory, Meant};
use super::save;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::catalog::sourcing::Period;
use crate::catalog::sourcing::save::{add_periods, drop_list};
use crate::kernel::error::{FieldCode, Result};
use crate::kernel::kind::Kind;
use crate::kernel::name::key;
use crate::store::Tx;
use crate::web::table::Faults;

/// What to do with names that no source has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// Tell of them.
    Report,
    /// Make a medium for each.
    Create,
}

/// A list that is to be put in place.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// What it is called.
    pub list: &'a str,
    /// Its lines.
    pub lines: &'a [Line],
    /// What to do with names that no source has.
    pub unmatched: Unmatched,
}

/// What became of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Sources that were made.
    pub created: usize,
    /// Sources of which it says something else than before, those that were made included.
    pub changed: usize,
    /// Sources of which it says what it said before.
    pub unchanged: usize,
    /// Sources of which it said something before and says nothing now; they count as changed, too.
    pub dropped: usize,
    /// Lines and names that no source has.
    pub unmatched: Vec<(u64, String)>,
    /// The last line of the change log, where anything changed.
    pub seq: Option<i64>,
}

/// Puts a list in the place of what was known of it: each source that it names has the periods that it says, and those that it
/// names no more have none of it. What changes nothing leaves no trace; otherwise each changed source has a line of the change
/// log, and the whole one of the audit.
///
/// A name means the medium of that name, the source that has it as another name, or the edition that alone is called so. Refuses a
/// list of which anything is wrong, all that is wrong at once.
pub async fn import(tx: &mut Tx, by: &Actor, listing: Listing<'_>) -> Result<Imported> {
    let Listing { list, lines, unmatched } = listing;
    let mut directory = Directory::read(tx).await?;
    let mut imported = Imported::default();
    let nobody = told_apart(&directory, lines)?;
    let mut made = BTreeSet::new();
    match unmatched {
        Unmatched::Report => imported.unmatched = nobody,
        Unmatched::Create => {
            let mut seen = BTreeSet::new();
            let names: Vec<String> =
                nobody.into_iter().map(|(_, name)| name).filter(|name| seen.insert(key(Kind::Source, name))).collect();
            for (name, (id, slug)) in names.iter().zip(save::make(tx, &names).await?) {
                directory.add(name, id, slug);
                made.insert(id);
            }
        }
    }
    let periods = periods(&directory, list, lines)?;
    let of_list = |id: &Uuid| -> Vec<Period> {
        let known = directory.sourcing.periods.get(id).into_iter().flatten();
        known.filter(|period| period.list == list).cloned().collect()
    };
    within_limits(&directory, list, lines, &periods)?;
    let mut changed = Vec::new();
    for (id, after) in &periods {
        if of_list(id) == *after { imported.unchanged += 1 } else { changed.push(*id) }
    }
    let gone: Vec<Uuid> = directory
        .sourcing
        .periods
        .keys()
        .filter(|id| !periods.contains_key(*id) && !of_list(id).is_empty())
        .copied()
        .collect();
    imported.dropped = gone.len();
    changed.extend(gone);
    changed.sort_unstable();
    imported.created = made.len();
    imported.changed = changed.len();
    if changed.is_empty() {
        return Ok(imported);
    }
    drop_list(tx, list, &changed).await?;
    let rows: Vec<(Uuid, &Period)> =
        changed.iter().flat_map(|id| periods.get(id).into_iter().flatten().map(|period| (*id, period))).collect();
    add_periods(tx, &rows).await?;
    for id in changed {
        let slug = directory.slugs.get(&id).cloned().unwrap_or_default();
        imported.seq = Some(save::touch(tx, id, &slug).await?);
    }
    let entry = Entry { action: "import_authorisations", subject: None, detail: serde_json::Map::new() };
    let entry = entry
        .with("list", list)
        .with("lines", lines.len())
        .with("created", imported.created)
        .with("changed", imported.changed)
        .with("dropped", imported.dropped)
        .with("unmatched", imported.unmatched.len());
    record(tx, by, entry).await?;
    Ok(imported)
}

/// Refuses a list by which a source would have more periods than one may have.
fn within_limits(
    directory: &Directory,
    list: &str,
    lines: &[Line],
    periods: &BTreeMap<Uuid, Vec<Period>>,
) -> Result<()> {
    let mut faults = Faults::default();
    for (id, after) in periods {
        let known = directory.sourcing.periods.get(id).into_iter().flatten();
        let count = known.filter(|period| period.list != list).count() + after.len();
        let line = lines.iter().rfind(|line| directory.meant(&line.name) == Meant::One(*id));
        if let Some(line) = line.filter(|_| count > MAX_PERIODS) {
            let detail = format!("The source would have {count} periods; at most {MAX_PERIODS} are kept.");
            faults.add(line.number, FieldCode::OutOfRange, detail);
        }
    }
    faults.refuse()
}

/// The lines whose names no source has; refuses those whose names mean several.
fn told_apart(directory: &Directory, lines: &[Line]) -> Result<Vec<(u64, String)>> {
    let (mut nobody, mut faults) = (Vec::new(), Faults::default());
    for line in lines {
        match directory.meant(&line.name) {
            Meant::One(_) => {}
            Meant::Nobody => nobody.push((line.number, line.name.clone())),
            Meant::Several => {
                let detail =
                    format!("“{}” are editions of several media; give the one that is meant an alias.", line.name);
                faults.add(line.number, FieldCode::Conflict, detail);
            }
        }
    }
    faults.refuse().map(|()| nobody)
}

/// What the list says of each source that it names, in order.
fn periods(directory: &Directory, list: &str, lines: &[Line]) -> Result<BTreeMap<Uuid, Vec<Period>>> {
    let mut said: BTreeMap<Uuid, BTreeMap<Period, u64>> = BTreeMap::new();
    let mut faults = Faults::default();
    for line in lines {
        let Meant::One(id) = directory.meant(&line.name) else { continue };
        let Line { number, name: _, category, status, valid_from, valid_to } = line.clone();
        let period = Period { valid_from, status, list: list.to_owned(), category, valid_to };
        if let Some(first) = said.entry(id).or_default().insert(period, number) {
            let detail = format!("It says of the same source what line {first} says.");
            faults.add(number, FieldCode::Repeated, detail);
        }
    }
    let in_order = |(id, periods): (Uuid, BTreeMap<Period, u64>)| (id, periods.into_keys().collect());
    faults.refuse().map(|()| said.into_iter().map(in_order).collect())
}
