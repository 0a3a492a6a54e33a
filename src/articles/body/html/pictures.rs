//! Pictures, films and recordings with what is printed below them.

use scraper::ElementRef;

use super::super::text::{joined, trim};
use super::super::{Audio, Block, Image, Mark, Media, Video};
use super::{LISTED_ADDRESS, Reader};
use crate::articles::address::is_web;

/// Width and height up to which a picture is an icon, in pixels.
const ICON: u32 = 32;
/// Longest caption, in characters, that is known by its place alone.
const LONGEST_CAPTION: usize = 150;
/// Longest naming of who made a picture, in characters.
const LONGEST_CREDIT: usize = 30;

impl Reader<'_> {
    /// One picture, film or recording with its caption; none for a figure that holds anything else.
    pub(super) fn figure(&mut self, figure: ElementRef<'_>) -> Option<Block> {
        let inside: Vec<ElementRef<'_>> = figure.descendants().skip(1).filter_map(ElementRef::wrap).collect();
        let named = |names: &'static [&str]| inside.iter().filter(|element| names.contains(&element.value().name()));
        let [medium] = named(&["img", "video", "audio"]).collect::<Vec<_>>()[..] else { return None };
        let is_more = named(&["table", "ul", "ol", "blockquote", "pre", "iframe", "object", "embed"]).next().is_some();
        let text = trim(&figure.text().collect::<String>()).to_owned();
        let caption = named(&["figcaption"]).next();
        let caption = caption.map_or(text.clone(), |caption| trim(&caption.text().collect::<String>()).to_owned());
        if is_more || caption != text || caption.chars().count() > LONGEST_CAPTION {
            return None;
        }
        let caption = Some(caption).filter(|caption| !caption.is_empty());
        if medium.value().name() != "img" {
            return self.recording(*medium, caption);
        }
        let Some(media) = self.media(*medium, "img") else { return caption.map(Block::paragraph) };
        let (caption, credit) = caption.as_deref().map(parted).unwrap_or_default();
        Some(Block::Image(Image { media, caption, credit }))
    }

    /// A film or recording.
    pub(super) fn recording(&mut self, element: ElementRef<'_>, caption: Option<String>) -> Option<Block> {
        let is_video = element.value().name() == "video";
        let own = element.attr("src").is_some();
        let source = element.descendants().filter_map(ElementRef::wrap).find(|inner| inner.value().name() == "source");
        let from = if own { element } else { source.unwrap_or(element) };
        let media = self.media(from, element.value().name())?;
        if !is_video {
            return Some(Block::Audio(Audio { media, caption, credit: None }));
        }
        let poster = element.attr("poster").and_then(|poster| self.address(poster)).filter(|poster| is_web(poster));
        let poster = poster.map(|url| Media { url, ..Media::default() });
        Some(Block::Video(Video { media, poster, caption, credit: None }))
    }

    /// The file that an element shows; what has no usable address is noted, what only decorates is passed over.
    pub(super) fn media(&mut self, element: ElementRef<'_>, what: &str) -> Option<Media> {
        // Where pictures are loaded late, `src` holds a place-holder.
        let given = ["data-src", "data-original", "data-lazy-src", "data-echo", "src"];
        let given =
            given.into_iter().filter_map(|name| element.attr(name)).filter(|written| !written.trim().is_empty());
        let pixels =
            |name: &str| element.attr(name).and_then(|pixels| pixels.trim().trim_end_matches("px").parse::<u32>().ok());
        let (width, height) = (pixels("width"), pixels("height"));
        let is_tiny = width.is_some_and(|width| width <= ICON) && height.is_none_or(|height| height <= ICON);
        let is_decoration = given.clone().next().is_some() && given.clone().all(decorates);
        if what == "img" && (is_tiny || is_decoration) {
            return None;
        }
        let given = given.filter(|written| !decorates(written));
        let url = given.clone().filter_map(|written| self.address(written)).find(|address| is_web(address));
        if url.is_none() {
            let address: String = given.clone().next().unwrap_or_default().chars().take(LISTED_ADDRESS).collect();
            self.made.dropped.push(format!("{what} {address}").trim().to_owned());
        }
        let mime = element.attr("type").filter(|mime| mime.contains('/') && mime.is_ascii()).map(str::to_owned);
        let alt = element.attr("alt").map(|alt| trim(alt).to_owned()).filter(|alt| !alt.is_empty());
        let (width, height) = (width.filter(|width| *width > 0), height.filter(|height| *height > 0));
        Some(Media { url: url?, mime_type: mime, width, height, alt, ..Media::default() })
    }

    /// Makes a paragraph that has just been read below a picture or table its caption, where it looks like one.
    pub(super) fn caption(&mut self, element: ElementRef<'_>, is_centred: bool) {
        let is_figure_s = element.value().name() == "figcaption";
        if let [.., Block::Table(table), Block::Paragraph(paragraph)] = self.made.blocks.as_mut_slice()
            && table.caption.is_none()
            && is_figure_s
        {
            table.caption = Some(joined(&paragraph.spans));
            self.made.blocks.pop();
            return;
        }
        let [.., Block::Image(image), Block::Paragraph(paragraph)] = self.made.blocks.as_mut_slice() else { return };
        let text = joined(&paragraph.spans);
        let is_strong = paragraph.spans.iter().all(|span| span.marks.contains(&Mark::Strong));
        let fits = image.caption.is_none() && text.chars().count() <= LONGEST_CAPTION && !text.contains('\n');
        if fits && (is_figure_s || is_named_caption(element) || is_worded_caption(&text) || (is_centred && !is_strong))
        {
            let (caption, credit) = parted(&text);
            image.caption = caption;
            image.credit = credit;
            self.made.blocks.pop();
        }
    }
}

/// Whether an address is that of a picture that belongs to the page's furniture.
fn decorates(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    let name = address.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let begins =
        ["icon_", "icon-", "blank.", "spacer.", "loading.", "placeholder.", "pixel.", "transparent.", "qrcode"];
    address.contains("/filetypeimages/") || begins.iter().any(|begin| name.starts_with(begin))
}

/// Whether an element is named as what holds captions.
fn is_named_caption(element: ElementRef<'_>) -> bool {
    let named = [element.attr("class"), element.attr("id")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let named = named.to_ascii_lowercase();
    let words = [
        "caption",
        "pictext",
        "pic_text",
        "tushuo",
        "tuzhu",
        "imgdesc",
        "img_desc",
        "img-desc",
        "picinfo",
        "imagenote",
    ];
    words.iter().any(|word| named.contains(word))
}

/// Whether a text is worded as captions are: `图为…`, `▲…`, `… 记者 周明 摄`.
fn is_worded_caption(text: &str) -> bool {
    let begins = ["图为", "圖為", "▲", "△", "↑", "图：", "图:", "图①", "图1", "图一", "（图", "(图"];
    begins.iter().any(|begin| text.starts_with(begin)) || is_credit(text.trim_end_matches(['）', ')', '。']))
}

/// Whether a text ends as those do that name who made a picture.
fn is_credit(text: &str) -> bool {
    ["摄", "攝", "供图", "供圖", "摄影", "攝影", "资料图", "资料图片", "制图"].iter().any(|end| text.ends_with(end))
}

/// A caption and who made the picture: `…。（记者 周明 摄）` or `…。周明 摄`.
pub(super) fn parted(text: &str) -> (Option<String>, Option<String>) {
    let whole = || (Some(text.to_owned()), None);
    let bare = trim(text).trim_end_matches('。');
    let (before, credit) = match bare.strip_suffix(['）', ')']) {
        Some(inside) => match inside.rfind(['（', '(']) {
            Some(at) => (bare.get(..at), inside.get(at..).map(|rest| rest.trim_start_matches(['（', '(']))),
            None => return whole(),
        },
        None => match bare.rfind(['。', '！', '　']) {
            Some(at) => {
                let rest = bare.get(at..).unwrap_or_default();
                let end = rest.chars().next().map_or(0, char::len_utf8);
                (bare.get(..at + end), rest.get(end..))
            }
            None if is_credit(bare) && bare.chars().count() <= LONGEST_CREDIT / 2 => (Some(""), Some(bare)),
            None => return whole(),
        },
    };
    let (Some(before), Some(credit)) = (before.map(trim), credit.map(trim)) else { return whole() };
    if !is_credit(credit) || credit.chars().count() > LONGEST_CREDIT {
        return whole();
    }
    let before = trim(before);
    ((!before.is_empty()).then(|| before.to_owned()), Some(credit.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::from_html;
    use super::*;

    fn image(html: &str) -> (Option<String>, Option<String>, usize) {
        let blocks = from_html(html, None).blocks;
        let image = blocks.iter().find_map(|block| match block {
            Block::Image(image) => Some((image.caption.clone(), image.credit.clone())),
            _ => None,
        });
        let (caption, credit) = image.unwrap_or_default();
        (caption, credit, blocks.len())
    }

    #[test]
    fn what_stands_below_a_picture_is_its_caption() {
        let some = |text: &str| Some(text.to_owned());
        let img = "<img src='https://example.org/a.jpg'>";
        for (below, caption, credit, blocks) in [
            ("<p align=center>望渡桥今早通车。（记者 周明 摄）</p>", some("望渡桥今早通车。"), some("记者 周明 摄"), 1),
            ("<p style='text-align: center'>望渡桥</p>", some("望渡桥"), None, 1),
            ("<p>图为望渡桥。周明 摄</p>", some("图为望渡桥。"), some("周明 摄"), 1),
            ("<div class=picText>桥</div>", some("桥"), None, 1),
            ("<p>周明 摄</p>", None, some("周明 摄"), 1),
            ("<p>桥今早通车。</p>", None, None, 2),
            ("<p align=center><b>一座桥</b></p>", None, None, 2),
        ] {
            assert_eq!(image(&format!("<p>{img}</p>{below}")), (caption, credit, blocks), "{below}");
        }
        assert_eq!(image(&format!("<p align=center>{img}<br>桥</p>")), (some("桥"), None, 1));
    }

    #[test]
    fn the_late_loaded_picture_is_taken_and_decoration_is_not() {
        let made = from_html(
            "<img src='https://example.org/blank.gif'><img src='https://example.org/s.gif' data-src='https://example.org/a.jpg'>\
             <img src='https://example.org/b.png' width=16 height=16>",
            None,
        );
        assert!(
            matches!(made.blocks.as_slice(), [Block::Image(image)] if image.media.url == "https://example.org/a.jpg")
        );
        assert_eq!(made.dropped, Vec::<String>::new());
    }
}
