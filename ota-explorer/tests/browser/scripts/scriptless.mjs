// Without script every page is read and a form is sent.
import { check, equal, go, open, test } from "./open.mjs";

await test(async () => {
  const page = await open({ javaScriptEnabled: false });
  for (const path of [
    "/", "/?q=firmware", "/operation/CreateOTAStaticUpgradeJob", "/codes", "/codes?q=Throttling", "/history",
    "/samples/QueryOTAFirmware?FirmwareId=fw", "/signature/QueryOTAFirmware?FirmwareId=fw", "/console", "/console/products",
    "/console/packages", "/console/package?id=T0F5b5tpFnHQrgfk030100", "/console/job?id=wahVIzGkCMuAUE2gDERM02",
    "/console/tasks?job=wahVIzGkCMuAUE2gDERM02", "/console/faults", "/console/ledger", "/console/requests",
  ]) {
    await go(page, path);
    check((await page.locator("main").innerText()).length > 20, path);
    equal(await page.locator(".scripted:visible").count(), 0, `${path} shows what needs the script`);
  }
  await go(page, "/");
  await page.getByRole("searchbox").fill("CancelOTATaskByDevice");
  await page.getByRole("button", { name: "Search" }).click();
  await page.locator("#found").getByRole("link", { name: "CancelOTATaskByDevice", exact: true }).click();

  // A mistake, a row more, and off it goes.
  await page.getByLabel("FirmwareId").fill("T0F5b5tpFnHQrgfk030100");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("It was not sent").waitFor();
  check((await page.locator("#m-f-ProductKey").innerText()).includes("ProductKey is required"), "the mistake");
  // Loaded again it posts nothing.
  await page.reload();
  await page.getByText("It was not sent").waitFor();
  await page.getByLabel("ProductKey").fill("a1V4kdeAbCd");
  await page.locator("#f-DeviceName-1").fill("deviceName1");
  await page.getByRole("button", { name: "Add a row: DeviceName" }).click();
  await page.locator("#f-DeviceName-2").fill("deviceName2");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Yes, send it" }).click();
  check((await page.locator("#answer").innerText()).includes("Done"), await page.locator("#answer").innerText());

  // Fields of every option can be reached: the radio button alone shows them.
  await go(page, "/operation/CreateOTAStaticUpgradeJob");
  await page.getByRole("radio", { name: /Gray/ }).check();
  check(await page.locator("#f-_40_Target_2f_Gray_2f_GrayPercent").isVisible(), "its field");
});
