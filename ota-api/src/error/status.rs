//! The meaning of an HTTP status, whatever the body says.

/// Whether a server that responded with this status may have acted on the request.
pub(crate) fn may_have_acted(status: u16) -> bool {
    match status {
        // A proxy noticed that the connection was closed before the server had responded.
        499 => true,
        // Not implemented, another version of HTTP, a network that asks for a login.
        501 | 505 | 511 => false,
        _ => !(300..500).contains(&status),
    }
}

/// Whether the same request can succeed later.
pub(crate) fn is_temporary(status: u16) -> bool {
    match status {
        408 | 425 | 429 => true,
        501 | 505 | 511 => false,
        _ => status >= 500,
    }
}

/// Advice on a status whose body does not explain it.
pub(crate) fn advice(status: u16) -> &'static str {
    match status {
        407 => "the proxy asks for credentials; put them into its address",
        408 | 425 | 503 => "try again later",
        413 | 414 | 431 => {
            "the request is too long for the server; send fewer or shorter values, long lists in parts"
        }
        429 => "wait before the next call, and call less often",
        502 | 504 => "the server behind a proxy or gateway did not respond; try again later",
        511 => "the network asks for a login; log in first",
        _ => "check that the endpoint belongs to the service",
    }
}

#[cfg(test)]
mod tests {
    use super::{is_temporary, may_have_acted};

    #[test]
    fn a_status_below_500_means_that_nothing_was_done() {
        for status in [301, 400, 403, 404, 408, 413, 414, 421, 425, 429, 431] {
            assert!(!may_have_acted(status), "{status}");
        }
        for status in [200, 204, 499, 500, 502, 503, 504] {
            assert!(may_have_acted(status), "{status}");
        }
    }

    #[test]
    fn only_what_can_change_by_itself_is_worth_a_repetition() {
        let temporary: Vec<u16> = (300..600).filter(|status| is_temporary(*status)).collect();
        assert_eq!(temporary[..3], [408, 425, 429]);
        assert_eq!(temporary.len(), 3 + 100 - 3);
    }
}
