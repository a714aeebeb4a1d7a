// One switch changes the language, stays on the page, and is kept.
import { check, equal, go, open, test } from "./open.mjs";

await test(async (page) => {
  await go(page, "/operation/QueryOTAFirmware?FirmwareId=fw");
  equal(await page.locator("html").getAttribute("lang"), "en");
  await page.getByRole("button", { name: "中文" }).click();
  equal(await page.locator("html").getAttribute("lang"), "zh");
  equal(await page.getByLabel("FirmwareId").inputValue(), "fw", "what was typed");
  await page.getByRole("button", { name: "发送", exact: true }).click();
  const answer = await page.locator("#answer").innerText();
  check(answer.includes("失败") && answer.includes("处理建议"), answer);
  await go(page, "/console");
  equal(await page.locator("html").getAttribute("lang"), "zh");
  for (const path of ["/", "/codes", "/history", "/console", "/signature/QueryOTAFirmware"]) {
    await go(page, path);
    const text = await page.locator("main").innerText();
    check(/[一-鿿]/.test(text), `${path}: ${text}`);
  }
  await page.getByRole("button", { name: "English" }).click();
  equal(await page.locator("html").getAttribute("lang"), "en");

  // A browser that likes Chinese is greeted in it.
  const other = await open({ locale: "zh-CN" });
  await go(other, "/codes");
  equal(await other.locator("html").getAttribute("lang"), "zh");
});
