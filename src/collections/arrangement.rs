//! What stands in a collection, in order: the rules, pure.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::articles::body::Media;
use crate::kernel::error::{Error, FieldCode, FieldError, Place};
use crate::kernel::limits;

/// Most articles in a collection.
pub const MAX_ITEMS: usize = limits::ITEMS;
/// Most sections of a collection.
pub const MAX_SECTIONS: usize = limits::SECTIONS;
/// Most characters of a title.
pub const MAX_TITLE: usize = limits::LINE;
/// Most characters of a summary.
pub const MAX_SUMMARY: usize = limits::ITEM_SUMMARY;

/// A part of a collection under a title of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// A word that is its own within the collection.
    pub id: String,
    /// What stands above its articles.
    pub title: String,
}

/// An article in a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The article.
    pub article: Uuid,
    /// The section that it stands in; none for what stands before all sections.
    pub section: Option<String>,
    /// The title that it has here, where that is another than its own.
    pub title: Option<String>,
    /// The summary that it has here, where that is another than its own.
    pub summary: Option<String>,
    /// The picture that it has here, where that is another than its own.
    pub cover: Option<Media>,
}

impl Item {
    /// The uploaded picture that is its cover here.
    #[must_use]
    pub fn picture(&self) -> Option<Uuid> {
        self.cover.as_ref().and_then(|cover| cover.id)
    }
}

/// What stands in a collection, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// The sections.
    pub sections: Vec<Section>,
    /// The articles.
    pub items: Vec<Item>,
}

/// A refusal of one place in a body.
pub(super) fn wrong(pointer: impl Into<String>, code: FieldCode, detail: impl Into<String>) -> FieldError {
    FieldError { place: Place::Pointer(pointer.into()), code, detail: detail.into() }
}

impl Arrangement {
    /// All that is wrong with it as it was sent, whatever its articles are.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut sections = HashSet::new();
        for (at, section) in self.sections.iter().enumerate() {
            if !sections.insert(section.id.as_str()) {
                let detail = format!("An earlier section has the id `{}`.", section.id);
                errors.push(wrong(format!("/sections/{at}/id"), FieldCode::Repeated, detail));
            }
        }
        let mut articles = HashMap::new();
        for (at, item) in self.items.iter().enumerate() {
            if let Some(earlier) = articles.insert(item.article, at) {
                let detail = format!("Item {earlier} is the article `{}` already.", item.article);
                errors.push(wrong(format!("/items/{at}/article"), FieldCode::Repeated, detail));
            }
            if let Some(section) = item.section.as_deref().filter(|section| !sections.contains(section)) {
                let detail = format!("No section has the id `{section}`.");
                errors.push(wrong(format!("/items/{at}/section"), FieldCode::NotFound, detail));
            }
        }
        errors
    }

    /// The same with its articles in the order of their sections: first what stands in none, then section by section.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        let places: HashMap<&str, usize> = self.sections.iter().map(|section| section.id.as_str()).zip(1..).collect();
        let place = |item: &Item| item.section.as_deref().and_then(|id| places.get(id)).copied().unwrap_or(0);
        self.items.sort_by_key(place);
        self
    }

    /// Takes an article out; whether it was there.
    pub fn remove(&mut self, article: Uuid) -> bool {
        let before = self.items.len();
        self.items.retain(|item| item.article != article);
        self.items.len() < before
    }

    /// Puts an article at a place among those of its section, from 0, or at their end; where it stood before it is taken
    /// from. Refuses a section that is not there, and one article too many.
    pub fn place(&mut self, item: Item, position: Option<usize>) -> Result<(), Error> {
        if let Some(section) = &item.section
            && self.sections.iter().all(|known| known.id != *section)
        {
            let detail = format!("The collection has no section `{section}`.");
            return Err(Error::content(vec![wrong("/section", FieldCode::NotFound, detail)]));
        }
        self.remove(item.article);
        if self.items.len() >= MAX_ITEMS {
            let detail = format!("The collection has {MAX_ITEMS} articles, and takes no more.");
            return Err(Error::content(vec![wrong("", FieldCode::OutOfRange, detail)]));
        }
        let own = self.items.iter().enumerate().filter(|(_, other)| other.section == item.section);
        let places: Vec<usize> = own.map(|(at, _)| at).collect();
        let at = match position.and_then(|position| places.get(position)) {
            Some(at) => *at,
            None => places.last().map_or(self.items.len(), |last| last + 1),
        };
        self.items.insert(at, item);
        *self = std::mem::take(self).in_order();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(article: u128, section: Option<&str>) -> Item {
        Item {
            article: Uuid::from_u128(article),
            section: section.map(str::to_owned),
            title: None,
            summary: None,
            cover: None,
        }
    }

    fn sections(ids: &[&str]) -> Vec<Section> {
        ids.iter().map(|id| Section { id: (*id).to_owned(), title: (*id).to_owned() }).collect()
    }

    fn order(arrangement: &Arrangement) -> Vec<u128> {
        arrangement.items.iter().map(|item| item.article.as_u128()).collect()
    }

    #[test]
    fn articles_stand_in_the_order_of_their_sections() {
        let items = vec![item(1, Some("b")), item(2, Some("a")), item(3, None), item(4, Some("b")), item(5, Some("a"))];
        let arranged = Arrangement { sections: sections(&["a", "b"]), items }.in_order();
        assert_eq!(order(&arranged), [3, 2, 5, 1, 4]);
    }

    #[test]
    fn all_that_is_wrong_is_said_with_its_place() {
        let items = vec![item(1, None), item(2, Some("c")), item(1, Some("a"))];
        let problems = Arrangement { sections: sections(&["a", "b", "a"]), items }.problems();
        let places: Vec<String> = problems.iter().map(|problem| problem.place.to_string()).collect();
        assert_eq!(places, ["/sections/2/id", "/items/1/section", "/items/2/article"]);
    }

    #[test]
    fn an_article_is_put_at_a_place_among_those_of_its_section() {
        let items = vec![item(1, None), item(2, None), item(3, Some("a")), item(4, Some("a"))];
        let mut arranged = Arrangement { sections: sections(&["a", "b"]), items };
        for (article, section, position, expected) in [
            (5, Some("a"), Some(1), vec![1, 2, 3, 5, 4]),
            (5, None, Some(0), vec![5, 1, 2, 3, 4]),
            (5, Some("b"), Some(7), vec![1, 2, 3, 4, 5]),
            (1, Some("a"), None, vec![2, 3, 4, 1, 5]),
            (2, None, None, vec![2, 3, 4, 1, 5]),
        ] {
            assert!(arranged.place(item(article, section), position).is_ok());
            assert_eq!(order(&arranged), expected, "{article} {section:?} {position:?}");
        }
        assert!(arranged.place(item(9, Some("none")), None).is_err());
        assert!(arranged.remove(Uuid::from_u128(5)) && !arranged.remove(Uuid::from_u128(5)));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let items = (0..MAX_ITEMS as u128).map(|article| item(article, None)).collect();
        let mut arranged = Arrangement { sections: Vec::new(), items };
        assert!(arranged.place(item(5_000, None), None).is_err());
        assert!(arranged.place(item(7, None), Some(0)).is_ok(), "what is there may move");
        assert_eq!(arranged.items.len(), MAX_ITEMS);
    }

    proptest! {
        #[test]
        fn placing_keeps_all_others_in_their_order(
            placed in proptest::collection::vec((0_u128..9, 0_usize..4, proptest::option::of(0_usize..12)), 0..40),
        ) {
            let names = [None, Some("a"), Some("b"), Some("c")];
            let mut arranged = Arrangement { sections: sections(&["a", "b", "c"]), items: Vec::new() };
            for (article, section, position) in placed {
                let before = order(&arranged);
                let section = names.get(section).copied().flatten();
                prop_assert!(arranged.place(item(article, section), position).is_ok());
                let others = |order: &[u128]| -> Vec<u128> { order.iter().copied().filter(|one| *one != article).collect() };
                prop_assert_eq!(others(&order(&arranged)), others(&before));
                prop_assert!(arranged.problems().is_empty());
                prop_assert_eq!(arranged.clone().in_order(), arranged.clone());
            }
        }
    }
}
