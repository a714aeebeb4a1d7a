// axe on every kind of page.
import { given, go, test } from "./open.mjs";
import { look, nothing } from "./look.mjs";

await test(async (page) => {
  for (const path of given) {
    await go(page, path);
    await look(page, path);
  }
  nothing();
});
