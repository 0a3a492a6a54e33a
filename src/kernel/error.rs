//! What can go wrong, as the API's users see it: a closed table of codes, and two kinds of error.
//!
//! *Refused* is the caller's to mend and says how; *broken* is ours: its source goes to the log, and the caller learns no
//! more than the request's id.

use std::borrow::Cow;

use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

/// Declares the table of codes once: name, word, HTTP status, title, explanation.
macro_rules! codes {
    ($($name:ident $word:literal $status:literal $title:literal $meaning:literal)*) => {
        /// A stable name for what went wrong; `openapi/errors.txt` lists them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $meaning] $name,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word that clients compare.
            #[must_use]
            pub const fn word(self) -> &'static str { match self { $(Self::$name => $word,)* } }

            /// The HTTP status it is answered with.
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status,)* } }

            /// A short title that does not change from case to case.
            #[must_use]
            pub const fn title(self) -> &'static str { match self { $(Self::$name => $title,)* } }

            /// What it means and what to do about it.
            #[must_use]
            pub const fn meaning(self) -> &'static str { match self { $(Self::$name => $meaning,)* } }
        }
    };
}

codes! {
    InvalidParameter "invalid_parameter" 400 "A parameter is not valid"
        "One or more parameters of the path, the query or a header cannot be used as they are. `errors` names each of them, \
         what is wrong with it, and the nearest value that would be accepted."
    InvalidRequest "invalid_request" 400 "The request cannot be read"
        "The address or a header of the request is not well formed: percent-encoding that is not UTF-8, or control characters."
    PathNotCanonical "path_not_canonical" 400 "The path is not in its canonical spelling"
        "A path has one spelling: letters, digits, `-`, `.`, `_` and `~` are not percent-encoded, slashes are neither doubled nor at \
         the end, and there are no dot segments (RFC 3986). GET and HEAD are redirected (308); for other methods `detail` names the path."
    MalformedJson "malformed_json" 400 "The body is not a JSON object"
        "The body must be one JSON object in UTF-8 (RFC 8259). `detail` says where it stops being one."
    MalformedUpload "malformed_upload" 400 "The upload cannot be read"
        "The body ended before it was complete, or is not `multipart/form-data` with one part `file`, and texts, as its `Content-Type` says."
    Unauthenticated "unauthenticated" 401 "This needs a token"
        "The operation is not open to everybody. Send `Authorization: Bearer` with an access token of `issue_token`, or with a \
         token of a machine (RFC 6750)."
    TokenInvalid "token_invalid" 401 "The token is not valid"
        "The token is not one of this service, was altered, was revoked, or belongs to a session or an account that has ended. \
         Sign in again."
    TokenExpired "token_expired" 401 "The token has expired"
        "The token was valid once. A new access token comes from `refresh_token`."
    SignInFailed "sign_in_failed" 401 "Name and password do not fit"
        "There is no active account of this name with this password. Which of them is wrong is not said."
    RefreshTokenInvalid "refresh_token_invalid" 401 "The refresh token is not valid"
        "The refresh token is not one of this service, was used before, or belongs to a session that has ended. A refresh token is \
         good for one use, and for repeats of it within 10 seconds; later reuse ends its session, since somebody else may have it. \
         Sign in again."
    Forbidden "forbidden" 403 "This is not yours to do"
        "The caller is known, but their role, or the scopes of their token, do not include the permission that the operation \
         needs. `detail` names it and the roles that have it."
    NotFound "not_found" 404 "There is nothing at this address"
        "No operation of this service has this path. The document at `/openapi.json` lists them all."
    ArticleNotFound "article_not_found" 404 "There is no such article"
        "No published article has this id. It may be a draft, or the id may belong to another site."
    ChannelNotFound "channel_not_found" 404 "There is no such channel"
        "No channel has this slug or id. `list_channels` lists them."
    ColumnNotFound "column_not_found" 404 "There is no such column"
        "No column has this slug or id. `list_columns` lists them."
    SourceNotFound "source_not_found" 404 "There is no such source"
        "No source has this slug or id. `list_sources` lists them."
    PersonNotFound "person_not_found" 404 "There is no such person"
        "No person has this slug or id. `list_people` lists them."
    TagNotFound "tag_not_found" 404 "There is no such tag"
        "No tag has this slug or id. `list_tags` lists them."
    CollectionNotFound "collection_not_found" 404 "There is no such collection"
        "No collection has this slug or id. `list_collections` lists them."
    PathNotFound "path_not_found" 404 "Nothing is known by this path or address"
        "Neither a slug, a former slug nor an original address of a published article matches."
    ProblemNotFound "problem_not_found" 404 "There is no such problem"
        "No problem has this code. `openapi/errors.txt` lists them."
    AccountNotFound "account_not_found" 404 "There is no such account"
        "No account has this id. `list_accounts` lists them."
    ScheduleNotFound "schedule_not_found" 404 "Nothing is scheduled"
        "The article is not to be published at any time. `list_schedule` lists what is."
    ApiTokenNotFound "api_token_not_found" 404 "There is no such token"
        "No token of a machine or a reader has this id. `list_api_tokens` lists them."
    RevisionNotFound "revision_not_found" 404 "There is no such revision"
        "The article has no revision of this number. `list_revisions` lists them."
    MediaNotFound "media_not_found" 404 "There is no such picture"
        "No uploaded picture has this id, or it is not shown in this width and format. `list_media` lists them."
    PreviewNotFound "preview_not_found" 404 "There is no such preview"
        "The link is none of this service, was altered, or was ended: its article was deleted, or all links were ended at once. Ask for \
         a new one."
    MethodNotAllowed "method_not_allowed" 405 "This method is not allowed here"
        "The path exists, but not for this method. The `Allow` header lists the methods that it has."
    RequestTimeout "request_timeout" 408 "The body took too long"
        "The body of the request did not arrive in time. Nothing of it was kept, and the connection is closed. Send the request again."
    ArticlePublished "article_published" 409 "The article was published"
        "Only what no reader has seen can be deleted. What was published is unpublished or withdrawn."
    SlugTaken "slug_taken" 409 "Something else has this slug"
        "A slug is unique in its kind, former ones included: they go on leading to what had them. Scheduled articles reserve \
         theirs. `detail` names a free one, and `holder` says what has it."
    NameTaken "name_taken" 409 "Something else has this name"
        "A name is unique in its kind: among columns and people, among the channels or sources below one, among the tags of a \
         vocabulary. Names that differ only in width, case, white space or, except for people, script (simplified or \
         traditional) are the same name. `holder` says what has it."
    CodeTaken "code_taken" 409 "Another tag has this code"
        "A code is one tag's in its vocabulary. `holder` says which tag has it."
    MergeTooLarge "merge_too_large" 409 "More articles name it than are moved at once"
        "A merge moves all articles in one step, during which nobody else writes; `detail` says how many it moves at most."
    InUse "in_use" 409 "It is in use"
        "Only what nothing refers to can be deleted. `uses` says what refers to it, how many there are of each, and names some."
    ChannelCycle "channel_cycle" 409 "A channel cannot stand below itself"
        "The channel that it is to stand below is itself, or stands below it."
    ExternalIdTaken "external_id_taken" 409 "Another article has this external id"
        "An `external_id` names one article of the site, and scheduled articles reserve theirs; `holder` says which one has it."
    AccountNameTaken "account_name_taken" 409 "Another account has this name"
        "The name to sign in with is unique, also among accounts that are disabled."
    AlreadyCreated "already_created" 409 "This was created already"
        "The same request with the same `Idempotency-Key` created something whose secret was in that answer alone: it is kept nowhere. \
         `id` names what was created. Where the answer was lost, revoke it and create another with a new key."
    LastAdmin "last_admin" 409 "This is the last administrator"
        "The account is the last active one that may manage accounts; it keeps its role and stays active until there is another."
    MediaInUse "media_in_use" 409 "This picture is shown"
        "A picture that an article shows, before readers or in its latest revision, or that is a cover in a collection cannot be deleted. \
         `detail` names up to five of the articles, and the collections."
    NotApproved "not_approved" 409 "It is not approved"
        "The revision lacks a review of the levels that this site asks for, or they approved another text. `detail` says what is \
         missing."
    SourceNotAuthorised "source_not_authorised" 409 "The source may not be reprinted"
        "This site publishes only from sources that are listed on the day of publication (`sources.unlisted`), and the article's is \
         not. `detail` says what the lists say of it. Who may publish can let it through by saying why: `source_override`."
    NotIndependent "not_independent" 409 "A review needs somebody else"
        "Nobody reviews what they wrote, nobody signs two levels of one revision, and it is people who sign, not tokens."
    WrongStage "wrong_stage" 409 "It is not at that stage"
        "What was asked for cannot follow what was done with the article last. `detail` says where it stands and what can follow."
    ArticleWithdrawn "article_withdrawn" 410 "The article was withdrawn"
        "The article was published and has been taken back for good. Copies of it should be deleted. `withdrawn_at` says when."
    PreviewExpired "preview_expired" 410 "The preview has expired"
        "The link was good for a time that is over; `expires_at` in the answer of `create_preview_link` said when. Ask for a new one."
    PreconditionFailed "precondition_failed" 412 "It has changed since"
        "`If-Match` names another state than the present one: somebody else was faster. Get it again and look; `etag` is the \
         entity tag of the present state."
    BodyTooLarge "body_too_large" 413 "The body is too large"
        "The body has more bytes than are read here; `detail` says how many are."
    RangeNotSatisfiable "range_not_satisfiable" 416 "There are no such bytes"
        "`Range` asks for bytes beyond the end. `Content-Range` says how many there are."
    UnsupportedMediaType "unsupported_media_type" 415 "This media type is not read here"
        "The `Content-Type` of the body is none that this operation reads; `detail` names the one that is."
    InvalidContent "invalid_content" 422 "The content is not valid"
        "The body is JSON, but what it says cannot be used as it is. `errors` names each member by its JSON pointer (RFC 6901), \
         what is wrong with it, and what would be accepted."
    UnsupportedImage "unsupported_image" 422 "It is no picture that is read here"
        "By its content the file is no JPEG, PNG, WebP or GIF, whatever its name and its `Content-Type` say. SVG is not taken: it can \
         hold scripts."
    BrokenImage "broken_image" 422 "The picture is broken"
        "The file begins like a picture, but is cut off or cannot be decoded."
    ImageTooLarge "image_too_large" 422 "The picture has too many pixels"
        "The picture is wider, higher or has more pixels than this site takes, whatever the size of its file; `detail` says how many are \
         taken."
    IdempotencyKeyReused "idempotency_key_reused" 422 "The key belongs to another request"
        "`Idempotency-Key` came with another operation or another body less than 24 hours ago. A new request needs a new key; only \
         a request whose body says the same in the same words and order is answered again."
    PreconditionRequired "precondition_required" 428 "`If-Match` must be given"
        "Changes are taken only from those who say which state they have seen: send its `ETag` in `If-Match` (RFC 6585, section 3)."
    SignInLocked "sign_in_locked" 429 "Too many failed sign-ins"
        "Sign-ins with this name or from this address have failed too often, and are not looked at for a while, whatever they \
         hold. Try again after the seconds that `Retry-After` names."
    RateLimited "rate_limited" 429 "Too many requests"
        "This client has used up its share. `Retry-After` says after how many seconds to try again."
    Internal "internal_error" 500 "Something went wrong here"
        "The service could not answer because of a fault of its own. The fault is in its log under the `request_id`."
    Unavailable "unavailable" 503 "The service cannot answer now"
        "The database cannot be reached, accepts no writes or is busy at the moment, for example because its disk is full, or the service \
         is still starting. Try again after the seconds that `Retry-After` names; send a write again with the same `Idempotency-Key`, so \
         that it is done once."
    SearchUnavailable "search_unavailable" 503 "Searches cannot be answered now"
        "The search index is being built or cannot be read at the moment; everything else is answered. Try again after the \
         seconds that `Retry-After` names. `/health/ready` says how the index is."
    StorageUnavailable "storage_unavailable" 503 "Pictures cannot be reached now"
        "The storage of pictures does not answer at the moment; everything else is answered. Try again after the seconds that \
         `Retry-After` names."
    StateBehind "state_behind" 503 "This state has not arrived yet"
        "`min_seq` asks for a state that this instance has not reached. Try again after the seconds that `Retry-After` names."
    StorageFull "storage_full" 507 "There is no room for it"
        "The storage of pictures is full. Nothing of the upload was kept. Whoever runs this service has to make room."
}

impl utoipa::PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The stable name of a problem; `/v1/problems/{code}` explains it. More may come."))
            .enum_values(Some(Self::ALL.iter().map(|code| code.word())))
            .into()
    }
}

impl utoipa::ToSchema for Code {
    fn name() -> Cow<'static, str> {
        "ProblemCode".into()
    }
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// What it is about.
    pub place: Place,
    /// Which rule it breaks.
    pub code: FieldCode,
    /// What is wrong and what would be accepted.
    pub detail: String,
}

/// A part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A parameter of the path or the query, or a header.
    Parameter(String),
    /// A member of the body, by its JSON pointer (RFC 6901).
    Pointer(String),
    /// A line of a body that is a table, from 1.
    Line(u64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Parameter(name) | Self::Pointer(name) => formatter.write_str(name),
            Self::Line(line) => write!(formatter, "line {line}"),
        }
    }
}

/// Which rule a field breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// No such parameter or member exists here.
    Unknown,
    /// It is given more than once.
    Repeated,
    /// It must be given.
    Missing,
    /// It is not of the form that is asked for.
    Malformed,
    /// It is of the form, but not within the limits.
    OutOfRange,
    /// It is none of the values that are possible.
    NotAllowed,
    /// It names something that does not exist.
    NotFound,
    /// It cannot go together with another parameter or member.
    Conflict,
}

/// An error of any operation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller's to mend.
    #[error("{}: {detail}", code.word())]
    Refused {
        /// What went wrong.
        code: Code,
        /// What went wrong in this case.
        detail: Cow<'static, str>,
        /// Each thing that is wrong, for invalid input.
        errors: Vec<FieldError>,
        /// Further members of the problem document.
        extra: serde_json::Map<String, serde_json::Value>,
    },
    /// Ours to mend.
    #[error("{0}")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database cannot do this at the moment: it cannot be reached, accepts no writes, or is busy. The same may work later.
    #[error("the database is not available: {0}")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A refusal with what went wrong in this case.
    pub fn refused(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused { code, detail: detail.into(), errors: Vec::new(), extra: serde_json::Map::new() }
    }

    /// A refusal of parameters, all of them at once.
    #[must_use]
    pub fn parameters(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("{}: {}", only.place, only.detail).into(),
            many => format!("{} parameters are not valid; `errors` names each of them.", many.len()).into(),
        };
        Self::Refused { code: Code::InvalidParameter, detail, errors, extra: serde_json::Map::new() }
    }

    /// A refusal of what a body says, all that is wrong at once.
    #[must_use]
    pub fn content(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("{}: {}", only.place, only.detail).into(),
            many => format!("{} members are not valid; `errors` names each of them.", many.len()).into(),
        };
        Self::Refused { code: Code::InvalidContent, detail, errors, extra: serde_json::Map::new() }
    }

    /// A fault of our own, with its source for the log.
    pub fn broken(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Broken(source.into())
    }

    /// Whether the same may work later without a change of the request.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused { code, .. } => code.status() >= 500,
            Self::Unreachable(_) => true,
            Self::Broken(_) => false,
        }
    }

    /// The code that the caller sees.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refused { code, .. } => *code,
            Self::Broken(_) => Code::Internal,
            Self::Unreachable(_) => Code::Unavailable,
        }
    }
}

/// The result of any operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Of the words that would be accepted, the one nearest to what was written, if any is near.
pub fn nearest<'a>(written: &str, accepted: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: String = written.chars().take(64).collect();
    accepted
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&written, word), word))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}
