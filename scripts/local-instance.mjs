import { ensureSecret, ensureToken } from "./dev-vars.mjs";
import { loadSignInOptions, startMessage } from "./start-message.mjs";
import { ensureInstalled } from "./install-deps.mjs";
import { startInstance } from "./instance.mjs";
import { ensurePages } from "./pages.mjs";
import { freePort, requestedPort } from "./port.mjs";
import { ensurePrivateFolder } from "./private-files.mjs";
import { inRepository } from "./repository.mjs";
import { ensureNotRunning, writeRunningFile } from "./detect-running.mjs";
import { ensureSameEncryptionKey, writeKeyId } from "./encryption-key.mjs";

const DEFAULT_PORT = 8787;
const STATE = inRepository(".wrangler", "state");

/** From whatever the machine has to a running Pharos on the person's own state. */
export async function startLocalInstance({ onLine = printLine } = {}) {
  const wanted = requestedPort(process.env.PORT, DEFAULT_PORT);
  ensurePrivateFolder(inRepository(".wrangler"));
  await ensureNotRunning(STATE);
  await ensureInstalled();
  const variables = inRepository(".dev.vars");
  const older = ensureSameEncryptionKey(variables, STATE);
  const token = ensureToken(variables);
  ensureSecret(variables, "ENCRYPTION_KEY");
  const setupToken = ensureSecret(variables, "SETUP_TOKEN");
  await ensurePages();
  const port = await freePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is taken, so this is on ${port}.`);
  const instance = await startInstance({
    port,
    stateDir: STATE,
    variables,
    onLine,
    onExit: printExit,
  });
  writeRunningFile(STATE, instance.url);
  writeKeyId(variables, STATE);
  const applied = instance.migrated.join(", ");
  if (applied) console.log(`Migrations applied: ${applied}`);
  const signInOptions = await loadSignInOptions(instance.url);
  console.log(
    startMessage({ url: `http://localhost:${port}`, doors: signInOptions, token, setupToken }),
  );
  if (older) console.warn(`${older}\n`);
  return instance;
}

/** The runtime says a lot; a person needs to hear of errors. All of it is in runtime.log. */
export function printLine(line) {
  if (process.env.PHAROS_VERBOSE || line.includes("[ERROR]")) console.log(line);
}

export function printExit(lastLines) {
  console.error(
    `${lastLines.join("\n")}\n\nThe runtime ended by itself; its last words are above.`,
  );
  process.exit(1);
}
