// The console moves by itself, and its time is set from it.
import { check, equal, go, open, test, until } from "./open.mjs";

await test(async (page) => {
  await go(page, "/operation/CreateOTAStaticUpgradeJob");
  await page.getByLabel("ProductKey").first().fill("lamp");
  await page.getByLabel("FirmwareId").first().fill("fw");
  await page.getByRole("radio", { name: /^All/ }).check();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Yes, send it" }).click();
  await page.locator("#answer").waitFor();

  await page.getByRole("link", { name: "Console" }).click();
  await page.locator("#live table a").first().click();
  await go(page, "/console/packages");
  await page.getByRole("link", { name: "fw", exact: true }).click();
  await page.locator("#live table").last().getByRole("link").first().click();
  await page.waitForURL(/console\/job/);
  const live = page.locator("#live");
  const succeeded = async () => {
    const row = page.locator("#live tr", { hasText: "SUCCEEDED" });
    return Number(await row.locator("td").last().innerText());
  };
  const before = await succeeded();

  // What is looked at stays: the same elements, the focus and what is selected.
  const link = page.locator("#live tr", { hasText: "SUCCEEDED" }).getByRole("link");
  await link.focus();
  await page.evaluate(() => {
    window.focused = document.activeElement;
    getSelection().selectAllChildren(document.querySelector("#live h2"));
    window.selected = String(getSelection());
  });

  // Somebody else lets time go on: this page is not touched.
  const other = await open();
  await go(other, "/console");
  await other.getByRole("button", { name: "+ 1 d" }).click();
  await until("the batch moved", async () => (await succeeded()) > before);
  check(await page.evaluate(() => window.selected && window.selected === String(getSelection())), "the selection");
  check(await page.evaluate(() => window.focused === document.activeElement), "the focus");

  // While a button of the mouse is down nothing moves; the click comes first.
  const now = await live.innerText();
  const changed = page.waitForResponse((response) => response.url() === page.url());
  await page.mouse.move(5, 5);
  await page.mouse.down();
  await other.getByRole("button", { name: "+ 1 d" }).click();
  await (await changed).finished();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  equal(await live.innerText(), now, "while the button is down");
  await page.mouse.up();
  check(await page.locator("figure.chart svg polygon").count() > 0, "progress is drawn");
  check((await live.locator("figure").innerText()).includes("30"), "all are there");

  await other.getByLabel(/speed/i).fill("1000");
  await other.getByRole("button", { name: "Set" }).click();
  await other.waitForURL(/console/);

  // Tasks are filtered.
  await page.locator("#live tr", { hasText: "SUCCEEDED" }).getByRole("link").click();
  await page.waitForURL(/console\/tasks/);
  check((await page.locator("#live tbody tr").count()) > 0, "tasks");

  // Faults are set and taken away.
  await go(page, "/console/faults");
  await page.getByRole("button", { name: "Add" }).click();
  await until("a fault", async () => (await page.locator("#live tbody tr").count()) === 1);
  await page.getByRole("button", { name: /clear|remove all/i }).click();
  await until("no fault", async () => (await page.locator("#live tbody tr").count()) === 0);
  for (const path of ["/console/ledger", "/console/requests", "/console/products", "/console/devices?product=lamp"]) {
    await go(page, path);
    check((await page.locator("#live tbody tr").count()) > 0, path);
  }
});
