// A browser that was let in, and whatever goes wrong in it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const input = JSON.parse(readFileSync(0, "utf8"));
export const given = input.given;
export const home = new URL(input.address).origin;
const modules = createRequire(`${input.modules}/package.json`);
/** What axe runs in a page. */
export const axe = () => readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

/** Every finding of every page. */
const wrong = [];
const expected = [];
/** Errors in the console that are meant, such as that of a form with mistakes, which has a status of its own. */
export function expect(pattern) {
  expected.push(pattern);
}

export function check(holds, what) {
  if (!holds) throw new Error(what);
}
export function equal(one, other, what = "") {
  const [left, right] = [one, other].map((value) => JSON.stringify(value));
  check(left === right, `${what}\n  is     ${left}\n  wanted ${right}`);
}

let browser;
let state;
/** The page that was looked at last, for the message of a failure. */
let last;

/** A page of a browser that was let in; with settings of Playwright, such as `javaScriptEnabled`. */
export async function open(settings = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-US",
    // Nobody watches it scroll.
    reducedMotion: "reduce",
    storageState: state,
    ...settings,
  });
  // Long, for machines that do other things meanwhile.
  context.setDefaultTimeout(20_000);
  if (settings.javaScriptEnabled !== false) {
    // What hostile texts call.
    await context.exposeFunction("ran", (text) => wrong.push(`ran: ${text}`));
  }
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== home) wrong.push(`a request to ${request.url()}`);
  });
  context.on("page", (page) => {
    page.on("dialog", (dialog) => {
      wrong.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.stack}`));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() !== "error" && message.type() !== "warning") return;
      if (!expected.some((pattern) => pattern.test(text))) wrong.push(`${page.url()}: ${text}`);
    });
  });
  last = await context.newPage();
  return last;
}

/** Goes to a path, which is there. */
export async function go(page, path) {
  const response = await page.goto(home + path);
  equal(response.status(), 200, path);
}

/** Waits until something holds. */
export async function until(what, holds) {
  const end = Date.now() + 20_000;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Runs a test in a browser. */
export async function test(run) {
  const { chromium } = modules("playwright-core");
  // The browser is that of all tests, and what is opened here is nobody else's.
  browser = await chromium.connect(input.browser);
  try {
    const page = await open();
    await page.goto(input.address);
    // It leads on by itself.
    await page.waitForURL(`${home}/`);
    state = await page.context().storageState();
    await run(page);
    equal(wrong, [], "what went wrong in the browser");
  } catch (error) {
    console.log(error.stack);
    if (last && !last.isClosed()) {
      const text = await last.locator("main").innerText({ timeout: 1000 }).catch(() => "");
      const mistakes = await last.locator(".mistake:not(:empty)").allInnerTexts().catch(() => []);
      if (mistakes.length) console.log(`mistakes on the page: ${mistakes.join(" | ")}`);
      console.log(`on ${last.url()}:\n${text.slice(0, 2000)}`);
    }
    if (wrong.length) console.log(`went wrong: ${wrong.slice(0, 20).join("\n")}`);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
