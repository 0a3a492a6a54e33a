//! From what stands in the element of the text to an article's body: notes, bylines and titles find their place, furniture goes.

use crate::articles::body::html::number_headings;
use crate::articles::body::text::{heading_level, joined, trim};
use crate::articles::body::{Block, Heading, Mark, Paragraph, Span};
use crate::import::portal::{PortalPage, Unplaced, words};

use super::title::letters;

/// How far from its beginning and its end a body may hold lines that belong around it, in blocks.
const EDGE: usize = 12;
/// Longest line around a body, in characters.
const LONGEST_LINE: usize = 80;
/// How lines begin that follow an article and are not part of it.
const AFTERWORDS: [&str; 22] = [
    "声明：",
    "声明:",
    "特别声明",
    "免责声明",
    "版权声明",
    "【版权声明",
    "【免责声明",
    "【声明",
    "转载请注明",
    "转载声明",
    "未经授权",
    "本文为",
    "（本文来自",
    "(本文来自",
    "更多精彩",
    "更多原创",
    "扫描下方二维码",
    "扫描二维码",
    "扫一扫",
    "- THE END -",
    "责任编辑：系统",
    "以上内容为",
];
/// Headings of lists of other articles.
const LISTS: [&str; 13] = [
    "延伸推荐",
    "相关新闻",
    "相关阅读",
    "相关链接",
    "延伸阅读",
    "推荐阅读",
    "热门推荐",
    "相关报道",
    "更多新闻",
    "相关文章",
    "相關新聞",
    "猜你喜欢",
    "相关专题",
];

/// Gives every block its place.
pub(super) fn place(page: &mut PortalPage, blocks: Vec<Block>, known_medium: &dyn Fn(&str) -> bool) {
    let title = letters(page.original_title.as_deref().unwrap_or(&page.title));
    let blocks = blocks.into_iter().flat_map(|block| parted(block, &title)).collect();
    let mut blocks = without_lists(blocks);
    blocks.retain(|block| !line_of(block).is_some_and(|line| is_furniture(&line)));
    let titles = title_lines(page, &blocks);
    blocks.drain(..titles);
    let count = blocks.len();
    let mut kept: Vec<Block> = Vec::new();
    let mut is_begun = false;
    let mut waiting: Option<&'static str> = None;
    let mut is_ended = false;
    for (number, block) in blocks.into_iter().enumerate() {
        if is_ended {
            // Behind the editor's name many a newsroom advertises itself.
            match (line_of(&block), block) {
                (Some(line), _) if is_end(page, &line, known_medium) => {}
                (Some(text), _) => page.unplaced.push(Unplaced { line: None, text }),
                (None, Block::Image(image)) => {
                    page.unplaced.push(Unplaced { line: None, text: format!("img {}", image.media.url) });
                }
                (None, block) => kept.push(block),
            }
            continue;
        }
        let Some(line) = line_of(&block) else {
            kept.push(block);
            continue;
        };
        if let Some(label) = waiting.take() {
            page.note(&format!("【{label}】{line}"));
            continue;
        }
        waiting = words::note_label(&line);
        if waiting.is_some() {
            continue;
        }
        if page.note(&line) {
            continue;
        }
        if !is_begun && number < EDGE && before(page, &line, known_medium) {
            continue;
        }
        is_begun |= line.chars().count() > LONGEST_LINE / 2 && line.contains(['，', '。', '！', '？']);
        let is_late = number * 2 > count && line.chars().count() <= LONGEST_LINE && words::is_closing_byline(&line);
        if is_late && page.information(&line, known_medium).is_placed {
            is_ended |= line.contains(['编', '編']);
            continue;
        }
        page.reporters(&line);
        kept.push(heading(block, &line));
    }
    end(page, &mut kept, known_medium);
    number_headings(&mut kept);
    page.blocks = kept;
}

/// A paragraph whose lines are parts of the title or bylines as a paragraph each; other blocks as they are.
fn parted(block: Block, title: &str) -> Vec<Block> {
    let Block::Paragraph(paragraph) = &block else { return vec![block] };
    let whole = joined(&paragraph.spans);
    let stands_apart = |line: &str| {
        let own = letters(line);
        let is_of_title = own.chars().count() >= 4 && title.starts_with(&own);
        is_of_title || words::is_closing_byline(line) || original_title(line).is_some()
    };
    if !whole.contains('\n') || !whole.lines().map(trim).any(stands_apart) {
        return vec![block];
    }
    let mut lines: Vec<Vec<Span>> = vec![Vec::new()];
    for span in &paragraph.spans {
        for (number, part) in span.text.split('\n').enumerate() {
            if number > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push(Span { text: part.to_owned(), ..span.clone() });
            }
        }
    }
    let has_text = |spans: &Vec<Span>| spans.iter().any(|span| !span.text.trim().is_empty());
    lines.into_iter().filter(has_text).map(|spans| Block::Paragraph(Paragraph { spans })).collect()
}

/// How many of the first blocks are the title, whole or in parts.
fn title_lines(page: &PortalPage, blocks: &[Block]) -> usize {
    let printed = letters(page.original_title.as_deref().unwrap_or(&page.title));
    let mut said = String::new();
    for (block, number) in blocks.iter().zip(1..).take(EDGE) {
        let Some(line) = line_of(block) else { return 0 };
        said.push_str(&letters(&line));
        if said == printed {
            return number;
        }
        if !printed.starts_with(&said) {
            return 0;
        }
    }
    0
}

/// Takes a line that stands in the element of the text but before it.
fn before(page: &mut PortalPage, line: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
    let own = letters(line);
    if own == letters(&page.title) || page.original_title.as_deref().is_some_and(|title| own == letters(title)) {
        return true;
    }
    if let Some(rest) = original_title(line) {
        page.printed_title(rest);
        return true;
    }
    if words::BREADCRUMB.iter().any(|label| line.starts_with(label)) {
        return true;
    }
    if let Some(summary) = words::after_label(line, &words::SUMMARY).filter(|summary| !summary.is_empty()) {
        page.summary.get_or_insert_with(|| summary.to_owned());
        return true;
    }
    if line.chars().count() > LONGEST_LINE {
        return false;
    }
    if page.people_in_words(line) {
        return true;
    }
    let ends_sentence = line.ends_with(['。', '！', '？', '”']);
    if ends_sentence {
        return false;
    }
    let told = page.clone_and_tell(line, known_medium);
    match told {
        Some(after) => {
            *page = after;
            true
        }
        None => false,
    }
}

/// Takes the lines that stand in the element of the text but behind it.
fn end(page: &mut PortalPage, kept: &mut Vec<Block>, known_medium: &dyn Fn(&str) -> bool) {
    let from = kept.len().saturating_sub(EDGE);
    let cut = kept.iter().enumerate().skip(from.max(1)).find_map(|(at, block)| {
        let line = line_of(block)?;
        let begins = AFTERWORDS.iter().any(|words| line.starts_with(words));
        begins.then_some(at)
    });
    let mut tail: Vec<Block> = cut.map(|at| kept.split_off(at)).unwrap_or_default();
    // Bylines and the title as printed stand last, or just before such words.
    let mut at = kept.len();
    while at > from.max(1) {
        at -= 1;
        let Some(line) = kept.get(at).and_then(line_of) else { break };
        if line.chars().count() > LONGEST_LINE {
            break;
        }
        if is_end(page, &line, known_medium) {
            kept.remove(at);
        } else if kept.len() - at >= 4 {
            break;
        }
    }
    tail.retain(|block| line_of(block).is_none_or(|line| !is_end(page, &line, known_medium)));
    for line in tail.iter().filter_map(line_of).filter(|line| !words::says_nothing(line)) {
        page.unplaced.push(Unplaced { line: None, text: line });
    }
}

/// Takes a line at the end of a text.
pub(super) fn is_end(page: &mut PortalPage, line: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
    // `【纠错】 责任编辑： 王芳`
    let line = match line.split_once(' ') {
        Some((first, rest)) if words::says_nothing(first) => rest.trim(),
        _ => line,
    };
    if let Some(title) = original_title(line) {
        page.printed_title(title);
        return true;
    }
    if words::is_closing_byline(line) || (line.starts_with(['（', '(', '【', '[']) && page.people_in_words(line)) {
        let rest = page.information(line, known_medium).rest.into_iter().filter(|text| !words::says_nothing(text));
        page.unplaced.extend(rest.map(|text| Unplaced { line: None, text }));
        return true;
    }
    line.chars().count() <= 30 && line.contains(['记', '記', '通', '文', '图']) && page.people_in_words(line)
}

/// The title as it was printed, where a line says so.
pub(super) fn original_title(line: &str) -> Option<&str> {
    let bare = line.trim_matches(['（', '）', '(', ')', '[', ']', ' ']);
    let title = words::after_label(bare, &words::ORIGINAL_TITLE)
        .or_else(|| bare.strip_prefix("原题为").or_else(|| bare.strip_prefix("原標題為")))?;
    let title = trim(title);
    let inside = title.strip_prefix('《').and_then(|title| title.strip_suffix('》'));
    Some(inside.unwrap_or(title)).filter(|title| !title.is_empty())
}

/// The one line that a block of text is; none for other blocks.
fn line_of(block: &Block) -> Option<String> {
    let text = match block {
        Block::Paragraph(paragraph) => joined(&paragraph.spans),
        Block::Heading(heading) => joined(&heading.spans),
        _ => return None,
    };
    Some(trim(&text).to_owned())
}

/// Whether a line is one of the page's furniture, such as `【1】【2】【3】` or `上一页 1/2 下一页`.
fn is_furniture(line: &str) -> bool {
    if words::is_furniture(line) {
        return true;
    }
    let bare: String = line.chars().filter(|c| !c.is_whitespace() && !"【】[]/|<>+«»".contains(*c)).collect();
    let bare =
        bare.replace("上一页", "").replace("下一页", "").replace("下页", "").replace("首页", "").replace("末页", "");
    let is_pager = bare.chars().all(|c| c.is_ascii_digit() || c == '…' || c == '.');
    is_pager && line.contains(['页', '【', '[', '+'])
}

/// The blocks before a list of other articles that ends them.
fn without_lists(mut blocks: Vec<Block>) -> Vec<Block> {
    let found = blocks.iter().position(|block| {
        line_of(block).is_some_and(|line| {
            let bare = line.replace([' ', '·'], "");
            let bare = bare.trim_matches(['：', ':', '【', '】', '[', ']', '>']);
            LISTS.contains(&bare) || LISTS.iter().any(|list| bare.starts_with(list) && bare.chars().count() <= 8)
        })
    });
    if let Some(at) = found {
        let is_linked = |span: &Span| span.href.is_some();
        let links = |block: &Block| match block {
            Block::Paragraph(paragraph) => paragraph.spans.iter().any(is_linked),
            Block::List(list) => list.items.iter().any(|item| item.spans.iter().any(is_linked)),
            Block::Heading(heading) => heading.spans.iter().any(is_linked),
            _ => false,
        };
        let behind = blocks.get(at + 1..).unwrap_or_default();
        let linked = behind.iter().filter(|block| links(block)).count();
        if behind.len() <= 2 || linked * 2 >= behind.len() {
            blocks.truncate(at);
        }
    }
    blocks
}

/// A paragraph that is a numbered section heading as one, without the bold print that it had for it.
fn heading(block: Block, line: &str) -> Block {
    match (block, heading_level(line)) {
        (Block::Paragraph(paragraph), Some(level)) if !line.contains('\n') => {
            let mut spans = paragraph.spans;
            for span in &mut spans {
                span.marks.retain(|mark| *mark != Mark::Strong);
            }
            Block::Heading(Heading { id: String::new(), level, spans })
        }
        (block, _) => block,
    }
}

impl PortalPage {
    /// The page after an information line, where the line says nothing else.
    fn clone_and_tell(&self, line: &str, known_medium: &dyn Fn(&str) -> bool) -> Option<Self> {
        let mut page = self.clone();
        let told = page.information(line, known_medium);
        let all = told.rest.iter().all(|word| page.loose(word, known_medium));
        (told.is_placed && all).then_some(page)
    }
}
