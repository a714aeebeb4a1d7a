//! Samples in Rust.

use ota_codegen::pretty;
use proc_macro2::TokenStream;
use quote::quote;

use crate::call::{Call, Generated, Target};

pub(crate) fn sample(call: &Call<'_>) -> String {
    let (import, path) = match call.generated {
        Generated::BuiltIn => (
            quote!(
                use ota_api::Client;
            ),
            "ota_api::operations".to_owned(),
        ),
        Generated::Folder(folder) => (
            quote! {
                use api::Client;
                mod api { ota_api::operations!(#folder); }
            },
            "api".to_owned(),
        ),
        Generated::Module(path) => {
            let module: TokenStream = path.parse().unwrap_or_default();
            (quote!(use #module::Client;), path.to_owned())
        }
    };
    let module: TokenStream = path.parse().unwrap_or_default();
    let secret = |name: &str| {
        let variable = crate::secret_variable(name);
        quote!(std::env::var(#variable)?)
    };
    let sending = ota_codegen::sample(call.operation, call.request, &module, &secret);
    let program = pretty(quote! {
        #import
        #[tokio::main]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::from_env().await?;
            let response = client #sending.send().await?;
            println!("{}", String::from_utf8_lossy(response.raw()));
            Ok(())
        }
    });
    let place = match call.target {
        Target::Region { id, .. } => format!("ALIBABA_CLOUD_REGION_ID={id}"),
        Target::Endpoint { url, region } => {
            let region = region.map(|id| format!(", ALIBABA_CLOUD_REGION_ID={id}"));
            format!("OTA_ENDPOINT_URL={url}{}", region.unwrap_or_default())
        }
    };
    format!(
        "// cargo add ota-api, cargo add tokio --features macros,rt-multi-thread\n\
         // In the environment: ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET,\n\
         // {}\n{program}",
        ota_spec::visible::line(&place),
    )
}
