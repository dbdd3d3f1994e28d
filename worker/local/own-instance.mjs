import { ensureSecret, ensureToken } from "./dev-vars.mjs";
import { ensureInstalled } from "./installation.mjs";
import { startInstance } from "./instance.mjs";
import { ensurePages } from "./pages.mjs";
import { freePort, wantedPort } from "./port.mjs";
import { inRepository } from "./repository.mjs";
import { ensureNotRunning, noteRunning } from "./running.mjs";

const USUAL_PORT = 8787;
const STATE = inRepository(".wrangler", "state");

/** From whatever the machine has to a running Pharos on the person's own state. */
export async function startOwnInstance({ onLine = sayLine } = {}) {
  const wanted = wantedPort(process.env.PORT, USUAL_PORT);
  await ensureInstalled();
  const variables = inRepository(".dev.vars");
  const token = ensureToken(variables);
  ensureSecret(variables, "ENCRYPTION_KEY");
  const setupToken = ensureSecret(variables, "SETUP_TOKEN");
  await ensureNotRunning(STATE);
  await ensurePages();
  const port = await freePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is taken, so this is on ${port}.`);
  const instance = await startInstance({ port, stateDir: STATE, onLine, onExit: sayExit });
  noteRunning(STATE, instance.url);
  const applied = instance.migrated.join(", ");
  if (applied) console.log(`Migrations applied: ${applied}`);
  console.log(`
  Pharos runs at   http://localhost:${port}
  Set it up at     http://localhost:${port}/setup#${setupToken}
  or sign in with  ${token}
                   (both kept in .dev.vars; the set-up works once)

  Ctrl-C ends it. What it knows stays in .wrangler/state.
`);
}

/** The runtime says a lot; a person needs to hear of errors. All of it is in runtime.log. */
export function sayLine(line) {
  if (process.env.PHAROS_VERBOSE || line.includes("[ERROR]")) console.log(line);
}

export function sayExit(lastLines) {
  console.error(
    `${lastLines.join("\n")}\n\nThe runtime ended by itself; its last words are above.`,
  );
  process.exit(1);
}
