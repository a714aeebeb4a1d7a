//! Samples in TypeScript, with the official client.

use ota_spec::Value;
use ota_spec::model::{Field, Place, Type};

use crate::call::{Call, Content, Sent};
use crate::literal::typescript as quoted;
use crate::official::{Official, in_node, small};
use crate::secret_variable;

pub(crate) fn sample(call: &Call<'_>) -> String {
    match in_node(call) {
        Some(client) => by_method(call, client),
        None => by_action(call),
    }
}

/// By the method of the client for this operation.
fn by_method(call: &Call<'_>, client: &Official) -> String {
    let operation = call.operation;
    let Official { node: package, class, .. } = client;
    let mut arguments = String::new();
    for field in &operation.parameters {
        let Some(value) = call.request.get(&field.name) else { continue };
        let item = format!("${class}.{}Request{}", operation.action, field.name);
        let Some(text) = value_of(field, &field.name, value, &item) else { continue };
        arguments.push_str(&format!("    {}: {text},\n", small(&field.name)));
    }
    let fields = if arguments.is_empty() { String::new() } else { format!("\n{arguments}  ") };
    format!(
        "// npm install {package} @alicloud/openapi-client @alicloud/credentials\n{KEY}\
         import {class}, * as ${class} from '{package}';\n\
         import * as $OpenApi from '@alicloud/openapi-client';\n\
         import Credential from '@alicloud/credentials';\n\n\
         async function main() {{\n  \
           const client = new {class}({});\n  \
           const request = new ${class}.{}Request({{{fields}}});\n  \
           const response = await client.{}(request);\n  \
           console.log(JSON.stringify(response.body, null, 2));\n\
         }}\n\n{RUN}",
        config(call, true),
        operation.action,
        small(&operation.action),
    )
}

/// Says where the key comes from.
const KEY: &str =
    "// The key is that of ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.\n";

/// Runs the program.
const RUN: &str =
    "main().catch((error) => {\n  console.error(error);\n  process.exitCode = 1;\n});\n";

fn config(call: &Call<'_>, has_key: bool) -> String {
    let mut settings = String::new();
    if has_key {
        settings.push_str("    credential: new Credential(),\n");
    }
    settings.push_str(&format!("    endpoint: {},\n", quoted(call.target.host())));
    if !call.target.is_secure() {
        settings.push_str("    protocol: 'http',\n");
    }
    format!("new $OpenApi.Config({{\n{settings}  }})")
}

/// The value of a parameter or member; `None` for what is not sent.
fn value_of(field: &Field, path: &str, value: &Value, class: &str) -> Option<String> {
    if field.secret {
        return Some(secret(&secret_variable(path)));
    }
    match (&field.ty, value) {
        (Type::List(list), Value::Array(items)) => {
            let mut shown = String::new();
            for (number, item) in (1..).zip(items) {
                let path = format!("{path}.{number}");
                shown.push_str(&format!("      {},\n", one(&list.items, &path, item, class)?));
            }
            (!items.is_empty()).then(|| format!("[\n{shown}    ]"))
        }
        (ty, value) => one(ty, path, value, class),
    }
}

fn one(ty: &Type, path: &str, value: &Value, class: &str) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(text) => Some(text.clone()),
        Value::String(text) => Some(quoted(text)),
        Value::Array(_) => None,
        Value::Object(members) => {
            let fields = ty.members()?;
            let mut shown = Vec::new();
            for (name, value) in members {
                let Some(field) = fields.iter().find(|field| field.name == *name) else { continue };
                let path = format!("{path}.{name}");
                let Some(text) = value_of(field, &path, value, class) else { continue };
                shown.push(format!("{}: {text}", small(name)));
            }
            Some(format!("new {class}({{ {} }})", shown.join(", ")))
        }
    }
}

fn secret(variable: &str) -> String {
    format!("process.env.{variable}!")
}

/// By the method that the client has for operations it does not know.
fn by_action(call: &Call<'_>) -> String {
    let operation = call.operation;
    let sent = call.sent();
    let named = |place: Place| {
        let mut pairs = String::new();
        for one in sent.iter().filter(|one| one.place == place) {
            pairs.push_str(&format!("      {}: {},\n", quoted(&one.name), content(one)));
        }
        pairs
    };
    let mut maps = String::new();
    for (name, pairs) in [("query", named(Place::Query)), ("body", named(Place::Body))] {
        if !pairs.is_empty() {
            maps.push_str(&format!("    {name}: {{\n{pairs}    }},\n"));
        }
    }
    let fields = if maps.is_empty() { String::new() } else { format!("\n{maps}  ") };
    let has_token = sent.iter().any(|one| matches!(one.content, Content::Token));
    let crypto = if has_token { "import { randomUUID } from 'crypto';\n" } else { "" };
    let (key, credential, package, kind) = match operation.anonymous {
        true => ("", "", "", "Anonymous"),
        false => (
            KEY,
            "import Credential from '@alicloud/credentials';\n",
            " @alicloud/credentials",
            "AK",
        ),
    };
    format!(
        "// npm install @alicloud/openapi-client @alicloud/tea-util{package}\n{key}\
         {crypto}\
         import OpenApi, * as $OpenApi from '@alicloud/openapi-client';\n\
         import * as $Util from '@alicloud/tea-util';\n\
         {credential}\n\
         async function main() {{\n  \
           const client = new OpenApi({});\n  \
           const params = new $OpenApi.Params({{\n    \
             action: {},\n    \
             version: {},\n    \
             protocol: 'HTTPS',\n    \
             method: '{}',\n    \
             authType: '{kind}',\n    \
             style: 'RPC',\n    \
             pathname: '/',\n    \
             reqBodyType: 'formData',\n    \
             bodyType: '{body}',\n  \
           }});\n  \
           const request = new $OpenApi.OpenApiRequest({{{fields}}});\n  \
           const response = await client.callApi(params, request, new $Util.RuntimeOptions({{}}));\n  \
           console.log(JSON.stringify(response.body, null, 2));\n\
         }}\n\n{RUN}",
        config(call, !operation.anonymous),
        quoted(&operation.action),
        quoted(&call.service.version),
        call.method(),
        body = call.body_type(),
    )
}

fn content(one: &Sent) -> String {
    match &one.content {
        Content::Text(text) => quoted(text),
        Content::Secret(variable) => secret(variable),
        Content::Token => "randomUUID()".to_owned(),
    }
}
