import { startDemoInstance } from "./demo-instance.mjs";
import { ensureInstalled } from "./install-deps.mjs";
import { printExit, printLine } from "./local-instance.mjs";
import { ensurePages } from "./pages.mjs";
import { freePort, requestedPort } from "./port.mjs";
import { runMain } from "./run-main.mjs";
import { inRepository } from "./repository.mjs";
import { ensureNotRunning, writeRunningFile } from "./detect-running.mjs";

const DEFAULT_PORT = 8790;
const STATE = inRepository(".wrangler", "demo");

await runMain(async () => {
  const wanted = requestedPort(process.env.PORT, DEFAULT_PORT);
  await ensureInstalled();
  await ensureNotRunning(STATE);
  await ensurePages();
  const { instance, target } = await startDemoInstance({
    port: await freePort(wanted),
    stateDir: STATE,
    onLine: printLine,
    onExit: printExit,
  });
  writeRunningFile(STATE, instance.url);
  console.log(`
  The demo runs at   http://localhost:${instance.port}
  Sign in with       ${instance.token}
  It watches         ${target.url} (lists how it behaves)

  Ctrl-C ends it. What npm start runs is another one, and knows nothing of this.
`);
});
