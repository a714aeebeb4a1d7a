//! Calls that are noted before they are sent, so that a program that is killed finds out later what they made.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::call;
use crate::call::settings::Settings;
use crate::error::Error;
use crate::error::unknown_outcome::UnknownOutcome;
use crate::flow::parts::past::{Chain, chain, line, written};
use crate::prepared::Prepared;
use crate::request::operation::Operation;
use crate::request_builder::Sending;

/// The longest saved intent: names of hosts have at most 253 bytes.
const LONGEST: usize = 1024;

/// What stands in place of a run ID where there is none.
const NONE: &str = "-";

/// A call that is about to be sent, or was when its program ended: which request, to which host, and by what it is found.
/// [`Prepared::intent`] makes one, and [`Prepared::resume`] reads one that was saved.
#[derive(Clone)]
pub struct Intent {
    unknown: UnknownOutcome,
    request: Chain,
}

impl Intent {
    /// The intent as one line for a file, of at most 1,024 bytes: the operation, the host, the run ID, the time, and a
    /// digest of the request. It holds no parameters.
    pub fn save(&self) -> String {
        let unknown = &self.unknown;
        let began = unknown.began().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let run_id = unknown.run_id().unwrap_or(NONE);
        let (action, host, request) = (unknown.action(), unknown.host(), written(self.request));
        line(&format!("ota-call 1 {action} {host} {run_id} {began} {request}"))
    }

    /// The same as what an error keeps of a call whose outcome is unknown, for
    /// [`reconcile`](crate::product::Core::reconcile).
    pub fn unknown_outcome(&self) -> &UnknownOutcome {
        &self.unknown
    }
}

impl fmt::Debug for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Intent").field(&self.unknown).finish()
    }
}

impl<'c, O: Operation> Prepared<'c, O> {
    /// Notes the call before it is sent. A program that keeps the note where it survives, and is killed before it learns
    /// what became of the call, finds out when it is started again:
    ///
    /// ```no_run
    /// # use std::fs;
    /// # async fn example(client: &ota_api::Client, job: ota_api::operations::CreateOtaStaticUpgradeJob)
    /// # -> Result<(), Box<dyn std::error::Error>> {
    /// use ota_api::Reconciled;
    /// use ota_api::operations::CreateOtaStaticUpgradeJob;
    ///
    /// let call = client.prepare(job);
    /// if let Ok(saved) = fs::read_to_string("intent") {
    ///     // An earlier run of this program got as far as this.
    ///     let intent = call.resume(&saved)?;
    ///     let unknown = intent.unknown_outcome();
    ///     match client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await? {
    ///         Reconciled::Made(_) => return Ok(fs::remove_file("intent")?),
    ///         Reconciled::NotMade => {}
    ///         _ => return Err("nobody can tell yet; look again later".into()),
    ///     }
    /// }
    /// let intent = call.intent()?;
    /// fs::write("intent", intent.save())?;
    /// call.send_as(&intent).await?;
    /// fs::remove_file("intent")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The request breaks a limit, or no list shows what its operation makes.
    pub fn intent(&self) -> Result<Intent, Error> {
        let unknown = call::intend(&self.client.settings, &self.request)?;
        Ok(Intent { unknown, request: self.digest() })
    }

    /// Reads an intent that was [saved](Intent::save) for the same request and host.
    ///
    /// # Errors
    ///
    /// It was saved for another request or host, or it was cut off or changed; or as [`intent`](Self::intent).
    pub fn resume(&self, saved: &str) -> Result<Intent, Error> {
        let now = self.intent()?;
        let (run_id, began) = read(saved, &now).map_err(|why| self.refused(why))?;
        Ok(Intent { unknown: now.unknown.earlier(run_id, began), ..now })
    }

    /// Sends the request as the call that was noted. One that was resumed is sent again only where
    /// [`reconcile`](crate::product::Core::reconcile) says that it made nothing.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped ends the call where it is; `reconcile` says later what became of it.
    ///
    /// # Errors
    ///
    /// The intent is of another request or host; or as [`send`](Self::send).
    pub fn send_as(self, intent: &Intent) -> Sending<'c, O::Response>
    where
        O: 'c,
    {
        let Self { client, request } = &self;
        let is_own = intent.request == self.digest()
            && intent.unknown.host() == client.settings.endpoint.host
            && intent.unknown.action() == O::INFO.action;
        let checked = if is_own { Ok(()) } else { Err(self.refused(OTHER)) };
        let (client, request, unknown) = (*client, request.clone(), intent.unknown.clone());
        Box::pin(async move {
            checked?;
            let (settings, deadline): (&Settings, Duration) = (&client.settings, client.deadline);
            call::send(settings, &request, deadline, false, None, Some(&unknown)).await
        })
    }

    fn refused(&self, why: &str) -> Error {
        let info = O::INFO;
        Error::configuration(format!("the intent cannot be used: {why}")).about(
            info.action,
            info.idempotency,
            info.service,
        )
    }

    /// The digest of the request.
    fn digest(&self) -> Chain {
        let query = call::query(&self.client.settings, &self.request);
        chain(&[O::INFO.action.as_bytes(), b"?", &query].concat())
    }
}

const OTHER: &str = "it is of another request or host";

/// The run ID and the time of a saved intent that differs from this one in nothing else.
fn read(saved: &str, now: &Intent) -> Result<(Option<String>, SystemTime), &'static str> {
    const CUT: &str = "it is no saved intent, or it was cut off or changed";
    if saved.len() > LONGEST {
        return Err(CUT);
    }
    let saved = saved.trim_end();
    let (content, _) = saved.rsplit_once(' ').ok_or(CUT)?;
    if line(content).trim_end() != saved {
        return Err(CUT);
    }
    let words: Vec<&str> = content.split(' ').collect();
    let ["ota-call", "1", action, host, run_id, began, request] = words[..] else {
        return Err(CUT);
    };
    let unknown = &now.unknown;
    if (action, host) != (unknown.action(), unknown.host()) || request != written(now.request) {
        return Err(OTHER);
    }
    let began = Duration::from_millis(began.parse().map_err(|_| CUT)?);
    let began = UNIX_EPOCH.checked_add(began).ok_or(CUT)?;
    Ok(((run_id != NONE).then(|| run_id.to_owned()), began))
}
