import { startDemoInstance } from "./demo-instance.mjs";
import { ensureInstalled } from "./installation.mjs";
import { sayExit, sayLine } from "./own-instance.mjs";
import { ensurePages } from "./pages.mjs";
import { freePort, wantedPort } from "./port.mjs";
import { program } from "./program.mjs";
import { inRepository } from "./repository.mjs";
import { ensureNotRunning, noteRunning } from "./running.mjs";

const USUAL_PORT = 8790;
const STATE = inRepository(".wrangler", "demo");

await program(async () => {
  const wanted = wantedPort(process.env.PORT, USUAL_PORT);
  await ensureInstalled();
  await ensureNotRunning(STATE);
  await ensurePages();
  const { instance, target } = await startDemoInstance({
    port: await freePort(wanted),
    stateDir: STATE,
    onLine: sayLine,
    onExit: sayExit,
  });
  noteRunning(STATE, instance.url);
  console.log(`
  The demo runs at   http://localhost:${instance.port}
  Sign in with       ${instance.token}
  It watches         ${target.url} (lists how it behaves)

  Ctrl-C ends it. What npm start runs is another one, and knows nothing of this.
`);
});
