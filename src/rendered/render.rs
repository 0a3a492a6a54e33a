//! Making the records of articles.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::thread;

use uuid::Uuid;

use super::generation::{Batch, Written};
use super::record::Record;
use crate::articles::{Lines, Parts, ShownTexts, Stored, finished, names};
use crate::catalog::Catalog;
use crate::kernel::error::{Error, Result};
use crate::state::State;
use crate::web::cache::HeaderValue;
use crate::web::coding::Coding;

/// How hard it is worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// On one thread, beside all else that the service does.
    Beside,
    /// On every core.
    Full,
}

/// Makes the records of articles from a catalog that was known before they were read. What cannot be made is not to be in the
/// file: it is rendered, or refused, when somebody asks for it.
///
/// `chosen` are those of them for which editors chose what stands beside them, known as late as the articles.
pub(super) fn render(
    state: &State,
    catalog: &Catalog,
    articles: Vec<Stored>,
    chosen: &HashSet<Uuid>,
    effort: Effort,
) -> Batch {
    let threads = match effort {
        Effort::Beside => 1,
        Effort::Full => thread::available_parallelism().map_or(1, usize::from),
    };
    let mut shares: Vec<Vec<Stored>> = (0..threads).map(|_| Vec::new()).collect();
    for (article, share) in articles.into_iter().zip((0..threads).cycle()) {
        if let Some(share) = shares.get_mut(share) {
            share.push(article);
        }
    }
    let made: Vec<(Uuid, Result<Written>)> = thread::scope(|scope| {
        let work = |share: Vec<Stored>| {
            let one = |article: Stored| {
                let id = article.row.id;
                (id, written(state, catalog, article, chosen.contains(&id)))
            };
            share.into_iter().map(one).collect::<Vec<_>>()
        };
        let mut shares = shares.into_iter();
        let own = shares.next().unwrap_or_default();
        let others: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
        let own = work(own);
        let others = others.into_iter().flat_map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        own.into_iter().chain(others).collect()
    });
    let mut batch = Batch::default();
    for (id, written) in made {
        match written {
            Ok(written) => batch.articles.push(written),
            Err(error) => {
                tracing::debug!(article = %id, %error, "an article is not rendered beforehand");
                batch.gone.push(id);
            }
        }
    }
    batch
}

/// Makes the records of an article.
fn written(state: &State, catalog: &Catalog, article: Stored, has_choices: bool) -> Result<Written> {
    let id = article.row.id;
    let names: Vec<u8> = names(catalog, &article)?.iter().flat_map(Uuid::as_bytes).copied().collect();
    let texts = ShownTexts::of(&article).into_owned();
    let finished = finished(state, catalog, article)?;
    let plain = finished.bytes(Coding::Identity)?;
    let parts = Parts::of(&plain).ok_or_else(|| Error::broken("an article is not as it is described"))?;
    let lines = Lines::of(str::from_utf8(&plain).map_err(Error::broken)?, parts.body(), &texts);
    let lines = lines.ok_or_else(|| Error::broken("an article is too long"))?;
    let record = Record {
        made: catalog.head.seq,
        hash: finished.hash(),
        length: u32::try_from(plain.len()).map_err(Error::broken)?,
        parts,
        lines: lines.as_bytes(),
        has_choices,
        last_modified: finished.last_modified().map(HeaderValue::as_bytes).unwrap_or_default(),
        names: &names,
        body: &plain,
    };
    let encode = |record: &Record, coding| {
        record.encode(id, coding).ok_or_else(|| Error::broken("an article has more than a record can say"))
    };
    let brotli = match Coding::Brotli.for_length(plain.len()) {
        Coding::Brotli => {
            let coded = finished.bytes(Coding::Brotli)?;
            Some(encode(&Record { body: &coded, lines: &[], ..record.clone() }, Coding::Brotli)?)
        }
        _ => None,
    };
    Ok(Written { id, plain: encode(&record, Coding::Identity)?, brotli })
}
