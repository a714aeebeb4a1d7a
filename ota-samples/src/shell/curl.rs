//! Samples for `curl`: scripts that sign with what is on every machine.
//!
//! A script keeps the secret of the key out of the arguments of programs, which other users of a machine can
//! see. So it does not hand the secret to `openssl`, but makes the HMAC of two hashes, and gives
//! the headers to `curl` through its standard input.

use ota_spec::model::Place;

use crate::call::{Call, Content, Sent};
use crate::literal::percent;

pub(crate) fn sample(call: &Call<'_>) -> String {
    let sent = call.sent();
    let query = pairs(&sent, Place::Query);
    let form = pairs(&sent, Place::Body);
    let has_secret = sent.iter().any(|one| matches!(one.content, Content::Secret(_)));
    let scheme = if call.target.is_secure() { "https" } else { "http" };
    let mut script = String::from("#!/bin/sh\n");
    let is_signed = !call.operation.anonymous;
    if is_signed {
        script.push_str(
            "# The key is that of ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.\n",
        );
    }
    script.push_str("set -eu\n\n");
    if has_secret {
        script.push_str(ENCODE);
    }
    script.push_str(&format!("host={}\n", quoted(call.target.host())));
    script.push_str(&assigned("query", &query));
    script.push_str(&assigned("body", &form));
    let content_type = match form.is_empty() {
        true => "",
        false => "content-type:application/x-www-form-urlencoded\n",
    };
    let (token, with_token, key_of_token) = match is_signed {
        true => (TOKEN, "${token}", "${key}"),
        false => ("", "", ""),
    };
    script.push_str(&format!(
        "\n{SHA256}{}\
         date=$(date -u +%Y-%m-%dT%H:%M:%SZ)\n\
         nonce=$(openssl rand -hex 16)\n\
         hash=$(printf %s \"$body\" | sha256)\n\
         {token}\
         # Sorted by name, as they are signed.\n\
         headers=\"\\\n{content_type}\
         host:$host\n\
         {key_of_token}x-acs-action:{}\n\
         x-acs-content-sha256:$hash\n\
         x-acs-date:$date\n\
         {with_token}x-acs-signature-nonce:$nonce\n\
         x-acs-version:{}\"\n",
        if is_signed { HMAC } else { "" },
        quoted(&call.operation.action),
        quoted(&call.service.version),
    ));
    if is_signed {
        script.push_str(&format!(
            "names=$(printf '%s\\n' \"$headers\" | cut -d: -f1 | paste -sd';' -)\n\
            canonical=\"{}\n/\n$query\n$headers\n\n$names\n$hash\"\n\
            {SIGN}",
            call.method()
        ));
    }
    let authorization = if is_signed { "authorization:$authorization\n" } else { "" };
    let data = if form.is_empty() { "" } else { " --data-raw \"$body\"" };
    script.push_str(&format!(
        "\n# The headers go through standard input, since arguments can be seen.\n\
         printf '%s\\n' \"$headers\n{authorization}accept:application/json\" | \
         sed 's/.*/header = \"&\"/' |\n  \
         curl -sS --fail-with-body -K - -X {}{data} \"{scheme}://$host/?$query\"\n",
        call.method(),
    ));
    script
}

/// The parameters of a place, sorted and encoded, a piece for each.
fn pairs(sent: &[Sent], place: Place) -> Vec<String> {
    let mut named: Vec<(String, String)> = sent
        .iter()
        .filter(|one| one.place == place)
        .map(|one| {
            let value = match &one.content {
                Content::Text(text) => percent(text),
                Content::Secret(variable) => format!("$(encode \"${variable}\")"),
                Content::Token => "$(openssl rand -hex 16)".to_owned(),
            };
            (percent(&one.name), value)
        })
        .collect();
    named.sort();
    named.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

fn assigned(name: &str, pairs: &[String]) -> String {
    match pairs {
        [] => format!("{name}=\n"),
        pairs => format!("{name}=\"\\\n{}\"\n", pairs.join("&\\\n")),
    }
}

/// A text without anything that double quotes let through.
fn quoted(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.:[]".contains(*c)).collect()
}

const ENCODE: &str = r#"# Letters, digits and -_.~ stay; every other byte becomes %XY.
encode() {
  for byte in $(printf %s "$1" | od -An -v -tu1); do
    case $byte in
      4[5689] | 5[0-7] | 6[5-9] | [78][0-9] | 90 | 95 | 9[7-9] | 1[01][0-9] | 12[0-2] | 126)
        printf "\\$((byte / 64))$((byte / 8 % 8))$((byte % 8))" ;;
      *) printf '%%%02X' "$byte" ;;
    esac
  done
}

"#;

const SHA256: &str = r#"sha256() { openssl dgst -sha256 -hex | sed 's/.* //'; }
"#;

const HMAC: &str = r#"# The HMAC of standard input, by its definition: openssl would show the secret among its arguments.
pad() {
  out= count=0
  for byte in $2; do
    byte=$((byte ^ $1)) count=$((count + 1))
    out="$out\\$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
  done
  while [ "$count" -lt 64 ]; do
    out="$out\\$(($1 / 64))$(($1 / 8 % 8))$(($1 % 8))" count=$((count + 1))
  done
  printf "$out"
}
hmac() {
  secret=$(printf %s "$ALIBABA_CLOUD_ACCESS_KEY_SECRET" | if [ "${#ALIBABA_CLOUD_ACCESS_KEY_SECRET}" -gt 64 ]; then
    openssl dgst -sha256 -binary
  else
    cat
  fi | od -An -v -tu1)
  { pad 92 "$secret"; { pad 54 "$secret"; cat; } | openssl dgst -sha256 -binary; } | sha256
}

"#;

const TOKEN: &str = r#"key= token=
if [ -n "${ALIBABA_CLOUD_SECURITY_TOKEN:-}" ]; then
  key="x-acs-accesskey-id:$ALIBABA_CLOUD_ACCESS_KEY_ID
" token="x-acs-security-token:$ALIBABA_CLOUD_SECURITY_TOKEN
"
fi
"#;

const SIGN: &str = r#"signature=$(printf 'ACS3-HMAC-SHA256\n%s' "$(printf %s "$canonical" | sha256)" | hmac)
authorization="ACS3-HMAC-SHA256 Credential=$ALIBABA_CLOUD_ACCESS_KEY_ID,SignedHeaders=$names,Signature=$signature"
"#;
