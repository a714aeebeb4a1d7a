//! What a mock gets to see of an attempt.

use http::HeaderMap;
use url::form_urlencoded::parse;

use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::encode::query::Query;
use crate::mocked::failure::Side;
use crate::mocked::recorded::Recorded;
use crate::mocked::reply::Asked;

/// An attempt for a mock: its parameters as they are sent, without those of the signature.
pub(crate) fn asked<'a>(
    call: &Call<'a>,
    attempt: u32,
    headers: &HeaderMap,
    deadline: Deadline,
) -> Asked<'a> {
    let mut query = Vec::new();
    let range = Query::new(&mut query).write(call.parameters, None);
    let parameters = parse(query.get(range).unwrap_or_default()).into_owned().collect();
    let recorded = Recorded {
        action: call.action.to_owned(),
        method: call.method,
        attempt,
        parameters,
        headers: headers.clone(),
        request: call.request.cloned(),
        upload: None,
    };
    Asked { recorded, envelope: call.envelope, side: Side::Service, limit: deadline.limit }
}
