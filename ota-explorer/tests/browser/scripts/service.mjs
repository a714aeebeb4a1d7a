// With a service behind it, the page of a batch looks again by itself, and draws what it has seen.
import { check, equal, go, test, until } from "./open.mjs";

await test(async (page) => {
  await go(page, "/operation/CreateOTAStaticUpgradeJob?ProductKey=lamp&FirmwareId=fw&TargetSelection=ALL");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Yes, send it" }).click();
  await page.locator("#answer").waitFor();
  const id = (await page.locator("#answer pre").innerText()).match(/"JobId": "([^"]+)"/)[1];

  // A response leads on to what takes its ID.
  const steps = page.locator("#answer .steps");
  await steps.getByRole("link", { name: "QueryOTAJob", exact: true }).click();
  equal(await page.getByLabel("JobId").first().inputValue(), id);

  await page.clock.install();
  await go(page, `/console/job?id=${id}`);
  const picture = page.locator("#live svg");
  equal(await picture.count(), 0, "one look is no progress");
  let looks = 0;
  page.on("request", (request) => { looks += request.url().includes("/console/job"); });
  await page.clock.runFor(14_000);
  equal(looks, 0, "it keeps its pace");
  await page.clock.runFor(1_500);
  await until("it looked again", async () => (await picture.count()) === 1);
  equal(looks, 1);
  check((await page.locator("#live").innerText()).includes("a service says nothing of before"), "what it is");
});
