//! The sample request of a page.

use ota_spec::{protocol, wire};

/// The query of a sample request.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) action: Option<String>,
    /// As the page writes it, without parameters of the protocol.
    pub(super) text: String,
    pub(super) pairs: Vec<(String, String)>,
}

impl Query {
    /// The query of the first address in a section, with its line breaks removed.
    pub(super) fn read(lines: &[&str]) -> Option<Self> {
        let is_address = |line: &&str| line.contains("://") || line.trim_start().starts_with("/?");
        let start = lines.iter().position(is_address)?;
        let text: Vec<&str> = lines
            .iter()
            .skip(start)
            .map(|line| line.trim())
            .enumerate()
            // The address ends where a line does not go on with it.
            .take_while(|(index, line)| *index == 0 || line.starts_with(['&', '?']))
            .map(|(_, line)| line)
            .collect();
        let text = text.concat();
        let (_, query) = text.split_once('?')?;
        let query = query.split(" HTTP/").next().unwrap_or_default();
        let mut action = None;
        let mut kept = Vec::new();
        for pair in query.split('&') {
            // Beside pairs there are words in angle brackets that stand for more.
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            if name == "Action" {
                action = Some(value.to_owned());
            } else if protocol::is_parameter(name) {
                continue;
            }
            kept.push(pair);
        }
        let text = kept.join("&");
        let mut pairs = wire::parse_query(&text)?;
        pairs.retain(|(name, _)| name != "Action");
        Some(Self { action, text, pairs })
    }
}
