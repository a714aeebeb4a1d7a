// Operations are found while one types.
import { check, equal, go, home, open, test, until } from "./open.mjs";

await test(async (page) => {
  await go(page, "/");
  const names = () => page.locator("#found .operations li > a").allInnerTexts();
  const all = (await names()).length;
  check(all > 20, `${all} operations`);

  const search = page.getByRole("searchbox");
  await search.pressSequentially("CreateOTAStatic");
  await until("few are left", async () => (await names()).length < 4);
  equal((await names())[0], "CreateOTAStaticUpgradeJob");
  await until("the address follows", () => page.url() === `${home}/?q=CreateOTAStatic`);

  // By a code, and by a parameter.
  await search.fill("iot.ota.FirmwareNotFound");
  await until("found by its code", async () => (await names()).includes("DeleteOTAFirmware"));
  await search.fill("GrayPercent");
  await until("found by a parameter", async () => (await names()).includes("CreateOTAStaticUpgradeJob"));
  check((await names()).length < all, "all have it");

  await until("the address follows again", () => page.url().endsWith("q=GrayPercent"));
  await page.reload();
  equal(await search.inputValue(), "GrayPercent");
  check((await names()).includes("CreateOTAStaticUpgradeJob"), "lost when loaded again");

  await search.fill("no such thing");
  await until("it says that nothing is found", async () => (await page.locator("#found").innerText()).includes("Nothing matches"));
  await search.fill("");
  await until("all are back", async () => (await names()).length === all);

  // What is typed before the script is there is searched, too.
  const other = await open();
  await other.route("**/static/script.js", async (route) => {
    await other.getByRole("searchbox").fill("GrayPercent");
    await route.continue();
  });
  await go(other, "/");
  await until("it is found", async () => (await other.locator("#found li").count()) < 4);
});
