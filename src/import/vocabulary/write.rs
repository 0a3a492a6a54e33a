//! Bringing a vocabulary in over HTTP.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use utoipa::IntoParams;

use super::bring::{Wanted, bring};
use super::sheet::Sheet;
use super::view::Brought;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::{FieldCode, Result};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::forms::{SchemeName, Title};
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, TableBody};

/// Which vocabulary.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct VocabularyNamed {
    /// The vocabulary, as its tags name it.
    #[param(value_type = SchemeName, example = "medtop")]
    scheme: String,
    /// What it is called, for `list_tag_schemes`; what it was called until now when absent.
    #[param(value_type = Option<Title>, example = "IPTC Media Topics")]
    title: Option<String>,
}

/// Import a vocabulary
///
/// A table (CSV, RFC 4180) with one term a line: the first line names the columns, `code` and `name` and, if there is one, `slug`. UTF-8
/// with or without a byte order mark, GB18030 and Big5 are told apart by content; at most 8 MiB and 20,000 terms.
///
/// A term is known again by its code, or by its name where the table or the tag has no code, and then gets the table's name and code;
/// slugs that are there stay. Tags that the table does not have stay too. All goes in or nothing does: what is wrong is said of each
/// line, for up to 100 faults. The same table again changes nothing.
#[utoipa::path(tag = "reference", params(VocabularyNamed, Repeatable), security(("account" = ["edit_reference"])),
    request_body(content = String, content_type = "text/csv", example = "code,name\n20000145,媒体\n20000344,防洪\n"), responses(
    (status = 200, description = "What became of it.", body = Brought),
    (status = 413, description = "`body_too_large`: it has more than 8 MiB."),
    (status = 415, description = "`unsupported_media_type`: it is not `text/csv`."),
    (status = 422, description = "`invalid_content`: what the table says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/tags/import")]
pub async fn import_vocabulary(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: TableBody,
) -> Result<HttpResponse> {
    let (scheme, title) = ask.query(|query| {
        let scheme = query.of::<SchemeName>("scheme").map(str::to_owned);
        if scheme.is_none() && !query.is_refused("scheme") {
            query.refuse("scheme", FieldCode::Missing, "It must be given.");
        }
        (scheme.unwrap_or_default(), query.of::<Title>("title").map(str::to_owned))
    })?;
    let sheet = Sheet::read(&body.0)?;
    let wanted = Wanted { scheme: scheme.trim(), title: title.as_deref().map(str::trim) };
    let (_, query) = ask.address();
    let brought = Once::with_parts(key, &[query.as_bytes(), &body.0]).answer(&db, &by, async |tx| {
        let brought: Brought = bring(tx, &by, wanted, &sheet).await?;
        Answer::json(&brought, &Fields::default())?.changed(None)
    });
    let brought = brought.await?;
    state.catch_up().await?;
    Ok(brought.send())
}
