//! From an HTTP request to an HTTP answer.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::State as Shared;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use ota_spec::Value;
use ota_spec::model::Operation;

use crate::answer::{self, Failure, Fields, Format};
use crate::clock::Clock;
use crate::gateway::{Gateway, Memory};
use crate::handlers::{self, Call, Handler};
use crate::ledger::{Change, Ledger};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::request_id::RequestIds;
use crate::timeline::Timeline;
use crate::world::World;
use crate::{admin, guard, parameters};

/// Largest body that is read, in bytes.
pub(crate) const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// How much more is read and thrown away, so that a client that is still sending gets to see the
/// answer instead of a broken connection.
const DRAINED: usize = 64 * 1024 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");
const RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");
const EMULATOR: HeaderName = HeaderName::from_static("x-ota-emulator");

/// Everything a running emulator has.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) gateway: Gateway,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) request_ids: RequestIds,
    /// Host and port, as answers name it.
    pub(crate) host: String,
    pub(crate) inner: Mutex<Inner>,
}

/// What changes from call to call.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) memory: Memory,
    pub(crate) timeline: Timeline,
    pub(crate) world: World,
    pub(crate) ledger: Ledger,
}

impl Inner {
    /// Lets everything happen that is due.
    pub(crate) fn settle(&mut self) {
        self.world.settle(self.timeline.now());
    }

    /// Acts on the world and writes it down.
    pub(crate) fn change(&mut self, request_id: &str, change: Change) -> Result<Fields, Failure> {
        self.settle();
        let fields = self.world.apply(&change)?;
        self.ledger.add(self.world.now, request_id, change);
        Ok(fields)
    }
}

impl Server {
    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(serve).with_state(self)
    }

    fn answer(&self, request: &Request) -> Reply {
        let id = self.request_ids.next();
        let format = request.format().unwrap_or(Format::Xml);
        let result =
            guard::check(request).and_then(|()| match request.path.starts_with(admin::PREFIX) {
                true => admin::answer(self, request, &id),
                false => self.call(request, format, &id),
            });
        result.unwrap_or_else(|refusal| self.refuse(&refusal, format, id))
    }

    fn refuse(&self, refusal: &Refusal, format: Format, id: String) -> Reply {
        let answer = answer::refusal(&id, &self.host, refusal);
        Reply {
            status: refusal.status,
            retry_after: refusal.retry_after,
            ..Reply::new(id, format, format.write("Error", &answer))
        }
    }

    fn call(&self, request: &Request, format: Format, id: &str) -> Result<Reply, Refusal> {
        let mut inner = self.inner();
        let admitted = self.gateway.admit(request, &mut inner.memory, self.clock.now())?;
        let operation = admitted.operation;
        let envelope = &self.gateway.spec.service.envelope;
        let result = parameters::gather(operation, admitted.parameters)
            .and_then(|request| self.perform(&mut inner, operation, request, id));
        let is_example = matches!(result, Ok(Performed::Example(_)));
        let answer = match result {
            Ok(Performed::Acted(fields)) => {
                answer::success(envelope, &operation.response, id, fields)
            }
            Ok(Performed::Example(Some(sample))) => {
                answer::example(envelope, &operation.response, id, sample)
            }
            Ok(Performed::Example(None)) => {
                answer::success(envelope, &operation.response, id, Fields::new())
            }
            Err(failure) => answer::failure(envelope, id, &failure),
        };
        let body = format.write(&format!("{}Response", operation.action), &answer);
        Ok(Reply { is_example, ..Reply::new(id.to_owned(), format, body) })
    }

    /// Does what the operation is there for.
    fn perform<'s>(
        &self,
        inner: &mut Inner,
        operation: &'s Operation,
        request: Value,
        id: &str,
    ) -> Result<Performed<'s>, Failure> {
        let instance = match request.get("IotInstanceId") {
            Some(Value::String(instance)) => instance.clone(),
            _ => String::new(),
        };
        let call = Call { instance: &instance, request: &request };
        inner.settle();
        call.instance(&inner.world)?;
        match handlers::find(&operation.action) {
            Some(Handler::Read(handler)) => handler(&inner.world, &call).map(Performed::Acted),
            Some(Handler::Write(_)) => {
                let action = operation.action.clone();
                inner.change(id, Change::Call { instance, action, request }).map(Performed::Acted)
            }
            None => {
                let sample = operation.examples.iter().find_map(|example| example.json.as_ref());
                Ok(Performed::Example(sample))
            }
        }
    }
}

/// What an operation answers with.
enum Performed<'s> {
    /// With what it did or found.
    Acted(Fields),
    /// With the example of its spec, if it has one, as nothing is known of what it does.
    Example(Option<&'s Value>),
}

/// An answer before it is HTTP.
pub(crate) struct Reply {
    status: u16,
    request_id: String,
    format: Format,
    retry_after: Option<u64>,
    is_example: bool,
    body: String,
}

impl Reply {
    pub(crate) fn new(request_id: String, format: Format, body: String) -> Self {
        Self { status: 200, request_id, format, retry_after: None, is_example: false, body }
    }

    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        let content_type = HeaderValue::from_static(self.format.content_type());
        headers.insert(header::CONTENT_TYPE, content_type);
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(wait) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        if self.is_example {
            headers.insert(EMULATOR, HeaderValue::from_static("example"));
        }
        response
    }
}

async fn serve(
    Shared(server): Shared<Arc<Server>>,
    request: axum::extract::Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let (bytes, refusal) = match read(body).await {
        Ok(bytes) => (bytes, None),
        Err(refusal) => (Bytes::new(), Some(refusal)),
    };
    let mut request = Request::new(&parts.method, &parts.uri, &parts.headers, bytes);
    request.defect = refusal.or(request.defect);
    server.answer(&request).into_response()
}

/// Reads a body up to the largest one that is accepted.
async fn read(mut body: Body) -> Result<Bytes, Refusal> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Refusal::unreadable_body())?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        match length {
            ..=LARGEST_BODY => bytes.extend_from_slice(&data),
            _ if length > LARGEST_BODY + DRAINED => break,
            _ => bytes = Vec::new(),
        }
    }
    match length {
        ..=LARGEST_BODY => Ok(Bytes::from(bytes)),
        _ => Err(Refusal::too_large(LARGEST_BODY)),
    }
}
