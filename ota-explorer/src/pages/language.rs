//! The switch of the language.

use axum::Router;
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use crate::language::{COOKIE, Language};
use crate::respond;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/language", post(choose))
}

async fn choose(body: Body) -> Response {
    let form = respond::posted(body).await.unwrap_or_default();
    let language = Language::from_code(form.get("to")).unwrap_or_default();
    let cookie = format!("{COOKIE}={}; Path=/; SameSite=Strict; Max-Age=31536000", language.code());
    ([(header::SET_COOKIE, cookie)], respond::lead_to(own_path(form.get("back")))).into_response()
}

/// A path of this server, whatever was posted: another server begins with two slashes.
pub(super) fn own_path(back: &str) -> &str {
    let is_plain = back.bytes().all(|byte| matches!(byte, b'!'..=b'~')) && !back.contains('\\');
    if is_plain && back.starts_with('/') && !back.starts_with("//") { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn the_way_back_stays_on_this_server() {
        assert_eq!(own_path("/operation/Ping?a=b"), "/operation/Ping?a=b");
        for back in ["", "//evil.test", "https://evil.test", "/\\evil.test", "/a\r\nb", "x"] {
            assert_eq!(own_path(back), "/");
        }
    }
}
