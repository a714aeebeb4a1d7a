//! Samples in TypeScript, with the official client.

use crate::call::{Call, Content};
use crate::literal::typescript as quoted;
use crate::notation::Notation;
use crate::official::{Official, in_node, small};

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
    let arguments = NOTATION.arguments(call, &format!("${class}"));
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

const NOTATION: Notation = Notation {
    quoted,
    boolean: |value| if value { "true" } else { "false" },
    variable: |name| format!("process.env.{name}!"),
    token: "randomUUID()",
    name: small,
    is: ": ",
    indent: "      ",
    object: |class, members| format!("new {class}({{ {members} }})"),
};

/// By the method that the client has for operations it does not know.
fn by_action(call: &Call<'_>) -> String {
    let operation = call.operation;
    let sent = call.sent();
    let maps = NOTATION.places(&sent);
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
