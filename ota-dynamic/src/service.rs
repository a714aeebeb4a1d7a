//! The service of a folder of specs, as the client library takes it.

use ota_api::product::{Endpoints, EnvelopeNames, ErrorCode, LookUp, Retry, Service};
use ota_spec::Spec;
use ota_spec::model::{self, Envelope, RegionHost};

/// Describes the service of a folder to the client. The library knows services that live as long as the
/// program; so does this one, and it is made once.
pub(crate) fn of(spec: &Spec) -> &'static Service {
    let service = &spec.service;
    let endpoints = &service.endpoints;
    let ids = endpoints.regions.iter().map(|region| region.id.as_str());
    let central = endpoints.central.as_ref();
    Box::leak(Box::new(Service {
        product: text(&service.product),
        version: text(&service.version),
        endpoints: Endpoints {
            public: endpoints.public.as_deref().map(text),
            hosts: hosts(&endpoints.hosts),
            vpc: endpoints.vpc.as_deref().map(text),
            vpc_hosts: hosts(&endpoints.vpc_hosts),
            regions: texts(ids),
            central: central.map(|central| {
                (text(&central.host), texts(central.regions.iter().map(String::as_str)))
            }),
        },
        envelope: names(&service.envelope),
        parameters: texts(service.parameters.iter().map(|parameter| parameter.name.as_str())),
        secrets: texts(spec.secret_fields().into_iter()),
        errors: list(spec.errors.iter().map(|error| code(error))),
    }))
}

fn hosts(hosts: &[RegionHost]) -> &'static [(&'static str, &'static str)] {
    list(hosts.iter().map(|RegionHost { region, host }| (text(region), text(host))))
}

/// The envelope of an operation.
pub(crate) fn envelope(envelope: &Envelope) -> &'static EnvelopeNames {
    Box::leak(Box::new(names(envelope)))
}

fn names(envelope: &Envelope) -> EnvelopeNames {
    EnvelopeNames {
        request_id: text(&envelope.request_id),
        success: envelope.success.as_deref().map(text),
        success_codes: texts(envelope.success_codes.iter().map(String::as_str)),
        code: text(&envelope.code),
        message: text(&envelope.message),
    }
}

fn code(error: &model::ErrorCode) -> ErrorCode {
    ErrorCode {
        code: text(&error.code),
        advice: text(&error.advice),
        retry: match error.retry {
            model::Retry::Never => Retry::Never,
            model::Retry::Once => Retry::Once,
            model::Retry::Backoff => Retry::Backoff,
        },
        throttled: error.throttled,
        outcome_unknown: error.outcome_unknown,
    }
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

/// Error codes in the terms of the client.
pub(crate) fn codes<'a>(all: impl Iterator<Item = &'a str>) -> &'static [&'static str] {
    texts(all)
}

/// How to find what an operation made, in the terms of the client.
pub(crate) fn look_up(from: &model::LookUp) -> &'static LookUp {
    let names = |fields: &[model::Handle<model::Field>]| {
        texts(fields.iter().map(|field| field.name.as_str()))
    };
    let items = &from.items;
    let wrappers = items.field.ty.wrappers();
    let mut found = LookUp::by(text(&from.action), names(&from.parameters))
        .items(text(&items.field.name), texts(wrappers.iter().map(String::as_str)));
    let ways = from.ways();
    if ways.iter().any(|way| !way.is_empty()) {
        found = found.inside(ways.map(names));
    }
    if from.get {
        found = found.get();
    }
    if let Some(qps) = from.qps {
        found = found.qps(qps);
    }
    if let Some(page) = &from.page {
        found = match &page.by {
            model::PageBy::Number(field) => found.numbers(text(&field.name)),
            model::PageBy::Offset(field) => found.offsets(text(&field.name)),
            model::PageBy::Token { token, next } => {
                found.tokens(text(&token.name), text(&next.name))
            }
        };
        if let Some(size) = &page.size {
            found = found.size(text(&size.name), u32::try_from(page.largest).unwrap_or(u32::MAX));
        }
        if let Some(total) = &page.total {
            found = found.total(text(&total.name));
        }
    }
    if let Some(created) = &from.created {
        found = found.created(text(&created.name));
    }
    if let Some(tag) = &from.tag {
        let most = |limit: Option<u32>| limit.unwrap_or(u32::MAX);
        let (items, total) = (most(tag.list.max_items), most(tag.list.max_total_length));
        found = found.tag(text(&tag.field.name), items, total);
    }
    if from.unique {
        found = found.unique();
    }
    let fixed = from.fixed.iter().map(|(field, value)| (text(&field.name), text(&value.wire())));
    let found = found
        .same(names(&from.same))
        .fixed(list(fixed))
        .found(list(from.found.iter().map(|path| names(path))));
    Box::leak(Box::new(found))
}

fn texts<'a>(all: impl Iterator<Item = &'a str>) -> &'static [&'static str] {
    list(all.map(text))
}

fn list<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    items.collect::<Vec<T>>().leak()
}
