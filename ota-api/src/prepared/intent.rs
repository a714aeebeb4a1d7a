//! Calls that are noted before they are sent, so that a program that is killed finds out later what they made.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::call;
use crate::call::account::account;
use crate::call::look_up::can_tell;
use crate::call::settings::Settings;
use crate::error::Error;
use crate::error::unknown_outcome::UnknownOutcome;
use crate::flow::parts::past::{Chain, chain, line, written};
use crate::prepared::Prepared;
use crate::request::operation::Operation;
use crate::request_builder::Sending;

/// The longest saved intent: names of hosts have at most 253 bytes.
const LONGEST: usize = 1024;

/// What stands in place of a run ID or an account where there is none.
const NONE: &str = "-";

/// A call that is about to be sent, or was when its program ended: which request, to which host, and by what it is found.
/// [`Prepared::intent`] makes one, and [`Prepared::resume`] reads one that was saved.
#[derive(Clone)]
pub struct Intent {
    unknown: UnknownOutcome,
    request: Chain,
    is_resumed: bool,
    /// Whether it was sent, by this or a copy of it.
    sent: Arc<AtomicBool>,
}

impl Intent {
    /// The intent as one line for a file, of at most 1,024 bytes: the operation, the host, the run ID, the time, and
    /// digests of the request and of the account. It holds no parameters.
    pub fn save(&self) -> String {
        let unknown = &self.unknown;
        let began = unknown.began().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let run_id = unknown.run_id().unwrap_or(NONE);
        let account = unknown.account().unwrap_or(NONE);
        let (action, host, request) = (unknown.action(), unknown.host(), written(self.request));
        line(&format!("ota-call 2 {action} {host} {run_id} {began} {request} {account}"))
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
    /// use std::fs::{self, File};
    /// use std::io::{self, Write as _};
    ///
    /// use ota_api::operations::CreateOtaStaticUpgradeJob;
    /// use ota_api::{Client, Reconciled};
    ///
    /// async fn roll_out(client: &Client, job: CreateOtaStaticUpgradeJob) -> Result<(), Box<dyn std::error::Error>> {
    ///     let call = client.prepare(job);
    ///     match fs::read_to_string("intent") {
    ///         Err(error) if error.kind() == io::ErrorKind::NotFound => {}
    ///         // An earlier run of this program got as far as this.
    ///         saved => {
    ///             let intent = call.resume(&saved?)?;
    ///             let unknown = intent.unknown_outcome();
    ///             match client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await? {
    ///                 Reconciled::Made(_) => return Ok(fs::remove_file("intent")?),
    ///                 Reconciled::NotMade => {}
    ///                 _ => return Err("nobody can tell yet; look again later".into()),
    ///             }
    ///         }
    ///     }
    ///     let intent = call.intent()?;
    ///     keep(&intent.save())?;
    ///     call.send_as(&intent).await?;
    ///     Ok(fs::remove_file("intent")?)
    /// }
    ///
    /// /// Writes the file whole or not at all, and returns when it is on the disk.
    /// fn keep(saved: &str) -> io::Result<()> {
    ///     let mut file = File::create("intent.new")?;
    ///     file.write_all(saved.as_bytes())?;
    ///     file.sync_all()?;
    ///     fs::rename("intent.new", "intent")?;
    ///     // The name is on the disk when the folder is.
    ///     File::open(".")?.sync_all()
    /// }
    /// ```
    ///
    /// The next run has to build the same request: one with a time that is computed anew, such as a start an hour from
    /// now, is another one. Compute such values once, and keep the request beside the note; with the feature `serde` it
    /// can be written and read. Only one program at a time may go by a note.
    ///
    /// A note knows its account where the client's [`Quota`](crate::Quota) names it, and else by a key that does not end
    /// and is known before the first call. Temporary keys change all the time: with those, take care that a note goes
    /// to a client of the account that it is of.
    ///
    /// # Errors
    ///
    /// The request breaks a limit; no list shows what its operation makes; or that is found by its label alone, and there
    /// is none, since the client adds none or the request leaves no room for it.
    pub fn intent(&self) -> Result<Intent, Error> {
        let intent = self.note(false)?;
        let is_found = O::INFO.look_up.is_some_and(|look_up| can_tell(look_up, &intent.unknown));
        if is_found { Ok(intent) } else { Err(self.unlabelled()) }
    }

    /// Reads an intent that was [saved](Intent::save) for the same request, host and account. What became of it is asked
    /// by [`reconcile`](crate::product::Core::reconcile); it is not sent again.
    ///
    /// # Errors
    ///
    /// It was saved for another operation, request, host or account, or it was cut off or changed; or as
    /// [`intent`](Self::intent), but for the label.
    pub fn resume(&self, saved: &str) -> Result<Intent, Error> {
        let now = self.note(true)?;
        let saved = Saved::read(saved).map_err(|why| self.refused(why))?;
        let unknown = now.unknown.earlier(saved.run_id, saved.account, saved.began);
        self.check(saved.action, saved.host, saved.request, &unknown)?;
        Ok(Intent { unknown, ..now })
    }

    /// Sends the request as the call that was noted, once and within 5 minutes of that: it can be told later that it is
    /// not on its way any more. After an error that says that it did not act, the same intent can be sent again. One that
    /// was resumed is never sent: where [`reconcile`](crate::product::Core::reconcile) says that it made nothing, the call
    /// is [noted](Self::intent) anew.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped ends the call where it is; `reconcile` says later what became of it.
    ///
    /// # Errors
    ///
    /// The intent is of another operation, request, host or account, was sent before, was resumed, or is too old; or as
    /// [`send`](Self::send).
    pub fn send_as(self, intent: &Intent) -> Sending<'c, O::Response>
    where
        O: 'c,
    {
        let unknown = &intent.unknown;
        let request = &written(intent.request);
        let checked = self.check(unknown.action(), unknown.host(), request, unknown);
        let checked = checked.and_then(|()| match intent.is_resumed {
            true => Err(self.refused(RESUMED)),
            false => Ok(()),
        });
        let again = self.refused(SENT);
        let Self { client, request } = self;
        let (unknown, sent) = (unknown.clone(), intent.sent.clone());
        Box::pin(async move {
            checked?;
            if sent.swap(true, Ordering::SeqCst) {
                return Err(again);
            }
            let (settings, deadline): (&Settings, Duration) = (&client.settings, client.deadline);
            let result =
                call::send(settings, &request, deadline, false, None, Some(&unknown)).await;
            if result.as_ref().is_err_and(|error| !error.outcome_unknown()) {
                sent.store(false, Ordering::SeqCst);
            }
            result
        })
    }

    /// Notes the call, whether or not it has a label to be found by.
    fn note(&self, is_resumed: bool) -> Result<Intent, Error> {
        let unknown = call::intend(&self.client.settings, &self.request)?;
        Ok(Intent { unknown, request: self.digest(), is_resumed, sent: Arc::default() })
    }

    /// Refuses an intent that is of something else.
    fn check(
        &self,
        action: &str,
        host: &str,
        request: &str,
        unknown: &UnknownOutcome,
    ) -> Result<(), Error> {
        let (own_action, own_host) = (O::INFO.action, &self.client.settings.endpoint.host);
        if action != own_action {
            return Err(self.refused(format!(
                "it is of the operation `{action}`, not of `{own_action}`; use a request of that one"
            )));
        }
        if host != own_host {
            return Err(self.refused(format!(
                "it is of the host `{host}`, not of `{own_host}`; use a client of that one"
            )));
        }
        if let Some(why) = unknown.of_another_account(account(&self.client.settings).as_deref()) {
            return Err(self.refused(why));
        }
        if request != written(self.digest()) {
            return Err(self.refused(OTHER_REQUEST));
        }
        Ok(())
    }

    /// What is wrong with an intent.
    fn refused(&self, why: impl fmt::Display) -> Error {
        self.wrong(format!("the intent cannot be used: {why}"))
    }

    /// Why a call without a label is not noted.
    fn unlabelled(&self) -> Error {
        let action = O::INFO.action;
        let labels = O::INFO.look_up.and_then(|look_up| look_up.tag);
        let labels = labels.filter(|_| self.client.settings.run_id_tags);
        let why = match labels {
            Some(labels) => format!(
                "the request leaves no room for it beside its own in `{}`: {} labels with {} characters in all; take some away",
                labels.parameter, labels.most, labels.total
            ),
            None => "the client adds none; use one with `with_run_id_tags(true)`".to_owned(),
        };
        self.wrong(format!(
            "what `{action}` makes is found by a label alone, and {why}, or send it without an intent"
        ))
    }

    fn wrong(&self, message: String) -> Error {
        let info = O::INFO;
        Error::configuration(message).about(info.action, info.idempotency, info.service)
    }

    /// The digest of the request.
    fn digest(&self) -> Chain {
        let query = call::query(&self.client.settings, &self.request);
        chain(&[O::INFO.action.as_bytes(), b"?", &query].concat())
    }
}

const OTHER_REQUEST: &str = "it is of a request with other parameters; build the same one again (a time that is \
                             computed anew makes another one), or look in the list of the service for what it made";

const RESUMED: &str =
    "it was resumed; ask `reconcile` what became of it, and note the call anew if it made nothing";

const SENT: &str = "it was sent before; note the call anew to make another one";

const CUT: &str = "it is no saved intent, or it was cut off or changed; look in the list of the service for what its call \
                   may have made";

const NEWER: &str = "a newer version of this library wrote it; use that one";

/// What a line says.
struct Saved<'s> {
    action: &'s str,
    host: &'s str,
    run_id: Option<String>,
    began: SystemTime,
    request: &'s str,
    account: Option<String>,
}

impl<'s> Saved<'s> {
    /// Reads a line; the first version of them had no account.
    fn read(saved: &'s str) -> Result<Self, &'static str> {
        if saved.len() > LONGEST {
            return Err(CUT);
        }
        let saved = saved.trim_end();
        let (content, _) = saved.rsplit_once(' ').ok_or(CUT)?;
        if line(content).trim_end() != saved {
            return Err(CUT);
        }
        let words: Vec<&str> = content.split(' ').collect();
        let (action, host, run_id, began, request, account) = match words[..] {
            ["ota-call", "1", action, host, run_id, began, request] => {
                (action, host, run_id, began, request, NONE)
            }
            ["ota-call", "2", action, host, run_id, began, request, account] => {
                (action, host, run_id, began, request, account)
            }
            ["ota-call", version, ..] if !matches!(version, "1" | "2") => return Err(NEWER),
            _ => return Err(CUT),
        };
        let began = Duration::from_millis(began.parse().map_err(|_| CUT)?);
        let began = UNIX_EPOCH.checked_add(began).ok_or(CUT)?;
        let word = |word: &str| (word != NONE).then(|| word.to_owned());
        Ok(Self { action, host, run_id: word(run_id), began, request, account: word(account) })
    }
}
