//! From an HTTP request to an HTTP answer.

pub(crate) mod connection;
pub(crate) mod reply;
pub(crate) mod request_id;
pub(crate) mod work;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderValue, Response, header};
use jiff::Timestamp;
use ota_spec::Value;
use ota_spec::model::Operation;

use self::connection::Peer;
use self::reply::Reply;
use self::request_id::RequestIds;
use self::work::Work;
use crate::answer::{self, Failure, Fields, Format};
use crate::faults::{self, Faults};
use crate::gateway::{Gateway, Memory};
use crate::guard::Guard;
use crate::handlers::{self, Call, Handler};
use crate::ledger::commit::Commits;
use crate::ledger::history::Origin;
use crate::ledger::redaction;
use crate::ledger::{Change, Ledger};
use crate::record::{Received, Record};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::store::Store;
use crate::time::clock::Clock;
use crate::time::timeline::Timeline;
use crate::uploads::{Site, Storage};
use crate::world::World;
use crate::{admin, parameters};

/// Everything a running emulator has.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) guard: Guard,
    pub(crate) gateway: Gateway,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) request_ids: RequestIds,
    /// Host and port, as answers name it.
    pub(crate) host: String,
    /// What forms and addresses for files are made with.
    pub(crate) site: Site,
    pub(crate) storage: Arc<Storage>,
    pub(crate) inner: Mutex<Inner>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) record: Mutex<Record>,
    /// Where the state is kept, if it is. Whoever needs both locks takes this one first.
    pub(crate) store: Option<Mutex<Store>>,
}

/// What changes from call to call.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) memory: Memory,
    pub(crate) timeline: Timeline,
    pub(crate) world: World,
    /// What the world was made from.
    pub(crate) origin: Origin,
    pub(crate) ledger: Ledger,
    pub(crate) storage: Arc<Storage>,
    pub(crate) commits: Commits,
}

impl Inner {
    /// Lets everything happen that is due.
    pub(crate) fn settle(&mut self) {
        self.world.settle(self.timeline.now());
        // With a data folder that is done when what led to it is committed.
        if !self.ledger.is_kept() {
            self.remove_discarded();
        }
    }

    /// Deletes the contents of files that the world has no more.
    pub(crate) fn remove_discarded(&mut self) {
        for file in self.world.take_discarded() {
            self.storage.remove(&file);
        }
    }

    /// Acts on the world and writes it down. It is only to be answered when
    /// [`Server::commit`] has agreed.
    pub(crate) fn change(&mut self, request_id: &str, change: Change) -> Result<Fields, Failure> {
        self.settle();
        let fields = self.world.apply(&change)?;
        self.ledger.add(self.world.now, request_id, change, &fields);
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

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a call.
    pub(crate) fn answer(&self, request: &Request, format: Format, id: &str) -> Reply {
        self.call(request, format, id).unwrap_or_else(|refusal| self.refuse(&refusal, format, id))
    }

    pub(crate) fn refuse(&self, refusal: &Refusal, format: Format, id: &str) -> Reply {
        let answer = answer::refusal(id, &self.host, refusal);
        Reply {
            status: refusal.status,
            retry_after: refusal.retry_after,
            code: Some(refusal.code.clone()),
            ..Reply::new(id.to_owned(), format, format.write("Error", &answer))
        }
    }

    fn call(&self, request: &Request, format: Format, id: &str) -> Result<Reply, Refusal> {
        let mut inner = self.inner();
        inner.check()?;
        let admitted = self.gateway.admit(request, &mut inner.memory, self.clock.now())?;
        let operation = admitted.operation;
        let envelope = &self.gateway.spec.service.envelope;
        let result = parameters::gather(operation, admitted.parameters)
            .and_then(|request| self.perform(&mut inner, operation, request, id));
        let ticket = inner.ticket();
        drop(inner);
        self.commit(ticket)?;
        let is_example = matches!(result, Ok(Performed::Example(_)));
        let mut code = None;
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
            Err(failure) => {
                code = Some(failure.code.clone());
                answer::failure(envelope, id, &failure)
            }
        };
        let body = format.write(&format!("{}Response", operation.action), &answer);
        Ok(Reply { is_example, code, ..Reply::new(id.to_owned(), format, body) })
    }

    /// Does what the operation is there for.
    fn perform<'s>(
        &self,
        inner: &mut Inner,
        operation: &'s Operation,
        mut request: Value,
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
            Some(Handler::Link(handler)) => {
                handler(&inner.world, &call, &self.site).map(Performed::Acted)
            }
            Some(Handler::Write(_)) => {
                let action = operation.action.clone();
                // What is written down is shown and kept.
                redaction::request(&mut request);
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

async fn serve(
    Shared(server): Shared<Arc<Server>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: axum::extract::Request,
) -> Response<Body> {
    let id = server.request_ids.next();
    let time = Timestamp::try_from(server.clock.now()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let is_admin = admin::serves(parts.uri.path());
    let mut received = Received::new(parts.method.as_str(), parts.uri.path(), &id, time);
    // Nothing of a body is read before the guard has agreed.
    if let Err(refusal) = server.guard.check(&parts, &peer) {
        if is_admin {
            return admin::refuse(&refusal, &id).into_response();
        }
        let request = Request::new(&parts.method, &parts.uri, &parts.headers, Bytes::new());
        let format = request.format().unwrap_or(Format::Xml);
        let response = server.refuse(&refusal, format, &id).into_response();
        received.fill(&response, None);
        server.record().add(received);
        return response;
    }
    if is_admin {
        let request = work::request(&parts, body, work::LARGEST_DOCUMENT).await;
        return perform(&server, request, &id, admin::answer).await.into_response();
    }
    let work = Work::read(parts, body).await;
    received.describe(&work, &server.gateway.spec, |key| server.gateway.knows(key));
    let hit = server.faults().draw(work.operation());
    let asked = work.format();
    let refuse = |refusal: &Refusal, format: Option<Format>| {
        server.refuse(refusal, format.unwrap_or(asked), &id)
    };
    let instead = hit.as_ref().and_then(|hit| faults::instead(&hit.effect, refuse));
    let response = match (instead, hit.as_ref().is_none_or(|hit| hit.effect.acts())) {
        (None, _) => work.perform(&server, &id).await,
        (Some(reply), true) => {
            drop(work.perform(&server, &id).await);
            reply.into_response()
        }
        (Some(reply), false) => {
            work.skip().await;
            reply.into_response()
        }
    };
    received.fill(&response, hit.as_ref());
    server.record().add(received);
    let mut response = match hit {
        None => response,
        Some(hit) => faults::deliver(&hit.effect, response, &peer, server.clock.now()).await,
    };
    // Texts and files of a caller come back; no browser is to take them for a page.
    let nosniff = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

/// Does what is asked. With a data folder that waits for the disk, which the threads of the runtime
/// should not do.
pub(crate) async fn perform(
    server: &Arc<Server>,
    request: Request,
    id: &str,
    answer: impl FnOnce(&Server, &Request, &str) -> Reply + Send + 'static,
) -> Reply {
    if server.store.is_none() {
        return answer(server, &request, id);
    }
    let (working, working_id) = (server.clone(), id.to_owned());
    let work = move || answer(&working, &request, &working_id);
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        let refusal = Refusal::unavailable("the call was not answered; call again");
        server.refuse(&refusal, Format::Xml, id)
    })
}
