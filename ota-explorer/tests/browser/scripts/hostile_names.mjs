// Devices, packages and descriptions with hostile names, on every page that shows them.
import { check, expect, given, go, home, test } from "./open.mjs";
import { clean, shows } from "./hostile.mjs";

await test(async (page) => {
  expect(/status of 404/);
  // One call has such a description, for a batch of all devices.
  await go(page, "/operation/CreateOTAStaticUpgradeJob");
  const form = new URLSearchParams([
    ["ProductKey", "lamp"], ["FirmwareId", "fw0"], ["@choice.Target", "All"], ["@do", "send"],
    ["JobDesc", given[3]],
  ]);
  const sent = await page.evaluate(async (body) => {
    const asked = await fetch("/operation/CreateOTAStaticUpgradeJob", { method: "POST", body: new URLSearchParams(body) });
    return { url: asked.url, text: await asked.text() };
  }, form.toString());
  const ticket = sent.text.match(/\/confirm\/[0-9a-f]+/)?.[0];
  check(ticket, sent.text);
  await page.goto(await page.evaluate(async (path) => (await fetch(path, { method: "POST" })).url, ticket));
  await clean(page, "an answer");
  const job = (await page.locator("#answer").innerText()).match(/"JobId": "([^"]+)"/)[1];
  const paths = ["/console", "/console/products", "/history", "/console/ledger", "/console/requests", "/console/package?id=fw0",
    `/console/job?id=${job}`];
  for (let number = 1; number <= Math.ceil(given.length / 50); number++) {
    paths.push(`/console/devices?product=lamp&page=${number}`, `/console/packages?product=lamp&page=${number}`,
      `/console/tasks?job=${job}&page=${number}`);
  }
  let seen = "";
  for (const path of paths) {
    await go(page, path);
    await clean(page, path);
    if (path.startsWith("/console/packages")) seen += await page.locator("main").innerText();
  }
  // They were there to be seen.
  const plain = given.filter((text) => /^[\x21-\x7e]+$/.test(text));
  const missing = plain.filter((text) => !seen.includes(text));
  check(plain.length > 50 && !missing.length, `${missing.length} of ${plain.length} are not shown: ${missing.slice(0, 3)}`);
  await page.goto(`${home}/console/device?product=lamp&name=${encodeURIComponent(given[2])}`);
  await shows(page, given[2]);
  await clean(page, "a device");
});
