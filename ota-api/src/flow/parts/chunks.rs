//! A list as requests: so many items each, checked, with a digest of all items so far.

use std::borrow::Cow;

use ota_violation::{Problem, Violation};

use crate::call::check;
use crate::call::encode::Typed;
use crate::call::encode::query::Query;
use crate::call::settings::Settings;
use crate::call::token::Token;
use crate::client::Core;
use crate::config::defaults::Defaults;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::flow::parts::Split;
use crate::flow::parts::given_up::GivenUp;
use crate::flow::parts::history::History;
use crate::flow::parts::past::{Chain, chain, written};
use crate::flow::parts::source::Source;
use crate::request::operation::Request;

/// A list as requests.
pub(crate) struct Chunks<O: Split> {
    client: Core<O::Client>,
    /// The request without its list.
    request: O,
    source: Source<O::Item>,
    number: u32,
    chain: Chain,
    /// The number of parts and the last chain, if they are known.
    end: Option<(u32, Chain)>,
}

/// A part as a request.
pub(crate) struct Chunk<O> {
    pub(crate) number: u32,
    /// The place of its first item.
    pub(crate) position: u64,
    pub(crate) items: usize,
    pub(crate) request: O,
    pub(crate) chain: Chain,
    /// The places of its items.
    places: Vec<u64>,
}

/// The most violations of a file that an error has.
const MOST_TOLD: usize = 100;

impl<O: Split> Chunks<O> {
    /// Divides what comes from a source.
    ///
    /// # Errors
    ///
    /// The list is at hand, and it or another parameter breaks a limit.
    pub(crate) fn new(
        client: Core<O::Client>,
        mut request: O,
        source: Option<Source<O::Item>>,
    ) -> Result<Self, Error> {
        let source = match source {
            Some(source) => source,
            None => {
                let settings = &client.settings;
                let token = Token::new(O::INFO.parameters)?;
                let defaults = Defaults::of(&settings.defaults, token.as_ref().map(Token::as_str));
                check::check_except_length(O::INFO, &Request(&request), defaults, O::OVER)?;
                Source::Held(std::mem::take(request.list()).into_iter(), 0)
            }
        };
        request.list().clear();
        let chain = chain(&canonical(&client.settings, &request));
        Ok(Self { client, request, source, number: 0, chain, end: None })
    }

    /// The first line of a journal of this list.
    pub(crate) fn header(&self) -> String {
        let (action, host) = (O::INFO.action, &self.client.settings.endpoint.host);
        format!("ota-parts 1 {action} {host} {} {}", O::MOST, written(self.chain))
    }

    /// The number of parts so far.
    pub(crate) fn count(&self) -> u32 {
        self.number
    }

    /// Looks through a file, before anything is sent, and goes back to its start.
    ///
    /// # Errors
    ///
    /// It cannot be read, items in it break limits, or the journal is about another list.
    pub(crate) fn survey(&mut self, history: &History, given_up: &GivenUp) -> Result<(), Error> {
        if !matches!(self.source, Source::Lines(..)) {
            return Ok(());
        }
        let seed = self.chain;
        let mut violations = Vec::new();
        while let Some(chunk) = self.next()? {
            given_up.check()?;
            violations.append(&mut self.judge(&chunk)?);
            if violations.len() >= MOST_TOLD {
                violations.truncate(MOST_TOLD);
                break;
            }
            history.of(chunk.number, chunk.chain)?;
        }
        if !violations.is_empty() {
            return Err(self.in_lines(invalid::<O>(violations)));
        }
        history.ends(self.number)?;
        self.end = Some((self.number, self.chain));
        (self.number, self.chain) = (0, seed);
        match &mut self.source {
            Source::Lines(lines, _) => lines.restart(),
            Source::Held(..) | Source::Items(..) => Ok(()),
        }
    }

    /// The next part; `None` at the end. Nothing can come after an error.
    ///
    /// # Errors
    ///
    /// The items cannot be read on, or another parameter breaks a limit.
    pub(crate) fn next(&mut self) -> Result<Option<Chunk<O>>, Error> {
        let (mut items, mut places) = (Vec::new(), Vec::new());
        while items.len() < O::MOST.max(1) {
            let Some((place, item)) = self.source.next()? else { break };
            items.push(item);
            places.push(place);
        }
        if items.is_empty() && self.number > 0 {
            return self.is_end().map(|()| None);
        }
        let position = places.first().copied().unwrap_or_default();
        let mut request = self.request.clone();
        let count = items.len();
        *request.list() = items;
        if count == 0 {
            // An empty list is one that is missing.
            let (number, chain) = (0, self.chain);
            let none = Chunk { number, position, items: 0, request, chain, places };
            let found = self.judge(&none)?;
            return if found.is_empty() { Ok(None) } else { Err(invalid::<O>(found)) };
        }
        let number = self.number.checked_add(1).ok_or_else(|| {
            Error::file(format!("the list has more than {} parts; divide it", u32::MAX))
        })?;
        let mut bytes = self.chain.to_vec();
        bytes.append(&mut canonical(&self.client.settings, &request));
        (self.number, self.chain) = (number, chain(&bytes));
        let chain = self.chain;
        Ok(Some(Chunk { number, position, items: count, request, chain, places }))
    }

    /// An error about items of a file, with what their numbers are.
    fn in_lines(&self, error: Error) -> Error {
        let Source::Lines(lines, _) = &self.source else { return error };
        let advice =
            format!("the numbers in `{}` are those of the lines of {}", O::OVER, lines.name());
        error.with_advice(Some(Cow::Owned(advice)))
    }

    /// An error if the list ends elsewhere than before.
    fn is_end(&self) -> Result<(), Error> {
        match (&self.source, self.end) {
            (Source::Lines(lines, _), Some(end)) if end != (self.number, self.chain) => {
                Err(lines.changed())
            }
            _ => Ok(()),
        }
    }

    /// The limits that the items of a part break.
    ///
    /// # Errors
    ///
    /// What is wrong is not in the items.
    pub(crate) fn judge(&self, chunk: &Chunk<O>) -> Result<Vec<Violation>, Error> {
        if matches!(self.source, Source::Held(..)) {
            return Ok(Vec::new());
        }
        let token = Token::new(O::INFO.parameters)?;
        let token = token.as_ref().map(Token::as_str);
        let defaults = Defaults::of(&self.client.settings.defaults, token);
        let found = check::violations(O::INFO, &Request(&chunk.request), defaults);
        let is_in_list = |found: &Violation| {
            let rest = found.parameter().strip_prefix(O::OVER);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let (own, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_in_list);
        if !others.is_empty() {
            return Err(invalid::<O>(others));
        }
        Ok(own.into_iter().map(|found| placed(found, O::OVER, &chunk.places)).collect())
    }
}

/// The parameters of a request, for digests; without what is secret.
fn canonical<O: Split>(settings: &Settings, request: &O) -> Vec<u8> {
    let request = Request(request);
    let (parameters, defaults) = (O::INFO.parameters, &settings.defaults);
    let typed = Typed { parameters, arguments: &request, defaults, token: None, labelled: None };
    let mut bytes = Vec::new();
    Query::new(&mut bytes).write(&typed, None);
    let secrets = settings.service.secrets;
    let is_public = |pair: &&[u8]| {
        let name = pair.split(|byte| matches!(byte, b'=' | b'.')).next().unwrap_or_default();
        !secrets.iter().any(|secret| secret.as_bytes() == name)
    };
    let public: Vec<&[u8]> = bytes.split(|byte| *byte == b'&').filter(is_public).collect();
    public.join(&b'&')
}

/// A violation in a part, with the place in the whole list.
fn placed(violation: Violation, list: &str, places: &[u64]) -> Violation {
    let whole = |number: usize| places.get(number.checked_sub(1)?).copied();
    let rest = violation.parameter().strip_prefix(list).and_then(|rest| rest.strip_prefix('.'));
    let Some(rest) = rest else { return violation };
    let (number, behind) = match rest.split_once('.') {
        Some((number, behind)) => (number, Some(behind)),
        None => (rest, None),
    };
    let Some(place) = number.parse().ok().and_then(whole) else { return violation };
    let problem = match violation.problem() {
        Problem::Twice { first } => {
            let first = whole(*first).and_then(|first| usize::try_from(first).ok());
            first.map_or_else(|| violation.problem().clone(), |first| Problem::Twice { first })
        }
        other => other.clone(),
    };
    let path = match behind {
        Some(behind) => format!("{list}.{place}.{behind}"),
        None => format!("{list}.{place}"),
    };
    Violation::new(path, problem)
}

/// An error about items that break limits.
pub(crate) fn invalid<O: Split>(violations: Vec<Violation>) -> Error {
    let info = O::INFO;
    Error::new(Kind::Invalid(violations)).about(info.action, info.idempotency, info.service)
}
