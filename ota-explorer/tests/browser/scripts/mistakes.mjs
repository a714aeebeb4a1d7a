// A mistake stands at its field while one types, and goes when it is mended.
import { check, equal, expect, given, go, open, test, until } from "./open.mjs";

await test(async (page) => {
  await go(page, "/operation/CreateOTAStaticUpgradeJob");
  const gray = "#f-_40_Target_2f_Gray_2f_GrayPercent";

  /** What is said at a field: the elements that describe it, as a screen reader follows them. */
  const said = async (id) => page.locator(id).evaluate((field) => field.getAttribute("aria-describedby")
    .split(" ").map((described) => document.getElementById(described))
    .filter((element) => element.classList.contains("mistake"))
    .map((element) => element.innerText.trim()).join("\n"));

  const type = async (id, text, words) => {
    await page.locator(id).fill("");
    await page.locator(id).pressSequentially(text);
    await until(`${id} says "${words}"`, async () => (await said(id)).includes(words));
    equal(await page.locator(id).getAttribute("aria-invalid"), "true", id);
  };
  await type("#f-TimeoutInMinutes", "0", given.TimeoutInMinutes);
  // An option shows its fields when it is chosen, and not before.
  check(!(await page.locator(gray).isVisible()), "hidden");
  await page.getByRole("radio", { name: /Gray/ }).check();
  await type(gray, "33.3333", given.GrayPercent);

  // What is missing is told when the field is left, not before.
  const product = "#f-ProductKey";
  equal(await said(product), "");
  await page.locator(product).focus();
  await page.keyboard.press("Tab");
  await until("the missing key is told", async () => (await said(product)).includes(given.ProductKey));

  // Mended, it is gone.
  await page.locator(product).fill("a1V4kdeAbCd");
  await page.locator("#f-FirmwareId").fill("fw");
  await page.locator("#f-TimeoutInMinutes").fill("60");
  await page.locator(gray).fill("33.33");
  await until("no mistakes", async () => (await page.locator("#status").innerText()).startsWith("No mistakes"));
  for (const id of [product, "#f-TimeoutInMinutes", gray]) {
    equal(await said(id), "", id);
    equal(await page.locator(id).getAttribute("aria-invalid"), null, id);
  }

  // A press of the button says that all is well; or goes to the first mistake, and loads nothing.
  const press = () => page.getByRole("button", { name: "Check", exact: true }).last().click();
  const focused = () => page.evaluate(() => document.activeElement.id);
  await page.evaluate(() => { window.same = true; });
  await press();
  await until("the result has the focus", async () => (await focused()) === "status");
  await page.locator("#f-TimeoutInMinutes").fill("0");
  await page.locator("#f-FirmwareId").fill("");
  for (const name of ["Check", "Send"]) {
    await page.locator("h1").click();
    await page.getByRole("button", { name, exact: true }).last().click();
    await until(`${name}: the first mistake has the focus`, async () => (await focused()) === "f-FirmwareId");
    check((await page.locator("#status").innerText()).startsWith("2 mistakes. It was not sent"), "how many");
  }
  check(await page.evaluate(() => window.same), "nothing was loaded");
  await page.locator("#f-FirmwareId").fill("fw");
  await page.locator("#f-TimeoutInMinutes").fill("60");

  // A form that a link filled in is checked at once.
  const other = await open();
  await go(other, "/operation/CreateOTAStaticUpgradeJob?TimeoutInMinutes=0");
  await other.locator("#m-f-TimeoutInMinutes p").waitFor();

  // Without server it says so, until there is one again.
  expect(/ERR_INTERNET_DISCONNECTED/);
  await other.context().setOffline(true);
  await other.locator("#f-FirmwareId").fill("a");
  await other.getByText("lost its server").waitFor();
  await other.context().setOffline(false);
  await other.locator("#f-FirmwareId").fill("b");
  await other.locator("#gone").waitFor({ state: "hidden" });

  // Rows come and go, and the focus stays where one works.
  const rows = page.locator("input[id^='f-Tag-'][id$='-Key']");
  const before = await rows.count();
  await page.getByRole("button", { name: "Add a row: Tag" }).click();
  await until("a row more", async () => (await rows.count()) === before + 1);
  equal(await page.evaluate(() => document.activeElement.id), await rows.last().getAttribute("id"));
  await page.keyboard.type("k");
  equal(await page.locator(product).inputValue(), "a1V4kdeAbCd");
});
