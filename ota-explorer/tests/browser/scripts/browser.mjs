// One browser for all tests: it says where it listens, and is there until its input ends.
import { createRequire } from "node:module";

const [modules, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/package.json`)("playwright-core");
const server = await chromium.launchServer({
  executablePath,
  host: "127.0.0.1",
  args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
console.log(server.wsEndpoint());
process.stdin.resume().on("end", () => server.close());
