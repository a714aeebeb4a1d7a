//! The constant that describes the service to the runtime.

use std::sync::Arc;

use ota_spec::Spec;
use ota_spec::model::{Envelope, ErrorCode, Region, RegionHost, Retry};
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::names;

/// `alias` reaches the runtime from inside a module. It names it from the root: what surrounds the
/// module may be the body of a function, which no path leads to.
pub(crate) fn expand(spec: &Spec, alias: &TokenStream) -> TokenStream {
    let service = &spec.service;
    let (product, version) = (&service.product, &service.version);
    let doc = docs::attribute(&docs::service(service));
    let envelope = envelope(&service.envelope);
    let endpoints = &service.endpoints;
    let public = option(endpoints.public.as_ref().map(|public| quote!(#public)));
    let (hosts, vpc_hosts) = (hosts(&endpoints.hosts), hosts(&endpoints.vpc_hosts));
    let vpc = option(endpoints.vpc.as_ref().map(|vpc| quote!(#vpc)));
    let regions = endpoints.regions.iter().map(|region| &region.id);
    let central = option(endpoints.central.as_ref().map(|central| {
        let (host, regions) = (&central.host, &central.regions);
        quote!((#host, &[#(#regions),*]))
    }));
    let alias = (!endpoints.regions.is_empty()).then_some(alias);
    let constants = endpoints.regions.iter().map(region_constant);
    let parameters = service.parameters.iter().map(|parameter| &parameter.name);
    let secrets = spec.secret_fields();
    let secrets = secrets.iter();
    let errors = spec.errors.iter().map(error_code);
    quote! {
        #doc
        pub static SERVICE: _ota::Service = _ota::Service {
            product: #product,
            version: #version,
            endpoints: _ota::Endpoints {
                public: #public,
                hosts: #hosts,
                vpc: #vpc,
                vpc_hosts: #vpc_hosts,
                regions: &[#(#regions),*],
                central: #central,
            },
            envelope: #envelope,
            parameters: &[#(#parameters),*],
            secrets: &[#(#secrets),*],
            errors: &[#(#errors),*],
        };
        /// The regions known to have the service.
        pub mod region {
            #alias
            #(#constants)*
        }
    }
}

/// The names of the fields around a response.
pub(crate) fn envelope(envelope: &Envelope) -> TokenStream {
    let Envelope { request_id, success, success_codes, code, message } = envelope;
    let success = option(success.as_ref().map(|success| quote!(#success)));
    quote! {
        _ota::EnvelopeNames {
            request_id: #request_id,
            success: #success,
            success_codes: &[#(#success_codes),*],
            code: #code,
            message: #message,
        }
    }
}

/// The hosts of single regions.
fn hosts(hosts: &[RegionHost]) -> TokenStream {
    let pairs = hosts.iter().map(|RegionHost { region, host }| quote!((#region, #host)));
    quote!(&[#(#pairs),*])
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(_ota::Some(#value)),
        None => quote!(_ota::None),
    }
}

fn region_constant(region: &Region) -> TokenStream {
    let (id, ident) = (&region.id, names::ident(&region.ident));
    let doc = docs::attribute(&docs::region(region));
    quote!(#doc pub const #ident: _ota::Region = _ota::Region::known(#id);)
}

fn error_code(error: &Arc<ErrorCode>) -> TokenStream {
    let ErrorCode { code, advice, throttled, outcome_unknown, .. } = &**error;
    let retry = match error.retry {
        Retry::Never => quote!(Never),
        Retry::Once => quote!(Once),
        Retry::Backoff => quote!(Backoff),
    };
    quote! {
        _ota::ErrorCode {
            code: #code,
            advice: #advice,
            retry: _ota::Retry::#retry,
            throttled: #throttled,
            outcome_unknown: #outcome_unknown,
        }
    }
}
