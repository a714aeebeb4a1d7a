// axe on every kind of page, some of them side by side.
import { given, go, open, test } from "./open.mjs";
import { look, nothing } from "./look.mjs";

await test(async () => {
  const rest = [...given];
  const one = async () => {
    const page = await open();
    for (let path = rest.shift(); path; path = rest.shift()) {
      await go(page, path);
      await look(page, path);
    }
  };
  await Promise.all([one(), one()]);
  nothing();
});
