// The official Node.js client against the emulator.
//
// Usage: node official_client.js MODULES HOST:PORT KEY_ID KEY_SECRET V1|V3 < EXAMPLES
//
// EXAMPLES is a JSON array of {action, request, seed}, the request by wire name. Before each call
// the emulator is given that state. Prints one JSON object per call: what the client made of the response. An
// operation that the client does not have is "unknown".

const [modules, host, accessKeyId, accessKeySecret, scheme] = process.argv.slice(2);
const { createRequire } = require('module');
const from = createRequire(modules + '/');
const Iot = from('@alicloud/iot20180120');
const { Config } = from('@alicloud/openapi-client');
const { cast } = from('@alicloud/tea-typescript');

const client = new Iot.default(new Config({
  accessKeyId,
  accessKeySecret,
  endpoint: host,
  protocol: 'http',
  // The library calls the query scheme (HMAC-SHA1) v2.
  signatureAlgorithm: scheme === 'V1' ? 'v2' : undefined,
}));

async function call({ action, request }) {
  const method = action[0].toLowerCase() + action.slice(1);
  const Request = Iot[`${action}Request`];
  if (!client[method] || !Request) return { action, unknown: true };
  const response = await client[method](cast(request, new Request({})));
  return { action, status: response.statusCode, body: response.body.toMap() };
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  for (const example of JSON.parse(Buffer.concat(chunks))) {
    await fetch(`http://${host}/_ota/reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seed: example.seed }),
    }).then((response) => { if (!response.ok) throw new Error(`reset: ${response.status}`); });
    let line;
    try {
      line = await call(example);
    } catch (error) {
      line = { action: example.action, raised: error.name, text: error.message };
    }
    console.log(JSON.stringify(line));
  }
}

main();
