// A mistake stands at its field while one types, and goes when it is mended.
import { check, equal, given, go, test, until } from "./open.mjs";

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

  // Rows come and go, and the focus stays where one works.
  const rows = page.locator("input[id^='f-Tag-'][id$='-Key']");
  const before = await rows.count();
  await page.getByRole("button", { name: "Add a row: Tag" }).click();
  await until("a row more", async () => (await rows.count()) === before + 1);
  equal(await page.evaluate(() => document.activeElement.id), await rows.last().getAttribute("id"));
  await page.keyboard.type("k");
  equal(await page.locator(product).inputValue(), "a1V4kdeAbCd");
});
