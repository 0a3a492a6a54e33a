//! The fields in which two revisions differ, each with what it said and what it says.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::clock::Clock;
use super::runs::{TextRun, runs};
use crate::articles::article::{AiLabel, Content, Note};
use crate::articles::body::Media;
use crate::articles::manuscript::{Fields, Manuscript, Part};
use crate::catalog::{Catalog, Named, Shelf};
use crate::kernel::instant::Precision;
use crate::people::Role;
use crate::state::State;

/// A field that differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldComparison {
    /// A text.
    Text(TextField),
    /// A time.
    Time(TimeField),
    /// True or false.
    Flag(FlagField),
    /// What it refers to.
    Thing(ThingField),
    /// Several things that it refers to.
    Things(ThingsField),
    /// Who had which part.
    People(PeopleField),
    /// A file.
    File(FileField),
    /// Several files.
    Files(FilesField),
    /// Notes that stand apart from the text.
    Notes(NotesField),
    /// What a machine had to do with it.
    AiLabel(AiLabelField),
}

/// Declares a field that differs, by what it holds.
macro_rules! field {
    ($(#[$meta:meta])* $name:ident $example:literal $(#[$of:meta])* $held:ty) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, ToSchema)]
        pub struct $name {
            /// Its name, as in `ArticleInput`.
            #[schema(example = $example)]
            pub field: &'static str,
            /// What it said.
            $(#[$of])*
            pub before: $held,
            /// What it says.
            $(#[$of])*
            pub after: $held,
        }
    };
}

/// A text that differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TextField {
    /// Its name, as in `ArticleInput`.
    #[schema(example = "title")]
    pub field: &'static str,
    /// What it said; null where it said nothing.
    #[schema(example = "清河大桥通车")]
    pub before: Option<String>,
    /// What it says; null where it says nothing.
    #[schema(example = "清河新桥通车")]
    pub after: Option<String>,
    /// How the one became the other.
    pub runs: Vec<TextRun>,
}

field! {
    /// A time that differs; null where none is said.
    TimeField "published_at" #[schema(format = "date-time", example = "2026-03-14T09:30:00+08:00")] Option<String>
}
field! {
    /// A choice that differs.
    FlagField "summary_is_lead" #[schema(example = true)] bool
}
field! {
    /// Another thing that it refers to; null where it refers to none.
    ThingField "channel" Option<ComparedThing>
}
field! {
    /// Other things that it refers to.
    ThingsField "tags" Vec<ComparedThing>
}
field! {
    /// Other people, parts or another order of them.
    PeopleField "people" Vec<ComparedPart>
}
field! {
    /// Another file; null where there is none.
    FileField "cover" Option<Media>
}
field! {
    /// Other files.
    FilesField "media" Vec<Media>
}
field! {
    /// Other notes.
    NotesField "notes" Vec<Note>
}
field! {
    /// Other words on what a machine had to do with it; null where there are none.
    AiLabelField "ai_label" Option<AiLabel>
}

/// A thing that a revision refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ComparedThing {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug; null where the thing is not there any more.
    #[schema(example = "zong-he")]
    pub slug: Option<String>,
    /// Its name; null where the thing is not there any more.
    #[schema(example = "综合")]
    pub name: Option<String>,
}

/// Somebody, and the part that they had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ComparedPart {
    /// The person.
    pub person: ComparedThing,
    /// Their part.
    #[schema(example = "editor")]
    pub role: Role,
}

impl ComparedThing {
    fn of<T: Named>(shelf: &Shelf<T>, id: Uuid) -> Self {
        let name = shelf.by_id(id).map(Named::names);
        Self { id: id.to_string(), slug: name.map(|name| name.slug.clone()), name: name.map(|name| name.name.clone()) }
    }
}

/// What is found while fields are compared.
struct Found(Vec<FieldComparison>, Clock);

impl Found {
    fn text(&mut self, field: &'static str, before: Option<&str>, after: Option<&str>) {
        if before != after {
            let runs = runs(before.unwrap_or_default(), after.unwrap_or_default(), self.1);
            let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
            self.0.push(FieldComparison::Text(TextField { field, before, after, runs }));
        }
    }

    fn thing<T: Named>(&mut self, field: &'static str, known: &Shelf<T>, before: Option<Uuid>, after: Option<Uuid>) {
        if before != after {
            let [before, after] = [before, after].map(|id| id.map(|id| ComparedThing::of(known, id)));
            self.0.push(FieldComparison::Thing(ThingField { field, before, after }));
        }
    }
}

/// The fields beside the body's blocks in which two revisions differ, in the order of `ArticleInput`.
pub(super) fn fields(
    state: &State,
    catalog: &Catalog,
    (before, after): (&Manuscript, &Manuscript),
    clock: Clock,
) -> Vec<FieldComparison> {
    let Fields {
        slug,
        external_id,
        lang,
        title,
        kicker,
        subtitle,
        short_title,
        original_title,
        column_label,
        summary,
        summary_is_lead,
        channel,
        column,
        source,
        source_label,
        people,
        tags,
        cover,
        original_url,
        ai_label,
        published_at,
        published_precision,
    } = &before.fields;
    let now = &after.fields;
    let Content { notes, blocks: _, media } = &before.content;
    let mut found = Found(Vec::new(), clock);
    found.text("slug", slug.as_deref(), now.slug.as_deref());
    found.text("external_id", external_id.as_deref(), now.external_id.as_deref());
    found.text("lang", said(lang), said(&now.lang));
    found.text("title", said(title), said(&now.title));
    found.text("kicker", kicker.as_deref(), now.kicker.as_deref());
    found.text("subtitle", subtitle.as_deref(), now.subtitle.as_deref());
    found.text("short_title", short_title.as_deref(), now.short_title.as_deref());
    found.text("original_title", original_title.as_deref(), now.original_title.as_deref());
    found.text("column_label", column_label.as_deref(), now.column_label.as_deref());
    found.text("summary", summary.as_deref(), now.summary.as_deref());
    if *summary_is_lead != now.summary_is_lead {
        let (before, after) = (*summary_is_lead, now.summary_is_lead);
        found.0.push(FieldComparison::Flag(FlagField { field: "summary_is_lead", before, after }));
    }
    if *notes != after.content.notes {
        let (before, after) = (notes.clone(), after.content.notes.clone());
        found.0.push(FieldComparison::Notes(NotesField { field: "notes", before, after }));
    }
    found.thing("channel", &catalog.channels, *channel, now.channel);
    found.thing("column", &catalog.columns, *column, now.column);
    found.thing("source", &catalog.sources, *source, now.source);
    found.text("source_label", source_label.as_deref(), now.source_label.as_deref());
    if *people != now.people {
        let named =
            |part: &Part| ComparedPart { person: ComparedThing::of(&catalog.people, part.person), role: part.role };
        let [before, after] = [people, &now.people].map(|parts| parts.iter().map(named).collect());
        found.0.push(FieldComparison::People(PeopleField { field: "people", before, after }));
    }
    if *tags != now.tags {
        let named = |tag: &Uuid| ComparedThing::of(&catalog.tags, *tag);
        let [before, after] = [tags, &now.tags].map(|tags| tags.iter().map(named).collect());
        found.0.push(FieldComparison::Things(ThingsField { field: "tags", before, after }));
    }
    if *cover != now.cover {
        let (before, after) = (cover.clone(), now.cover.clone());
        found.0.push(FieldComparison::File(FileField { field: "cover", before, after }));
    }
    if *media != after.content.media {
        let (before, after) = (media.clone(), after.content.media.clone());
        found.0.push(FieldComparison::Files(FilesField { field: "media", before, after }));
    }
    found.text("original_url", original_url.as_deref(), now.original_url.as_deref());
    if *ai_label != now.ai_label {
        let (before, after) = (ai_label.clone(), now.ai_label.clone());
        found.0.push(FieldComparison::AiLabel(AiLabelField { field: "ai_label", before, after }));
    }
    if *published_at != now.published_at {
        let [before, after] = [*published_at, now.published_at].map(|at| at.map(|at| state.time(at)));
        found.0.push(FieldComparison::Time(TimeField { field: "published_at", before, after }));
    }
    let [before, after] =
        [*published_precision, now.published_precision].map(|precision| precision.map(Precision::word));
    found.text("published_precision", before, after);
    found.0
}

/// A text that is always there; nothing where there is no revision.
fn said(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
