//! Cuts the text of a documentation page into its sections.

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
    Other,
}

/// The lines of a page by section.
#[derive(Debug, Default)]
pub(super) struct Sections<'a> {
    pub(super) intro: Vec<&'a str>,
    pub(super) request: Vec<&'a str>,
    pub(super) response: Vec<&'a str>,
    pub(super) sample_request: Vec<&'a str>,
    xml: Vec<&'a str>,
    json: Vec<&'a str>,
    other: Vec<&'a str>,
}

/// Headings: alone on a line, in lower case and without decoration.
const HEADINGS: [(&str, Section); 27] = [
    ("request parameters", Section::Request),
    ("request parameter", Section::Request),
    ("response parameters", Section::Response),
    ("response parameter", Section::Response),
    ("response elements", Section::Response),
    ("return parameters", Section::Response),
    ("returned data", Section::Response),
    ("examples", Section::Other),
    ("sample requests", Section::SampleRequest),
    ("sample request", Section::SampleRequest),
    ("request example", Section::SampleRequest),
    ("request examples", Section::SampleRequest),
    ("sample success responses", Section::SampleResponse),
    ("sample success response", Section::SampleResponse),
    ("sample responses", Section::SampleResponse),
    ("sample response", Section::SampleResponse),
    ("response examples", Section::SampleResponse),
    ("xml format", Section::Xml),
    ("xml", Section::Xml),
    ("json format", Section::Json),
    ("json", Section::Json),
    ("error codes", Section::Other),
    ("error code", Section::Other),
    ("limits", Section::Other),
    ("debugging", Section::Other),
    ("usage notes", Section::Other),
    ("description", Section::Other),
];

impl<'a> Sections<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut page = Self::default();
        let mut section = Section::Intro;
        for line in text.lines() {
            if let Some(next) = heading(line, section) {
                section = next;
                continue;
            }
            match section {
                Section::Intro => &mut page.intro,
                Section::Request => &mut page.request,
                Section::Response => &mut page.response,
                Section::SampleRequest => &mut page.sample_request,
                Section::Xml => &mut page.xml,
                Section::Json => &mut page.json,
                Section::SampleResponse | Section::Other => &mut page.other,
            }
            .push(line);
        }
        page
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
        self.intro.iter().chain(&self.other).copied()
    }
}

/// The section that a line opens.
fn heading(line: &str, now: Section) -> Option<Section> {
    let bare = line.trim().trim_matches(|c: char| "#*=`: ".contains(c)).to_lowercase();
    let bare = bare.replace('`', "");
    let (_, next) = HEADINGS.iter().find(|(text, _)| *text == bare)?;
    // These words are headings only among samples; elsewhere they may be a cell of a table.
    let among_samples = matches!(
        now,
        Section::SampleRequest | Section::SampleResponse | Section::Xml | Section::Json
    );
    let is_format = matches!(next, Section::Xml | Section::Json);
    (!is_format || among_samples || bare.ends_with("format")).then_some(*next)
}

fn sample(lines: &[&str]) -> Option<String> {
    let is_fence = |line: &&&str| line.trim_start().starts_with("```");
    let kept: Vec<&str> =
        lines.iter().filter(|line| !is_fence(line)).map(|line| line.trim_end()).collect();
    let text = kept.join("\n");
    let text = text.trim_matches('\n');
    (!text.trim().is_empty()).then(|| text.to_owned())
}
