//! The cases that can be run in batches: the stages, and whole calls.

use crate::cases;
use crate::contenders::Contender;
use crate::server::Server;

/// How many whole calls are under way at the same time.
const AT_ONCE: [usize; 2] = [1, 64];

/// One contender of a comparison.
pub(crate) struct Batch {
    /// The comparison that it belongs to.
    pub(crate) group: String,
    /// The contender.
    pub(crate) contender: &'static str,
    /// Runs it this many times.
    pub(crate) run: Box<dyn FnMut(usize)>,
}

pub(crate) fn all(server: &Server) -> Vec<Batch> {
    let stages = cases::all().into_iter().map(|mut case| Batch {
        group: case.group,
        contender: case.contender,
        run: Box::new(move |times| (0..times).for_each(|_| (case.run)())),
    });
    let mut batches: Vec<Batch> = stages.collect();
    for at_once in AT_ONCE {
        for contender in Contender::all(server.address()) {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            batches.push(Batch {
                group: format!("whole call, {at_once} at once"),
                contender: contender.name(),
                run: Box::new(move |times| runtime.block_on(contender.calls(times, at_once))),
            });
        }
    }
    batches
}

/// The one with these names.
pub(crate) fn one(server: &Server, group: &str, contender: &str) -> Batch {
    let wanted = |batch: &Batch| batch.group == group && batch.contender == contender;
    all(server).into_iter().find(wanted).expect("a group and a contender of the list")
}
