// A form is found, filled in and sent with the keyboard alone.
import { check, equal, test, until, home } from "./open.mjs";

await test(async (page) => {
  await page.goto(`${home}/`);
  const focused = () => page.evaluate(() => {
    const { id, name, textContent, tagName } = document.activeElement;
    return { id, name, text: textContent.trim().slice(0, 60), tag: tagName };
  });
  const tab = async (what, is) => {
    for (let presses = 0; presses < 400; presses++) {
      await page.keyboard.press("Tab");
      const now = await focused();
      // Who cannot see the focus is lost.
      if (is(now)) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        check(outline !== "none", `${what} shows no focus`);
        return;
      }
    }
    throw new Error(`the focus never came to ${what}`);
  };

  // Straight to the content.
  await page.keyboard.press("Tab");
  check((await focused()).text.startsWith("Skip"), JSON.stringify(await focused()));
  await page.keyboard.press("Enter");
  equal(await page.evaluate(() => document.activeElement.id), "main");
  await tab("the search", ({ id }) => id === "q");
  await page.keyboard.type("CancelOTATaskByDevice");
  await until("it is found", async () => (await page.locator("#found li").count()) === 1);
  await tab("the operation", ({ text }) => text === "CancelOTATaskByDevice");
  await page.keyboard.press("Enter");
  await page.waitForURL(/operation\/CancelOTATaskByDevice/);

  for (const [id, text] of [["f-FirmwareId", "T0F5b5tpFnHQrgfk030100"], ["f-ProductKey", "a1V4kdeAbCd"]]) {
    await tab(id, (now) => now.id === id);
    await page.keyboard.type(text);
  }
  // A form whose fields come in another order is gone through again.
  await tab("a device", (now) => now.id === "f-DeviceName-1");
  await page.keyboard.type("deviceName1");
  await tab("a row more", (now) => now.text === "Add a row");
  await page.keyboard.press("Enter");
  await until("the new row has the focus", async () => (await focused()).id === "f-DeviceName-2");
  await page.keyboard.type("deviceName2");
  await tab("send", (now) => now.tag === "BUTTON" && now.text === "Send");
  await page.keyboard.press("Space");
  await page.getByText("2 × DeviceName").waitFor();
  // The question has the focus, so that nothing is sent by a key that was meant for the form.
  equal((await focused()).tag, "H1");
  await tab("yes", (now) => now.text === "Yes, send it");
  await page.keyboard.press("Enter");
  await page.locator("#answer").waitFor();
  equal((await focused()).id, "answer");
  check((await page.locator("#answer").innerText()).includes("Done"), await page.locator("#answer").innerText());

  // Radio buttons by arrows, and boxes by Enter.
  await page.goto(`${home}/operation/CreateOTAStaticUpgradeJob`);
  await tab("the choice", (now) => now.name === "@choice.Target");
  const chosen = () => page.evaluate(() => document.querySelector("input[name='@choice.Target']:checked")?.value);
  const before = await chosen();
  await page.keyboard.press("ArrowDown");
  check((await chosen()) !== before, "the arrow chooses");
  await tab("the samples", (now) => now.tag === "SUMMARY" && now.text === "Sample code");
  await page.keyboard.press("Enter");
  await until("samples", async () => (await page.locator("#samples details").count()) > 0);
});
