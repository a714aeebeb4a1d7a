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
  // The texts of the spec are in Chinese, too: of the operation, its parameter and the code with its advice.
  for (const text of ["没有 FirmwareId 所指的升级包", "请从 ListOTAFirmware 获取该 ID"]) check(answer.includes(text), answer);
  const main = await page.locator("main").innerText();
  check(main.includes("查询升级包详情。"), main);
  // What there is in English alone is marked.
  const marked = await page.locator("main [lang=en]").allInnerTexts();
  check(marked.length > 0 && marked.every((text) => !/[一-鿿]/.test(text)), JSON.stringify(marked));
  await page.getByLabel("FirmwareId").fill("'");
  await page.locator("#m-f-FirmwareId").getByText("必须匹配").waitFor();
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
