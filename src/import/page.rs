//! Importing a portal's article page.

use std::collections::HashSet;
use std::path::Path;

use chrono_tz::Tz;
use dibao_entity::source;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use super::portal::{self, PortalPage};
use super::report::{Place, Report, Unplaced};
use crate::articles::article::{Authorisation, Called, ColumnCalled, Content, Incoming};
use crate::articles::save;
use crate::kernel::error::Result;
use crate::kernel::instant;
use crate::site;
use crate::store::{Database, Reads};

/// Largest page in bytes.
const MAX_PAGE: u64 = 20 * 1024 * 1024;

/// Imports one page; what fails is noted in the report, and the database stays as it was.
pub async fn import(db: &Database, path: &Path, zone: Tz, lang: &str, report: &mut Report) -> Result<()> {
    let file = path.display().to_string();
    let place = Place { file: &file, line: None };
    let text = match read(path) {
        Ok(text) => text,
        Err(reason) => {
            report.fail(place, reason);
            return Ok(());
        }
    };
    let media: Vec<source::Model> =
        db.read.all(&source::Entity::find().filter(source::Column::ParentId.is_null()).into_query()).await?;
    let media: HashSet<String> = media.into_iter().map(|medium| medium.name).collect();
    let page = match portal::parse(&text, &|name| media.contains(name)) {
        Ok(page) => page,
        Err(error) => {
            report.fail(place, error.to_string());
            return Ok(());
        }
    };
    let site_name = page.site_name.clone();
    let unplaced: Vec<Unplaced> = page
        .unplaced
        .iter()
        .map(|unplaced| Unplaced { file: file.clone(), line: unplaced.line as u64, text: unplaced.text.clone() })
        .collect();
    let Some(incoming) = incoming(page, zone, lang) else {
        report.fail(place, "no date was found; the page must say when it was published, as in 日期:2026-01-04");
        return Ok(());
    };
    for outcome in save::save(&db.primary, &[incoming]).await? {
        report.count(place, outcome);
    }
    report.unplaced.extend(unplaced);
    if let Some(name) = site_name {
        site::save::name_once(&db.primary, &name).await?;
    }
    Ok(())
}

/// The text of a file, or why it cannot be had.
fn read(path: &Path) -> Result<String, String> {
    let found = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("it cannot be read: {error}"),
    })?;
    if found.is_dir() {
        return Err("it is a folder; name the files in it".to_owned());
    }
    if found.len() > MAX_PAGE {
        return Err(format!("it is larger than {MAX_PAGE} bytes, which no article page is"));
    }
    let bytes = std::fs::read(path).map_err(|error| format!("it cannot be read: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("it is not UTF-8 from byte {at} on; convert it first, for example with iconv -f GB18030 -t UTF-8")
    })
}

/// The article of a page; none without a date.
fn incoming(page: PortalPage, zone: Tz, lang: &str) -> Option<Incoming> {
    let published = page.published?;
    let bare = |name: String| Called { name, slug: None };
    let label = page.column_label;
    let column = label.clone().map(|label| ColumnCalled {
        column: bare(page.column_name.unwrap_or_else(|| label.clone())),
        short_name: Some(label),
    });
    Some(Incoming {
        id: None,
        external_id: None,
        slug: None,
        former_slugs: Vec::new(),
        revision: None,
        lang: lang.to_owned(),
        title: page.title,
        kicker: None,
        subtitle: None,
        short_title: None,
        original_title: page.original_title,
        column_label: label,
        summary: page.summary,
        summary_is_lead: page.summary_is_lead,
        channel: page.channel.into_iter().map(bare).collect(),
        column,
        source: page.source.into_iter().chain(page.edition).map(bare).collect(),
        source_label: page.source_label,
        authorised_at_publication: Authorisation::Unknown,
        people: page.people.into_iter().map(|(role, name)| (role, bare(name))).collect(),
        tags: Vec::new(),
        cover: None,
        original_url: page.original_url,
        ai_label: None,
        published_at: instant::in_zone(published.at, zone)?,
        published_precision: published.precision,
        first_published_at: None,
        updated_at: None,
        content: Content { notes: page.notes, blocks: page.blocks, media: Vec::new() },
    })
}
