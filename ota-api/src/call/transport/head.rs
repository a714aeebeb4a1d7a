//! The head of a response.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::Response;
use reqwest::header::{AGE, CONTENT_ENCODING, DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The longest pause that a response can ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// The head of a response.
#[derive(Default)]
pub(super) struct Head {
    pub(super) status: Option<u16>,
    pub(super) request_id: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) date: Option<u64>,
    pub(super) encoding: Option<String>,
    pub(super) headers: HeaderMap,
}

impl Head {
    pub(super) fn of(response: &mut Response) -> Self {
        const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");
        const PAUSE: HeaderName = HeaderName::from_static("x-acs-retry-after");
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let date = text(DATE).and_then(seconds);
        let pause =
            text(PAUSE).and_then(|text| text.trim().parse().ok().map(Duration::from_millis));
        let pause = pause.or_else(|| pause_of(text(RETRY_AFTER)?, date));
        let encoding = text(CONTENT_ENCODING).map(str::trim);
        let encoding = encoding.filter(|name| !matches!(*name, "" | "identity"));
        Self {
            status: Some(response.status().as_u16()),
            request_id: text(REQUEST_ID).map(str::to_owned),
            retry_after: pause
                .filter(|pause| !pause.is_zero())
                .map(|pause| pause.min(LONGEST_PAUSE)),
            // A cache kept this response: what date it has says nothing of the clock of the server.
            date: date.filter(|_| !response.headers().contains_key(AGE)),
            encoding: encoding.map(str::to_owned),
            headers: std::mem::take(response.headers_mut()),
        }
    }
}

/// The pause of `Retry-After`: seconds, or the time after which to try again. That one is compared
/// with the date of the response, so that a wrong clock of this machine does not matter.
fn pause_of(text: &str, date: Option<u64>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = seconds(text)?;
    let now = || since_epoch(SystemTime::now());
    Some(Duration::from_secs(until.saturating_sub(date.or_else(now)?)))
}

/// The seconds since 1970 of a date in a header.
fn seconds(text: &str) -> Option<u64> {
    since_epoch(httpdate::parse_http_date(text.trim()).ok()?)
}

fn since_epoch(time: SystemTime) -> Option<u64> {
    time.duration_since(UNIX_EPOCH).ok().map(|time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::pause_of;

    #[test]
    fn a_pause_is_a_number_or_a_time() {
        let date = Some(784_111_777);
        let seconds = |text| pause_of(text, date).map(|pause| pause.as_secs());
        assert_eq!(seconds("3"), Some(3));
        assert_eq!(seconds(" 3 "), Some(3));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:00 GMT"), Some(0));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-3"), None);
        assert_eq!(pause_of("Sun, 06 Nov 1994 08:49:47 GMT", None), Some(Duration::ZERO));
    }
}
