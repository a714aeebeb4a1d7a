// The steps of the signature and the sample code follow the form while they are open.
import { check, equal, go, test, until } from "./open.mjs";

await test(async (page) => {
  await go(page, "/operation/QueryOTAFirmware");
  const field = page.getByLabel("FirmwareId", { exact: false }).first();
  await field.fill("first");
  await page.locator("#signature-box > summary").click();
  const steps = page.locator("#signature .steps li");
  await until("steps are shown", async () => (await steps.count()) >= 6);
  const values = () => steps.locator("code").allInnerTexts();
  const has = (text) => async () => (await values()).some((value) => value.includes(text));
  await until("the first value", has("FirmwareId=first"));
  const before = await values();
  await field.fill("first & more");
  await until("the next value, encoded", has("FirmwareId=first%20%26%20more"));
  const after = await values();
  equal(before.length, after.length);
  check(before.at(-1) !== after.at(-1), "the header is another");

  await page.locator("#samples-box > summary").click();
  const samples = page.locator("#samples details");
  await until("samples are shown", async () => (await samples.count()) >= 5);
  const shown = () => page.locator("#samples details[open] code").innerText();
  for (const [name, words] of [["Rust", "ota_api"], ["Python", "import"], ["TypeScript", "import"], ["curl", "curl"], ["ota call", "ota call"]]) {
    const sample = samples.filter({ has: page.locator("summary", { hasText: name }) });
    if (!(await sample.evaluate((details) => details.open))) await sample.locator("summary").click();
    await until(`${name} is open alone`, async () => (await page.locator("#samples details[open]").count()) === 1);
    check((await shown()).includes(words), `${name}: ${await shown()}`);
  }
  // The tab that is open stays open while one types.
  await field.fill("second");
  await until("the sample follows", async () => (await shown()).includes("second"));
  check((await shown()).includes("ota call"), await shown());

  // V1 on a page of its own, and what a gateway says beside it.
  await page.locator("#signature-box a").first().click();
  await page.getByLabel(/V1/).check();
  await page.getByRole("button", { name: "Show the steps" }).click();
  await until("V1", async () => (await values()).some((value) => value.includes("&%2F&")));
  const string = (await values()).find((value) => value.includes("&%2F&"));
  await page.locator("#pasted").fill(string.replace("QueryOTAFirmware", "QueryOTAJob"));
  await page.getByRole("button", { name: "Show the steps" }).click();
  const verdict = page.locator("#signature .note");
  await verdict.waitFor();
  check((await verdict.innerText()).includes("Action"), await verdict.innerText());
  await page.locator("#pasted").fill(string);
  await page.getByRole("button", { name: "Show the steps" }).click();
  await until("the same text has no difference", async () => !(await verdict.innerText()).includes("Action"));
  check(!(await page.content()).includes("testsecret"), "no secret");
});
