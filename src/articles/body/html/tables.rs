//! Tables, told from those that only lay a page out.

use scraper::ElementRef;

use super::super::text::trim;
use super::super::{Table, TableCell, TableRow};
use super::{Context, Reader};

/// How much text a cell has that is a column of a page rather than a cell, in characters, if it has paragraphs too.
const COLUMN_OF_TEXT: usize = 300;

impl Reader<'_> {
    /// A table; none for one that only lays out what is in it.
    pub(super) fn table(&mut self, table: ElementRef<'_>, context: &Context) -> Option<Table> {
        let lays_out = |element: ElementRef<'_>| {
            matches!(element.value().name(), "table" | "img" | "video" | "audio" | "h1" | "h2" | "h3" | "ul" | "ol")
        };
        let inside: Vec<ElementRef<'_>> = table.descendants().skip(1).filter_map(ElementRef::wrap).collect();
        let holds_column = |cell: &ElementRef<'_>| {
            matches!(cell.value().name(), "td" | "th")
                && cell.descendants().filter_map(ElementRef::wrap).filter(|inner| inner.value().name() == "p").count()
                    >= 2
                && cell.text().map(|text| trim(text).chars().count()).sum::<usize>() > COLUMN_OF_TEXT
        };
        if inside.iter().copied().any(lays_out) || inside.iter().any(holds_column) {
            return None;
        }
        let caption = inside.iter().find(|element| element.value().name() == "caption");
        let caption =
            caption.map(|caption| trim(&caption.text().collect::<String>()).to_owned()).filter(|text| !text.is_empty());
        let mut rows = Vec::new();
        for row in inside.iter().filter(|element| element.value().name() == "tr") {
            let in_head = row.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == "thead");
            let mut cells = Vec::new();
            for cell in row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th")) {
                let span =
                    |name: &str| cell.attr(name).and_then(|count| count.trim().parse().ok()).unwrap_or(1).clamp(1, 100);
                cells.push(TableCell {
                    header: in_head || cell.value().name() == "th",
                    colspan: span("colspan"),
                    rowspan: span("rowspan"),
                    spans: self.inline(cell, context),
                });
            }
            if !cells.is_empty() {
                rows.push(TableRow { cells });
            }
        }
        let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
        (cells > 1).then_some(Table { caption, rows })
    }
}
