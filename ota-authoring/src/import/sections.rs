//! Cuts the text of a documentation page into its sections.

use super::cells::is_name;
use super::columns;

/// A part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// The lines before the tables.
    Intro,
    Request,
    Response,
    SampleRequest,
    /// Between the heading of sample responses and the first of them.
    SampleResponse,
    Xml,
    Json,
    Errors,
    Other,
}

/// A line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) text: &'a str,
}

/// The lines of a page by section.
#[derive(Debug, Default)]
pub(super) struct Sections<'a> {
    pub(super) intro: Vec<&'a str>,
    pub(super) request: Vec<Line<'a>>,
    pub(super) response: Vec<Line<'a>>,
    pub(super) sample_request: Vec<&'a str>,
    pub(super) errors: Vec<&'a str>,
    xml: Vec<&'a str>,
    json: Vec<&'a str>,
    pub(super) other: Vec<Line<'a>>,
    /// Questions about headings that are not known.
    pub(super) unread: Vec<String>,
}

/// Headings: alone on a line, in lower case and without decoration.
const HEADINGS: [(&str, Section); 76] = [
    ("request parameters", Section::Request),
    ("request parameter", Section::Request),
    ("请求参数", Section::Request),
    ("入参", Section::Request),
    ("response parameters", Section::Response),
    ("response parameter", Section::Response),
    ("response elements", Section::Response),
    ("return parameters", Section::Response),
    ("returned data", Section::Response),
    ("返回数据", Section::Response),
    ("返回参数", Section::Response),
    ("响应参数", Section::Response),
    ("出参", Section::Response),
    ("examples", Section::Other),
    ("示例", Section::Other),
    ("sample requests", Section::SampleRequest),
    ("sample request", Section::SampleRequest),
    ("request example", Section::SampleRequest),
    ("request examples", Section::SampleRequest),
    ("请求示例", Section::SampleRequest),
    ("sample success responses", Section::SampleResponse),
    ("sample success response", Section::SampleResponse),
    ("sample responses", Section::SampleResponse),
    ("sample response", Section::SampleResponse),
    ("response examples", Section::SampleResponse),
    ("正常返回示例", Section::SampleResponse),
    ("返回示例", Section::SampleResponse),
    ("响应示例", Section::SampleResponse),
    ("xml format", Section::Xml),
    ("xml", Section::Xml),
    ("xml格式", Section::Xml),
    ("xml 格式", Section::Xml),
    ("json format", Section::Json),
    ("json", Section::Json),
    ("json格式", Section::Json),
    ("json 格式", Section::Json),
    ("error codes", Section::Errors),
    ("error code", Section::Errors),
    ("错误码", Section::Errors),
    ("limits", Section::Other),
    ("qps limit", Section::Other),
    ("qps limits", Section::Other),
    ("qps限制", Section::Other),
    ("qps 限制", Section::Other),
    ("限制说明", Section::Other),
    ("使用限制", Section::Other),
    ("debugging", Section::Other),
    ("debug", Section::Other),
    ("调试", Section::Other),
    ("usage notes", Section::Other),
    ("使用说明", Section::Other),
    ("接口说明", Section::Other),
    ("description", Section::Other),
    ("operation description", Section::Other),
    ("feature description", Section::Other),
    ("background information", Section::Other),
    ("prerequisites", Section::Other),
    ("前提条件", Section::Other),
    ("authorization information", Section::Other),
    ("授权信息", Section::Other),
    ("change history", Section::Other),
    ("变更历史", Section::Other),
    ("references", Section::Other),
    ("related operations", Section::Other),
    ("相关文档", Section::Other),
    ("request syntax", Section::Other),
    ("请求语法", Section::Other),
    ("request method", Section::Other),
    ("请求方法", Section::Other),
    ("request headers", Section::Other),
    ("请求头", Section::Other),
    ("response headers", Section::Other),
    ("common request parameters", Section::Other),
    ("common response parameters", Section::Other),
    ("公共请求参数", Section::Other),
    ("公共返回参数", Section::Other),
];

/// Words of headings over requests.
const REQUESTS: [&str; 8] =
    ["request", "requests", "input", "inputs", "parameter", "parameters", "请求", "参数"];

/// Words of headings over responses.
const RESPONSES: [&str; 12] = [
    "response",
    "responses",
    "return",
    "returned",
    "returns",
    "result",
    "results",
    "output",
    "outputs",
    "返回",
    "响应",
    "结果",
];

/// Words of headings over samples of either.
const SAMPLES: [&str; 2] = ["sample", "samples"];

impl<'a> Sections<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut page = Self::default();
        let mut section = Section::Intro;
        let mut before = "";
        for (number, line) in (1..).zip(text.lines()) {
            // In a table whose cells have a line each, heads of columns follow each other.
            let in_head = columns::column(line).is_some() && columns::column(before).is_some();
            if !line.trim().is_empty() {
                before = line;
            }
            if let Some(next) = heading(line, section).filter(|_| !in_head) {
                section = next;
                continue;
            }
            if !in_head && let Some((shown, next)) = unknown_heading(line, section) {
                page.unread.push(format!(
                    "what stands below the heading `{shown}`? {}",
                    match next {
                        Section::Request => "It is taken for parameters of the request.",
                        Section::Response => "It is taken for fields of the response.",
                        Section::SampleRequest => "It is taken for a sample request.",
                        Section::SampleResponse => "It is taken for sample responses.",
                        _ => "It is not read.",
                    }
                ));
                section = next;
                continue;
            }
            let numbered = Line { number, text: line };
            match section {
                Section::Request => page.request.push(numbered),
                Section::Response => page.response.push(numbered),
                Section::SampleResponse | Section::Other => page.other.push(numbered),
                Section::Intro => page.intro.push(line),
                Section::SampleRequest => page.sample_request.push(line),
                Section::Xml => page.xml.push(line),
                Section::Json => page.json.push(line),
                Section::Errors => page.errors.push(line),
            }
        }
        page.sample_without_heading();
        page
    }

    /// A sample that stands right below the heading of sample responses.
    fn sample_without_heading(&mut self) {
        let at = |sign: &str| self.other.iter().position(|line| line.text.trim() == sign);
        if self.json.is_empty()
            && let (Some(start), Some(end)) =
                (at("{"), self.other.iter().rposition(|line| line.text.trim() == "}"))
            && start < end
        {
            self.json = self.other.drain(start..=end).map(|line| line.text).collect();
        }
    }

    /// The XML sample, if there is one.
    pub(super) fn xml(&self) -> Option<String> {
        sample(&self.xml)
    }

    /// The JSON sample, if there is one.
    pub(super) fn json(&self) -> Option<String> {
        sample(&self.json)
    }

    /// The prose in which limits of the whole operation stand.
    pub(super) fn prose(&self) -> impl Iterator<Item = &'a str> {
        let other = self.other.iter().map(|line| line.text);
        self.intro.iter().copied().chain(other).chain(self.errors.iter().copied())
    }
}

/// A line in lower case, without what decorates a heading.
fn plain(line: &str) -> String {
    let bare = line.trim().trim_matches(|c: char| "#*=`:： ".contains(c)).to_lowercase();
    bare.replace('`', "")
}

/// The section that a line opens.
fn heading(line: &str, now: Section) -> Option<Section> {
    let bare = plain(line);
    let (_, next) = HEADINGS.iter().find(|(text, _)| *text == bare)?;
    // These words are headings only among samples; elsewhere they may be a cell of a table.
    let among_samples = matches!(
        now,
        Section::SampleRequest | Section::SampleResponse | Section::Xml | Section::Json
    );
    let is_format = matches!(next, Section::Xml | Section::Json);
    let is_long = bare.ends_with("format") || bare.ends_with("格式");
    (!is_format || among_samples || is_long).then_some(*next)
}

/// A heading that is not known, and what seems to stand below it.
fn unknown_heading(line: &str, now: Section) -> Option<(String, Section)> {
    let line = line.trim();
    let marked = line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let title = line.trim_matches(|c: char| "#*= ".contains(c));
    let bare = plain(line);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let is_sentence = title.ends_with(['.', '。', ',', '，', ':', '：', ';']);
    let is_cell =
        columns::column(title).is_some() || title.contains(['|', '\t', '<', '"', '{', '=']);
    if words.is_empty() || words.len() > 4 || is_sentence || is_cell {
        return None;
    }
    let has = |subjects: &[&str]| {
        subjects.iter().any(|subject| match subject.is_ascii() {
            true => words.contains(subject),
            false => bare.contains(subject) && bare.chars().count() <= 8,
        })
    };
    let (is_request, is_response) = (has(&REQUESTS), has(&RESPONSES));
    let has_subject = is_request || is_response || has(&SAMPLES);
    // Names of structs stand over their rows, and the name of the operation over the page.
    if is_name(title) && (now == Section::Intro || !has_subject) {
        return None;
    }
    let is_title = line.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) && words.len() < 4;
    if !(marked || is_title && has_subject) {
        return None;
    }
    let is_sample = has(&SAMPLES) || has(&["example", "examples"]) || bare.contains("示例");
    let next = match (is_response, is_request, is_sample) {
        (true, _, true) => Section::SampleResponse,
        (true, _, false) => Section::Response,
        (_, true, true) => Section::SampleRequest,
        (_, true, false) => Section::Request,
        _ => Section::Other,
    };
    let shown = title.chars().take(40).collect();
    Some((shown, next))
}

fn sample(lines: &[&str]) -> Option<String> {
    let is_fence = |line: &&&str| line.trim_start().starts_with("```");
    let kept: Vec<&str> =
        lines.iter().filter(|line| !is_fence(line)).map(|line| line.trim_end()).collect();
    let text = kept.join("\n");
    let text = text.trim_matches('\n');
    (!text.trim().is_empty()).then(|| text.to_owned())
}
