// A rollout by clicking, as a newcomer makes it: nothing is known but the page.
import { check, equal, go, home, test, until } from "./open.mjs";

await test(async (page) => {
  const operation = async (name) => {
    // A page that is left takes what is typed with it.
    const loaded = page.waitForEvent("load");
    await page.getByRole("link", { name: "Operations" }).click();
    await loaded;
    await page.getByRole("searchbox").fill(name);
    await page.waitForURL(new RegExp(`q=${name}`));
    await page.locator("#found").getByRole("link", { name, exact: true }).click();
    await page.waitForURL(new RegExp(`operation/${name}`));
  };
  const send = async () => {
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("button", { name: "Yes, send it" }).click();
    const answer = page.locator("#answer");
    await answer.waitFor();
    const text = await answer.innerText();
    check(text.includes("Done"), text);
    return text;
  };
  const member = (text, name) => text.match(new RegExp(`"${name}": "([^"]+)"`))[1];

  // A file goes up, and its address into the next form.
  await operation("GenerateOTAUploadURL");
  await page.getByLabel("File", { exact: true }).setInputFiles({
    name: "lamp-2.0.0.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(70_000, 7),
  });
  await page.getByRole("button", { name: "Upload" }).click();
  await page.locator("#answer").getByRole("link", { name: /CreateOTAFirmware/ }).click();

  await page.getByLabel("DestVersion").first().fill("2.0.0");
  await page.getByLabel("FirmwareName").first().fill("lamp-2");
  await page.getByLabel("ProductKey").first().fill("a1V4kdeAbCd");
  await page.getByLabel("NeedToVerify").first().selectOption("false");
  const created = await send();
  const firmware = member(created, "FirmwareId");

  // The console names what the next form needs.
  await page.getByRole("link", { name: "Console" }).click();
  await page.locator("#live table").getByRole("link").first().click();
  await page.locator("#live td a[href^='/console/packages?']").first().click();
  await page.getByRole("link", { name: firmware }).waitFor();

  await operation("CreateOTAStaticUpgradeJob");
  await page.getByLabel("FirmwareId").first().fill(firmware);
  await page.getByLabel("ProductKey").first().fill("a1V4kdeAbCd");
  await page.getByRole("radio", { name: /^All/ }).check();
  const job = member(await send(), "JobId");

  // The batch moves.
  await go(page, "/console/packages");
  await page.getByRole("link", { name: firmware }).click();
  await page.getByRole("link", { name: job }).click();
  const count = async (state) => {
    const row = page.locator("#live tr", { hasText: new RegExp(`^${state}`) });
    return Number(await row.locator("td").last().innerText());
  };
  const batch = page.url();
  await page.getByRole("button", { name: "+ 10 min" }).click();
  await until("some devices work", async () => (await count("IN_PROGRESS")) > 0);
  await page.getByRole("button", { name: "+ 10 min" }).click();
  check((await count("IN_PROGRESS")) + (await count("SUCCEEDED")) > 0, "it moves");

  // Two devices that are not done are taken out.
  await page.locator("#live tr", { hasText: /^IN_PROGRESS/ }).getByRole("link").click();
  await page.waitForURL(/console\/tasks/);
  const rows = page.locator("#live tbody tr");
  const names = [0, 1].map((number) => rows.nth(number).locator("td").nth(1).innerText());
  const [first, second] = await Promise.all(names);
  await operation("CancelOTATaskByDevice");
  await page.getByLabel("FirmwareId").first().fill(firmware);
  await page.getByLabel("ProductKey").first().fill("a1V4kdeAbCd");
  await page.getByLabel("JobId").first().fill(job);
  await page.locator("#f-DeviceName-1").fill(first);
  await page.getByRole("button", { name: "Add a row: DeviceName" }).click();
  await page.locator("#f-DeviceName-2").fill(second);
  await send();
  await page.goto(batch);
  equal(await count("CANCELED"), 2);

  // The package goes: a batch that runs is ended before.
  await operation("CancelOTATaskByJob");
  await page.getByLabel("JobId").first().fill(job);
  for (const state of ["Queued", "InProgress", "Notified", "Scheduled", "Unconfirmed"]) {
    await page.getByLabel(`Cancel${state}Task`).first().selectOption("true");
  }
  await send();
  await operation("DeleteOTAFirmware");
  await page.getByLabel("FirmwareId").first().fill(firmware);
  await send();
  await go(page, "/console/packages");
  equal(await page.getByRole("link", { name: firmware }).count(), 0);
  check(page.url().startsWith(home), page.url());
});
