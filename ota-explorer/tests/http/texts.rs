//! The texts that people read or hear on a page.

use crate::support::unescape;

pub(crate) enum Text {
    Plain(String),
    /// A text that says it is English, with its code in backticks.
    Marked(String),
}

/// Takes the texts out of HTML.
pub(crate) fn texts(html: &str) -> Vec<Text> {
    let (mut texts, mut open) = (Vec::new(), Vec::<(String, bool)>::new());
    let mut marked: Option<(usize, String)> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let text = unescape(text);
        match &mut marked {
            Some((_, said)) => said.push_str(&text),
            None if open.last().is_none_or(|(_, is_read)| *is_read) && !text.trim().is_empty() => {
                texts.push(Text::Plain(text.trim().to_owned()));
            }
            None => {}
        }
        let end = tag.find('>').unwrap();
        let (tag, after) = (&tag[1..end], &tag[end + 1..]);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            while let Some((known, _)) = open.pop() {
                if known == name {
                    break;
                }
            }
            match &mut marked {
                Some((depth, said)) if open.len() < *depth => {
                    texts.push(Text::Marked(said.trim().to_owned()));
                    marked = None;
                }
                Some((_, said)) if name == "code" => said.push('`'),
                _ => {}
            }
            continue;
        }
        let name = tag.split_whitespace().next().unwrap_or_default();
        let attribute = |name: &str| {
            let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            Some(unescape(tag[at..].split('"').next().unwrap()))
        };
        for heard in ["aria-label", "data-text", "data-unsent", "data-good", "data-one", "data-bad"]
        {
            texts.extend(attribute(heard).map(Text::Plain));
        }
        if name == "code"
            && let Some((_, said)) = &mut marked
        {
            said.push('`');
        }
        if ["meta", "link", "input", "!doctype", "polygon"].contains(&name) || tag.ends_with('/') {
            continue;
        }
        let is_code = ["code", "pre", "textarea", "script", "style"].contains(&name);
        let is_read = !is_code
            && match attribute("translate").as_deref() {
                Some("no") => false,
                Some(_) => true,
                None => open.last().is_none_or(|(_, is_read)| *is_read),
            };
        open.push((name.to_owned(), is_read));
        let is_english = attribute("lang").as_deref() == Some("en") && name != "button";
        if is_english && marked.is_none() {
            marked = Some((open.len(), String::new()));
        }
    }
    texts
}
