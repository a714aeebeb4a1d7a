//! The tasks of a job can be watched.

use crate::Client;
use crate::flow::watch::Watch;
use crate::flow::watch::watched::{Row, Watched};
use crate::operations::{
    ListOtaTaskByJob, ListOtaTaskByJobBuilder, ListOtaTaskByJobResponseData, QueryOtaJob,
    QueryOtaJobResponse, parameter,
};
use crate::request_builder::IsSet;
use crate::value::id::Id;
use crate::value::string_enum::StringEnum;

impl Watched for ListOtaTaskByJob {
    type Owner = QueryOtaJob;
    const STATES: &'static [&'static str] =
        &["CONFIRM", "QUEUED", "NOTIFIED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "CANCELED"];
    const ENDS: &'static [&'static str] = &["SUCCEEDED", "FAILED", "CANCELED"];
    const OWNER_ENDS: &'static [&'static str] = &["COMPLETED", "CANCELED"];

    fn row(task: &ListOtaTaskByJobResponseData) -> Row<'_> {
        let key = task.task_id.as_ref().map_or("", Id::as_str);
        let state = task.task_status.as_ref().map_or("", StringEnum::as_str);
        Row::new(key, state)
            .progress(task.progress.as_deref())
            .modified(task.utc_modified.as_deref())
    }

    fn only(&mut self, state: &'static str) -> bool {
        let is_free = self.task_status.is_none() && self.device_names.is_empty();
        if is_free {
            self.task_status = Some(StringEnum::parse(state));
        }
        is_free
    }

    fn is_left(&self) -> bool {
        self.task_status.is_some()
    }

    fn owner(&self) -> Option<QueryOtaJob> {
        let mut job = QueryOtaJob::builder().job_id(self.job_id.clone()).build();
        job.iot_instance_id.clone_from(&self.iot_instance_id);
        Some(job)
    }

    fn owner_state(response: &QueryOtaJobResponse) -> Option<String> {
        let job = response.data.as_ref()?;
        Some(job.job_status.as_ref()?.as_str().to_owned())
    }
}

impl<S> ListOtaTaskByJobBuilder<&Client, fn(S)> {
    /// What changes in the tasks of the job, as a stream: [`watch`](crate::watch) explains it. The page that is set
    /// is passed over; a state or devices that are set restrict what is watched, and a list of one state is not split: a task
    /// that gets into another state leaves it, which [`Look::left`](crate::watch::Look::left) counts.
    pub fn watch(self) -> Watch<ListOtaTaskByJob>
    where
        S: IsSet<parameter::job_id>,
    {
        self.0.watch()
    }
}
