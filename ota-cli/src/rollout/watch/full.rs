//! The whole screen: reads keys, looks into the file of rollouts, draws.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::ArgMatches;
use ota_rollout::{Order, Store};
use ota_spec::{Spec, visible};
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event as Input, KeyCode, KeyEvent, KeyModifiers};

use super::draw::{Look, draw};
use super::view::View;
use crate::failure::{Exit, Failure};
use crate::rollout::arguments::{self, stored};
use crate::rollout::carry;
use crate::rollout::orders::{self, Noted};
use crate::{runtime, screen, stop};

/// How long a key is waited for before the file of rollouts is looked into again.
const LOOK: Duration = Duration::from_millis(250);

/// The screen, which is given back however this ends. A panic gives it back as well, before it says what it has to say.
struct Screen(DefaultTerminal);

impl Screen {
    fn take() -> Result<Self, Failure> {
        ratatui::try_init().map(Self).map_err(|error| {
            ratatui::restore();
            no_screen(&error)
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        ratatui::restore();
    }
}

fn no_screen(error: &std::io::Error) -> Failure {
    Failure::new(Exit::NoResponse, format!("the screen cannot be used: {error}"))
}

/// What is shown, and where orders go.
struct Watch<'a> {
    specs: &'a Spec,
    matches: &'a ArgMatches,
    id: String,
    store: Store,
    view: View,
    look: Look,
    /// What waits for a yes.
    asked: Option<Order>,
}

/// Shows a rollout until a person has seen enough.
pub(super) fn run(specs: &Spec, matches: &ArgMatches) -> Result<(), Failure> {
    let id = arguments::id_of(matches);
    let store = arguments::opened(matches)?;
    let events = store.events(&id).map_err(stored)?;
    let Some(view) = View::of(&events) else {
        return Err(Failure::new(Exit::NoResponse, format!("rollout `{id}` has no plan")));
    };
    let look = Look { has_colors: screen::has_colors(), ..Look::default() };
    let mut watch = Watch { specs, matches, id, store, view, look, asked: None };
    runtime::run(async {
        let stopped = Arc::new(AtomicBool::new(false));
        let (stop, told) = (stop::signal()?, Arc::clone(&stopped));
        tokio::spawn(async move {
            stop.await;
            told.store(true, Ordering::Relaxed);
        });
        let mut screen = Screen::take()?;
        watch.follow(&mut screen.0, &stopped)
    })?
}

impl Watch<'_> {
    /// Goes on until a key or a signal ends it.
    fn follow(
        &mut self,
        terminal: &mut DefaultTerminal,
        stopped: &AtomicBool,
    ) -> Result<(), Failure> {
        while !stopped.load(Ordering::Relaxed) {
            for (at, event) in self.store.events_after(&self.id, self.view.seen).map_err(stored)? {
                self.view.apply(at, &event);
                // What was said is about what was.
                if !self.look.is_question {
                    self.look.said = None;
                }
            }
            // A server may take its time, and keys do not wait for it.
            if !carry::is_on_server(self.matches) {
                self.view.absence = carry::absence(self.view.rollout(), self.matches);
            }
            terminal
                .draw(|frame| draw(frame, &self.view, carry::now(), &self.look))
                .map_err(|error| no_screen(&error))?;
            if !event::poll(LOOK).map_err(|error| no_screen(&error))? {
                continue;
            }
            match event::read().map_err(|error| no_screen(&error))? {
                Input::Key(key) if key.is_press() && self.press(key) => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Does what a key says; true if that is the end.
    fn press(&mut self, key: KeyEvent) -> bool {
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        if is_control && matches!(key.code, KeyCode::Char('c' | 'd')) {
            return true;
        }
        if is_control {
            return false;
        }
        if let Some(order) = self.asked.take() {
            self.look.is_question = false;
            match key.code {
                KeyCode::Char('y' | 'Y') => self.say(|watch| watch.note(order)),
                _ => self.look.said = Some("nothing was noted".to_owned()),
            }
            return false;
        }
        match key.code {
            KeyCode::Char('q' | 'Q') | KeyCode::Esc => return true,
            KeyCode::Char('p') => self.want(Order::Pause),
            KeyCode::Char('r') => self.want(Order::Resume),
            KeyCode::Char('a') => self.want(Order::Approve),
            _ => {}
        }
        false
    }

    /// A person wants something: the safety policy is asked, then the person, then it is noted.
    fn want(&mut self, order: Order) {
        if self.view.is_over() {
            return;
        }
        self.say(|watch| {
            let question = orders::question(watch.specs, order, &watch.id, true, watch.matches)?;
            match question {
                None => watch.note(order),
                Some(question) => {
                    (watch.asked, watch.look.is_question) = (Some(order), true);
                    Ok(format!("{question}. Go on?"))
                }
            }
        });
    }

    /// Does something, and says what came of it.
    fn say(&mut self, act: impl FnOnce(&mut Self) -> Result<String, Failure>) {
        let said = act(self).unwrap_or_else(|failure| failure.message().to_owned());
        self.look.said = Some(visible::line(&said).into_owned());
    }

    /// Writes down what a person wants.
    fn note(&mut self, order: Order) -> Result<String, Failure> {
        if self.matches.get_flag("dry-run") {
            return Ok(format!("rollout `{}` would be told", self.id));
        }
        let rollout = self.store.rollout(&self.id).map_err(stored)?.0;
        // A lease on a server needs a runtime, and this thread is in one.
        let noted = std::thread::scope(|threads| {
            let (store, matches) = (&mut self.store, self.matches);
            let work = || match orders::note(store, &rollout, order, matches)? {
                Noted::Followed(said) => Ok(said),
                Noted::Alone(lease) => {
                    match order {
                        Order::Pause => carry::rest(lease, &rollout.by)?,
                        _ => carry::free(lease)?,
                    }
                    let id = &rollout.id;
                    Ok(format!(
                        "noted; nothing is at work on it, `ota rollout resume {id}` goes on with it"
                    ))
                }
            };
            threads.spawn(work).join()
        });
        noted.unwrap_or_else(|_| {
            Err(Failure::new(Exit::NoResponse, "the order could not be noted".to_owned()))
        })
    }
}
