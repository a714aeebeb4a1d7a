//! Refuses requests that a web page could have caused.
//!
//! A page on the internet can make a browser send requests to 127.0.0.1, directly or through a
//! host name of its own that resolves there. Programs that are meant to call the emulator name it
//! as `127.0.0.1`, `localhost` or `[::1]` and send no `Origin`.

use crate::refusal::Refusal;
use crate::request::Request;

pub(crate) fn check(request: &Request) -> Result<(), Refusal> {
    let hosts = request.headers.get("host").map_or(&[][..], Vec::as_slice);
    match hosts {
        [host] if is_local(host.trim()) => {}
        _ => {
            let message = "the emulator serves the hosts `127.0.0.1`, `localhost` and `[::1]` \
                           only; use its endpoint as it is";
            return Err(Refusal::foreign(message));
        }
    }
    if request.headers.contains_key("origin") {
        let message = "the emulator cannot be called from a web page, and the request has `Origin`";
        return Err(Refusal::foreign(message));
    }
    let sites = request.headers.get("sec-fetch-site").into_iter().flatten();
    for site in sites {
        if !matches!(site.trim(), "none" | "same-origin") {
            let message = "the emulator cannot be called from a page of another site, and \
                           `Sec-Fetch-Site` says that it was";
            return Err(Refusal::foreign(message));
        }
    }
    Ok(())
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => host,
    };
    name == "127.0.0.1" || name == "[::1]" || name.eq_ignore_ascii_case("localhost")
}
