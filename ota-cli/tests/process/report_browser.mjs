// The report of a rollout in Chromium: axe in light and dark, wide and narrow; nothing is asked for, and nothing is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, executablePath, address] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/package.json`)("playwright-core");
const axe = readFileSync(`${modules}/node_modules/axe-core/axe.min.js`, "utf8");
const browser = await chromium.launch({ executablePath, args: ["--disable-gpu"] });
try {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      const viewport = { width, height: 800 };
      // axe is a script, which the policy of the page refuses.
      const context = await browser.newContext({ colorScheme, viewport, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(address);
      await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
      assert.deepEqual(found, [], `${colorScheme} ${width}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits");
      await context.close();
    }
  }
  const page = await browser.newPage();
  const asked = [];
  const said = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("dialog", (dialog) => said.push(dialog.message()));
  await page.goto(address);
  await page.pdf({ format: "A4" });
  assert.deepEqual(asked, [address]);
  assert.deepEqual(said, []);
  assert.equal(await page.locator("svg polygon").count(), 5);
} finally {
  await browser.close();
}
