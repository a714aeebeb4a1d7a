//! The layout of all pages of the console.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use ota_emulator::{Emulator, TaskStatus};
use ota_spec::Value;
use ota_spec::model::{Field, NamedKind, Type};

use crate::console::effects::EFFECTS;
use crate::console::view::{Cell, Pager, View, link};
use crate::console::{chart, source};
use crate::form::Form;
use crate::html::Inline;
use crate::language::Labels;
use crate::pages::frame::Frame;
use crate::state::Shared;
use crate::told::Problem;
use crate::{prose, respond, sentences};

/// What can be set on a page, beside what it shows.
pub(super) enum Controls {
    None,
    /// The time of the world, of an emulator.
    Time,
    /// A filter of tasks: the fields that stay, the state and the name that are set.
    Tasks {
        kept: Vec<(&'static str, String)>,
        status: String,
        device: String,
    },
    /// A choice of instance and product.
    Product {
        instance: String,
        product: String,
    },
    /// New faults.
    Faults {
        operations: Vec<String>,
        set: Vec<(u64, String)>,
    },
}

#[derive(Template)]
#[template(path = "console.html")]
struct Page {
    frame: Frame,
    view: View,
    controls: Controls,
    /// Whether an emulator is behind it, so that it moves.
    is_live: bool,
    speed: String,
    effects: Vec<(&'static str, &'static str)>,
    /// The states of tasks, with what each means.
    statuses: Vec<(&'static str, String)>,
    width: u32,
    height: u32,
}

/// A request for a page of the console: what every such page begins with.
pub(super) struct Look {
    pub(super) state: Shared,
    /// The labels.
    pub(super) t: &'static Labels,
    frame: Frame,
    /// What is asked for. Everything is optional.
    asked: Form,
}

impl FromRequestParts<Shared> for Look {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Infallible> {
        let frame = Frame::of(state, &parts.headers, &parts.uri);
        let asked = Form::parse(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self { state: state.clone(), t: frame.t, frame, asked })
    }
}

impl Look {
    pub(super) fn get(&self, name: &str) -> &str {
        self.asked.get(name)
    }

    /// The instance that is looked at.
    pub(super) fn instance(&self) -> &str {
        self.get("instance")
    }

    /// The number of a page, from 1.
    pub(super) fn page(&self) -> u64 {
        self.get("page").parse().ok().filter(|page| *page > 0).unwrap_or(1)
    }

    /// The pages of a list of `total` rows, of which only so many can be had; `kept` is what their addresses keep.
    pub(super) fn pager(
        &self,
        path: &str,
        kept: &[(&str, &str)],
        total: u64,
        most: u64,
    ) -> Option<Pager> {
        Pager::of(self.page(), total, most, |page| {
            let page = page.to_string();
            link(
                path,
                &[&[("instance", self.instance())], kept, &[("page", page.as_str())]].concat(),
            )
        })
    }

    /// The emulator, if there is one behind it.
    pub(super) fn emulator(&self) -> Option<&Arc<Emulator>> {
        self.state.backend.emulator()
    }

    /// A page with the way to it: from the overview into the instance.
    pub(super) fn view(&self, title: impl Into<String>) -> View {
        let mut crumbs = vec![Cell::leading(self.t.console, "/console".to_owned())];
        let instance = self.instance();
        if !instance.is_empty() {
            let to = link("/console/packages", &[("instance", instance)]);
            crumbs.push(Cell::leading(instance, to));
        }
        View { title: title.into(), crumbs, ..View::default() }
    }

    /// Calls an operation that only reads, in the instance. The error is for people.
    pub(super) async fn read(
        &self,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Value, Inline> {
        let read = source::read(&self.state, self.instance(), action, parameters).await;
        read.map_err(|problem| self.say(&problem))
    }

    /// What is wrong. What the service said in its own words is told by what its code means, where that is known.
    fn say(&self, problem: &Problem) -> Inline {
        let language = self.frame.language;
        if let Some(sentence) = (sentences::of(language).problem)(problem) {
            return Inline::new(sentence);
        }
        match problem {
            Problem::Refused { code, message } => {
                let head = Inline::new(format!("`{code}`{}", self.t.colon));
                match self.state.spec.error(code) {
                    Some(known) => {
                        let meaning = prose::text(language, &known.meaning, known.zh.as_ref());
                        let advice = prose::text(language, &known.advice, known.zh_advice.as_ref());
                        head.and(meaning).and(advice)
                    }
                    None => head.and(prose::english(language, message)),
                }
            }
            Problem::Request(why) => prose::english(language, why),
            _ => Inline::default(),
        }
    }

    /// A value of a response with its meaning behind it, where it is a bare number that stands for one.
    pub(super) fn told(&self, action: &str, name: &str, value: String) -> Cell {
        if value.parse::<i64>().is_ok() {
            self.explained(action, name, value)
        } else {
            Cell::new(value)
        }
    }

    /// A value of a response with its meaning behind it, where it is one of a list.
    pub(super) fn explained(&self, action: &str, name: &str, value: String) -> Cell {
        match self.meaning(action, name, &value) {
            Some(meaning) => {
                Cell::prose(format!("{value} – {}", meaning.trim_end_matches(['.', '。'])))
            }
            None => Cell::new(value),
        }
    }

    /// What a value of a response means, where it is one of a list.
    pub(super) fn meaning(&self, action: &str, name: &str, value: &str) -> Option<String> {
        let field = find(&self.state.spec.operation(action)?.response, name, DEEPEST)?;
        let Type::Named(named) = &field.ty else { return None };
        let NamedKind::Enum(listed) = &named.kind else { return None };
        let known = listed.find(value)?;
        let (meaning, _) = prose::pick(self.frame.language, &known.doc, known.zh.as_ref());
        // A cell has no code.
        Some(meaning.replace('`', ""))
    }

    /// Why there is nothing on a page of an emulator: what is asked for is not there.
    fn missing(&self, view: &View) -> Option<&'static str> {
        let emulator = self.emulator()?;
        let has_rows = view.tables.iter().any(|table| !table.rows.is_empty());
        if has_rows || !view.facts.is_empty() {
            return None;
        }
        let (instance, product) = (self.instance(), self.get("product"));
        let is_known = |id: &str| emulator.world().instances.iter().any(|(known, _)| known == id);
        if !instance.is_empty() && !is_known(instance) {
            return Some(self.t.console_no_instance);
        }
        let products = || emulator.instance(instance).products();
        let has_product = || products().iter().any(|known| known.product_key == product);
        (!product.is_empty() && !has_product()).then_some(self.t.console_no_product)
    }

    /// How many items of a list the service serves.
    pub(super) fn most(&self, action: &str) -> u64 {
        let page = self.state.spec.operation(action).and_then(|known| known.page.as_ref());
        page.and_then(|page| page.limit).map_or(u64::MAX, u64::from)
    }

    /// The page as a response.
    pub(super) fn show(self, mut view: View, controls: Controls) -> Response {
        if view.problem.is_empty()
            && let Some(missing) = self.missing(&view)
        {
            view.problem = Inline::new(missing);
            view.tables.clear();
        }
        let emulator = self.emulator();
        let status = if view.problem.is_empty() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        let statuses = TaskStatus::ALL.iter().map(|status| {
            let status = status.as_str();
            let meaning = self.meaning("ListOTATaskByJob", "TaskStatus", status);
            (status, meaning.unwrap_or_default())
        });
        let page = Page {
            is_live: emulator.is_some(),
            speed: emulator.map(|emulator| emulator.speed().to_string()).unwrap_or_default(),
            effects: EFFECTS.iter().map(|(name, meaning, _)| (*name, meaning(self.t))).collect(),
            statuses: statuses.collect(),
            width: chart::WIDTH,
            height: chart::HEIGHT,
            frame: self.frame,
            view,
            controls,
        };
        respond::page(status, &page)
    }

    /// The page of what only an emulator has.
    pub(super) fn read_only(self, mut view: View) -> Response {
        view.problem = Inline::new(self.t.console_read_only);
        self.show(view, Controls::None)
    }
}

/// How deep in a response a field is looked for.
const DEEPEST: u32 = 3;

/// The field of this name among those of a response and their members.
fn find<'f>(fields: &'f [Arc<Field>], name: &str, depth: u32) -> Option<&'f Field> {
    let own = fields.iter().find(|field| field.name == name).map(AsRef::as_ref);
    own.or_else(|| {
        let depth = depth.checked_sub(1)?;
        fields.iter().find_map(|field| find(field.ty.innermost().members()?, name, depth))
    })
}

impl Page {
    fn stage(&self, stage: &chart::Stage) -> &'static str {
        let t: &Labels = self.frame.t;
        match stage {
            chart::Stage::Succeeded => t.stage_succeeded,
            chart::Stage::Failed => t.stage_failed,
            chart::Stage::Canceled => t.stage_canceled,
            chart::Stage::Running => t.stage_running,
            chart::Stage::Waiting => t.stage_waiting,
        }
    }
}
