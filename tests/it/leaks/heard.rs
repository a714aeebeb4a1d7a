//! Hears all that is logged by a thread, by either of the two ways that are usual, at the finest level.

use std::cell::RefCell;
use std::fmt::{Debug, Write};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::{Dispatch, span};

thread_local! {
    static TEXT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// As long as it exists, what this thread logs is kept.
pub(crate) struct Heard(tracing::subscriber::DefaultGuard);

impl Heard {
    pub(crate) fn begin() -> Self {
        static LOGGER: Once = Once::new();
        LOGGER.call_once(|| {
            log::set_logger(&Ear).unwrap();
            log::set_max_level(log::LevelFilter::Trace);
            // As long as there is only one, a span that another test reaches first is off for all.
            std::mem::forget(Dispatch::new(Ear));
        });
        TEXT.set(Some(String::new()));
        Self(tracing::subscriber::set_default(Ear))
    }

    pub(crate) fn end(self) -> String {
        log::trace!("said by one way");
        tracing::trace!(field = "said by the other");
        drop(self.0);
        let text = TEXT.take().unwrap();
        assert!(text.contains("said by one way") && text.contains("said by the other"), "{text}");
        assert!(text.contains("rpc.method="), "the spans of calls are heard");
        text
    }
}

fn note(text: std::fmt::Arguments<'_>) {
    TEXT.with_borrow_mut(|kept| {
        if let Some(kept) = kept {
            writeln!(kept, "{text}").unwrap();
        }
    });
}

struct Ear;

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        note(format_args!("{}: {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

impl tracing::Subscriber for Ear {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut Fields);
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Fields;

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        note(format_args!("{field}={value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        note(format_args!("{field}={value}"));
    }
}
