import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { writeDevVars } from "./dev-vars.mjs";
import { ensureMigrated } from "./migrations.mjs";
import { anyPort, HOST } from "./port.mjs";
import { CliError } from "./cli-error.mjs";
import { endGroup, startGroup } from "./process-group.mjs";
import { inRepository, nodePath, TOOLS } from "./repository.mjs";

const READY_WITHIN_MS = 60_000;
const MAX_LOG_LINES = 60;
/** The runtime is two processes; wrangler replaces one that dies, but not always its way in. */
const CRASHED = "runtime crashed unexpectedly";
const RECOVERY_TIMEOUT_MS = 5_000;
/** One that lives and answers nobody so often in a row is deaf, and is replaced as well. */
const HEALTH_CHECK_MS = 10_000;
const MAX_UNANSWERED_CHECKS = 6;

/**
 * Runs one Pharos on this machine, on state of its own, and resolves when it answers. With a
 * `token` or `settings` it gets variables of its own; without those of `.dev.vars`. `onLine` hears what it
 * prints, `onExit` when it ends without having been asked to. `script` stands in for Pharos' own.
 * `builtWorker`, the file that `buildWorker` wrote, runs in the same platform without `wrangler dev`:
 * it starts sooner and costs less, and needs variables of its own.
 *
 * @param {{
 *   stateDir: string;
 *   port?: number | undefined;
 *   token?: string | undefined;
 *   settings?: Record<string, string> | undefined;
 *   script?: string | undefined;
 *   builtWorker?: string | undefined;
 *   onLine?: ((line: string) => void) | undefined;
 *   onExit?: ((lastLines: string[]) => void) | undefined;
 * }} wanted
 */
export async function startInstance({
  port,
  stateDir,
  token,
  settings: own,
  script,
  builtWorker,
  onLine,
  onExit,
}) {
  const chosenPort = port ?? (await anyPort());
  mkdirSync(stateDir, { recursive: true });
  const migrated = await ensureMigrated(stateDir);
  const variables = (token ?? own) ? join(stateDir, "variables") : null;
  if (variables) writeDevVars(variables, { token, ...own });
  const settings = {
    port: chosenPort,
    stateDir,
    variables,
    script,
    builtWorker,
    onLine: handleLine,
    onExit,
  };
  let runtime = null;
  runtime = await startRuntime(settings);
  let unanswered = 0;
  setInterval(() => void checkHealth(runtime), HEALTH_CHECK_MS).unref();

  function handleLine(line) {
    onLine?.(line);
    if (line.includes(CRASHED))
      setTimeout(() => void replaceIfUnresponsive(runtime), RECOVERY_TIMEOUT_MS);
  }
  async function checkHealth(current) {
    unanswered = current.wasEnded() || (await isAnswering(urlOf(chosenPort))) ? 0 : unanswered + 1;
    if (unanswered >= MAX_UNANSWERED_CHECKS) await replaceIfUnresponsive(current);
  }
  async function replaceIfUnresponsive(unresponsive) {
    if (!unresponsive || unresponsive !== runtime || (await isAnswering(urlOf(chosenPort)))) return;
    // Where both of its processes crashed this runs twice; the other one has ended it by now.
    if (unresponsive.wasEnded()) return;
    unanswered = 0;
    handleLine("Pharos answered nobody any more, and is started anew.");
    await unresponsive.end("SIGKILL");
    runtime = await startRuntime(settings);
  }
  return {
    url: urlOf(chosenPort),
    port: chosenPort,
    token,
    migrated,
    /** The head of the process group that the whole runtime is in. */
    get pid() {
      return runtime.pid;
    },
    kill: (signal = "SIGKILL") => runtime.end(signal),
    stop: () => runtime.end("SIGTERM"),
    async restart() {
      await runtime.end("SIGTERM");
      runtime = await startRuntime(settings);
    },
  };
}

async function startRuntime(settings) {
  const group = startGroup(nodePath(), runtimeArguments(settings), {
    env: {
      WRANGLER_REGISTRY_PATH: join(settings.stateDir, "registry"),
      TMPDIR: emptyFolder(join(settings.stateDir, "tmp")),
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines = collectLastLines(group.child, settings);
  const isReady = await Promise.race([
    group.ended.then(() => false),
    waitUntilReady(group.child, settings.port),
  ]);
  if (!isReady) {
    await endGroup(group, "SIGKILL");
    throw new CliError(
      `${lines.join("\n")}\n\nPharos did not start; what the runtime said is above.`,
    );
  }
  void group.ended.then(() => {
    if (!group.wasEnded) settings.onExit?.(lines);
  });
  return {
    pid: group.child.pid,
    wasEnded: () => group.wasEnded,
    end: (signal) => endGroup(group, signal),
  };
}

/** What a runtime that was killed left behind goes when the next one starts. */
function emptyFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

function runtimeArguments(settings) {
  const parentWatch = pathToFileURL(inRepository("scripts", "parent-watch.mjs")).href;
  const runtime = settings.builtWorker ? servingBuiltWorker(settings) : wranglerDev(settings);
  return ["--no-warnings", `--import=${parentWatch}`, ...runtime];
}

const servingBuiltWorker = ({ port, stateDir, variables, builtWorker }) => [
  inRepository("worker", "test", "setup", "serve-built-worker.mjs"),
  `--worker=${builtWorker}`,
  `--state=${stateDir}`,
  `--port=${port}`,
  `--variables=${variables}`,
];

function wranglerDev({ port, stateDir, variables, script }) {
  return [
    TOOLS.wrangler,
    "dev",
    ...(script ? [script] : []),
    "--local",
    `--port=${port}`,
    `--ip=${HOST}`,
    "--inspector-port=0",
    `--persist-to=${stateDir}`,
    "--show-interactive-dev-session=false",
    `--var=LOCAL_ADDRESS:${HOST}:${port}`,
    ...(variables ? [`--env-file=${variables}`] : []),
  ];
}

/** What the runtime said last, while all of it goes to a file beside its state. */
function collectLastLines({ stdout, stderr }, { stateDir, onLine }) {
  const lines = [];
  const log = createWriteStream(join(stateDir, "runtime.log"));
  for (const input of [stdout, stderr]) {
    createInterface({ input }).on("line", (coloured) => {
      const line = stripVTControlCharacters(coloured);
      lines.push(line);
      if (lines.length > MAX_LOG_LINES) lines.shift();
      log.write(`${line}\n`);
      onLine?.(line);
    });
  }
  return lines;
}

async function waitUntilReady(child, port) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await isAnswering(urlOf(port))) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

const urlOf = (port) => `http://${HOST}:${port}`;

/** Any answer about its health will do: a clock that has not ticked yet is still an answer. */
export async function isAnswering(url) {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) });
    return "status" in (await response.json());
  } catch {
    return false;
  }
}
