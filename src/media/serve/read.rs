//! Pictures as bytes: whole or in part, and never any different.

use actix_web::body::SizedStream;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    HeaderValue, IF_RANGE, RANGE, Range as RangeHeader, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError, get};
use utoipa::IntoParams;

use crate::kernel::error::{Code, Error, Result};
use crate::media::format::Format;
use crate::media::picture::Picture;
use crate::media::rendition::{RECIPE, Rendition};
use crate::media::stock::{Stock, missing};
use crate::media::storage::{Name, Opened, Read};
use crate::state::State;
use crate::web::Ask;
use crate::web::ask::holds;
use crate::web::forms::Id;

/// How long a picture may be kept: a year, and nobody need ask again before.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Whatever a browser takes the bytes for, they can do nothing.
const HARMLESS: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// Pages of other sites may show it.
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Which file.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its values are read from the request")]
pub struct MediaFilePath {
    /// The picture's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    id: String,
    /// `original` with the ending of its format, or `w` and one of the widths of the settings with `webp` or `jpg`.
    #[param(
        min_length = 1,
        max_length = 20,
        pattern = "^(original[.](jpg|png|webp|gif)|w[1-9][0-9]{1,3}[.](webp|jpg))$",
        example = "w640.webp"
    )]
    file: String,
}

/// The bytes of a picture.
#[derive(Clone, Copy, Debug)]
pub struct PictureBytes;

impl utoipa::PartialSchema for PictureBytes {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::SchemaType::AnyValue)
            .description(Some("The bytes of a picture."))
            .content_media_type("application/octet-stream")
            .into()
    }
}

impl utoipa::ToSchema for PictureBytes {}

/// Get the bytes of a picture
///
/// The picture as it was uploaded, without what it told of its maker, or a rendition in a width and format, which is made when it is
/// asked for the first time. A query is ignored. It is never made larger: a wider rendition than the picture shows it in its own width; of one that
/// moves, a rendition shows the first frame. What stands at an address never changes, so that it may be kept for ever. Parts of it
/// can be asked for with `Range` (RFC 9110, section 14). It is open to everybody who has the address, also where articles are read
/// with a key.
#[utoipa::path(tag = "media", params(MediaFilePath), responses(
    (status = 200, description = "The bytes.", content(
        (PictureBytes = "image/jpeg"), (PictureBytes = "image/png"), (PictureBytes = "image/webp"), (PictureBytes = "image/gif"),
    )),
    (status = 206, description = "The bytes that `Range` asks for.", content(
        (PictureBytes = "image/jpeg"), (PictureBytes = "image/png"), (PictureBytes = "image/webp"), (PictureBytes = "image/gif"),
    )),
    (status = 404, description = "`media_not_found`: no picture has this id, or it is not served in this width and format; `detail` lists those that are."),
    (status = 416, description = "`range_not_satisfiable`: it has fewer bytes."),
    (status = 503, description = "`unavailable`: the database cannot be reached. `storage_unavailable`: the pictures cannot."),
    (status = 507, description = "`storage_full`: a rendition cannot be kept."),
))]
#[get("/media/{id}/{file}")]
pub async fn get_media_file(state: Data<State>, stock: Data<Stock>, ask: Ask) -> Result<HttpResponse> {
    let (id, file) = (ask.id("id")?, ask.segment("file")?);
    let picture = stock.picture(&state.read, id).await?;
    let wanted = Wanted::of(&picture, &file, &stock).ok_or_else(|| not_served(&picture, &stock))?;
    let etag = HeaderValue::from_str(&wanted.etag).map_err(Error::broken)?;
    if holds(ask.headers(), &etag) {
        return Ok(headers(&mut HttpResponse::NotModified(), etag).finish());
    }
    let asked = asked_range(ask.headers(), &etag);
    let opened = match asked {
        None => wanted.open(&stock, &picture, None).await?,
        Some(asked) => {
            let size = wanted.size(&stock, &picture).await?;
            match asked.to_satisfiable_range(size) {
                Some((first, last)) => wanted.open(&stock, &picture, Some(first..last + 1)).await?,
                None => return Ok(beyond(size)),
            }
        }
    };
    let Opened { bytes, range, size } = opened;
    let is_part = range != (0..size);
    let mut response = if is_part { HttpResponse::PartialContent() } else { HttpResponse::Ok() };
    headers(&mut response, etag).insert_header((CONTENT_TYPE, wanted.format.mime_type()));
    if is_part {
        response.insert_header((CONTENT_RANGE, format!("bytes {}-{}/{size}", range.start, range.end - 1)));
    }
    Ok(match bytes {
        Read::Whole(bytes) => response.body(bytes),
        Read::InPieces(pieces) => response.body(SizedStream::new(range.end - range.start, pieces)),
    })
}

/// What is asked for.
struct Wanted {
    name: Name,
    rendition: Option<Rendition>,
    format: Format,
    etag: String,
}

impl Wanted {
    /// A file of a picture by its name; none where there is no such file.
    fn of(picture: &Picture, file: &str, stock: &Stock) -> Option<Self> {
        let digest = picture.digest.get(..32)?;
        if file == picture.original_file() {
            let name = Name::original(&picture.digest);
            return Some(Self { name, rendition: None, format: picture.format, etag: format!("\"{digest}\"") });
        }
        let rendition = Rendition::of_file(file, &stock.settings().widths)?;
        Some(Self {
            name: Name::rendition(&picture.digest, rendition),
            rendition: Some(rendition),
            format: rendition.format,
            etag: format!("\"{digest}-{RECIPE}-{file}\""),
        })
    }

    /// Opens it; a rendition that is not there is made.
    async fn open(&self, stock: &Stock, picture: &Picture, range: Option<std::ops::Range<u64>>) -> Result<Opened> {
        if let Some(opened) = stock.storage().open_range(&self.name, range.clone()).await? {
            return Ok(opened);
        }
        self.make(stock, picture).await?;
        let opened = stock.storage().open_range(&self.name, range).await?;
        opened.ok_or_else(|| missing(picture.id))
    }

    /// How many bytes it has.
    async fn size(&self, stock: &Stock, picture: &Picture) -> Result<u64> {
        if let Some(size) = stock.storage().size(&self.name).await? {
            return Ok(size);
        }
        self.make(stock, picture).await?;
        stock.storage().size(&self.name).await?.ok_or_else(|| missing(picture.id))
    }

    /// Makes it, where it is one that is made.
    async fn make(&self, stock: &Stock, picture: &Picture) -> Result<()> {
        match self.rendition {
            Some(rendition) => stock.make(picture, rendition).await,
            None => {
                stock.forget(picture.id);
                Err(missing(picture.id))
            }
        }
    }
}

/// The refusal of a file that a picture does not have; it lists those that it has.
fn not_served(picture: &Picture, stock: &Stock) -> Error {
    let widths: Vec<String> = stock.settings().widths.iter().map(u32::to_string).collect();
    let original = picture.original_file();
    let detail = match widths.first() {
        None => format!("The picture is served as `{original}`."),
        Some(first) => format!(
            "The picture is served as `{original}`, and as WebP or JPEG in the widths {}, such as `w{first}.webp` or `w{first}.jpg`.",
            widths.join(", ")
        ),
    };
    Error::refused(Code::MediaNotFound, detail)
}

/// The one range that is asked for. What cannot be read, several ranges, and one of another state are passed over (RFC 9110,
/// sections 13.1.5 and 14.2).
fn asked_range(headers: &HeaderMap, etag: &HeaderValue) -> Option<actix_web::http::header::ByteRangeSpec> {
    let asked: RangeHeader = headers.get(RANGE)?.to_str().ok()?.parse().ok()?;
    if headers.get(IF_RANGE).is_some_and(|seen| seen.as_bytes() != etag.as_bytes()) {
        return None;
    }
    match asked {
        RangeHeader::Bytes(ranges) => match ranges.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        },
        RangeHeader::Unregistered(..) => None,
    }
}

/// What all answers with a picture have.
fn headers(response: &mut HttpResponseBuilder, etag: HeaderValue) -> &mut HttpResponseBuilder {
    response
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, FOR_EVER))
        .insert_header((VARY, "Accept-Encoding"))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CONTENT_SECURITY_POLICY, HARMLESS))
        .insert_header((CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"))
}

/// The refusal of a range beyond the end.
fn beyond(size: u64) -> HttpResponse {
    let detail = format!("It has {size} bytes.");
    let mut response = Error::refused(Code::RangeNotSatisfiable, detail).error_response();
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{size}")) {
        response.headers_mut().insert(CONTENT_RANGE, value);
    }
    response
}
