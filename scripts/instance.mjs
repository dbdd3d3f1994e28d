import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { buildWorker } from "./build-worker.mjs";
import { writeDevVars } from "./dev-vars.mjs";
import { ensureMigrated } from "./migrations.mjs";
import { anyPort, HOST } from "./port.mjs";
import { CliError } from "./cli-error.mjs";
import { endGroup, startGroup } from "./process-group.mjs";
import { ensurePrivateFolder, restrictToOwner } from "./private-files.mjs";
import { inRepository, nodePath } from "./repository.mjs";
import { openLog, redactorOf } from "./runtime-log.mjs";

const READY_WITHIN_MS = 60_000;
const MAX_LOG_LINES = 60;
/** Miniflare replaces a runtime that dies, but what it then starts does not always answer. */
const CRASHED = "runtime crashed unexpectedly";
const RECOVERY_TIMEOUT_MS = 15_000;
/** One that lives and answers nobody so often in a row is deaf, and is replaced as well. */
const HEALTH_CHECK_MS = 10_000;
const MAX_UNANSWERED_CHECKS = 6;

/**
 * Runs one Pharos on this machine, on state of its own, and resolves when it answers. With a `token` or
 * `settings` it gets variables of its own; without them `variables` is the file that has them. `onLine`
 * hears what it prints, `onExit` when it ends without having been asked to. `script` stands in for
 * Pharos' own; `builtWorker` is what `buildWorker` wrote, where that was done before. With `servesCron`
 * whoever reaches the port can call the handler of the cron trigger, as a bench does.
 *
 * @param {{
 *   stateDir: string;
 *   port?: number | undefined;
 *   token?: string | undefined;
 *   settings?: Record<string, string> | undefined;
 *   variables?: string | undefined;
 *   script?: string | undefined;
 *   builtWorker?: string | undefined;
 *   servesCron?: boolean | undefined;
 *   onLine?: ((line: string) => void) | undefined;
 *   onExit?: ((lastLines: string[]) => void) | undefined;
 * }} wanted
 */
export async function startInstance({
  port,
  stateDir,
  token,
  settings: own,
  variables: given,
  script,
  builtWorker,
  servesCron,
  onLine,
  onExit,
}) {
  const chosenPort = port ?? (await anyPort());
  ensurePrivateFolder(stateDir);
  const migrated = await ensureMigrated(stateDir);
  const variables = given ?? join(stateDir, "variables");
  if (!given) writeDevVars(variables, { token, ...own });
  const build = () => buildWorker(join(stateDir, "worker"), script);
  const settings = {
    port: chosenPort,
    stateDir,
    variables,
    worker: builtWorker ?? (await build()),
    servesCron,
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
  async function restart() {
    await runtime.end("SIGTERM");
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
    restart,
    /** Goes on with the sources as they are now. */
    async rebuild() {
      await build();
      await restart();
    },
  };
}

async function startRuntime(settings) {
  restrictToOwner(settings.stateDir);
  const group = startGroup(nodePath(), runtimeArguments(settings), {
    env: {
      TMPDIR: emptyFolder(join(settings.stateDir, "tmp")),
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const redact = redactorOf(readFileSync(settings.variables, "utf8"));
  const lines = collectLastLines(group.child, { ...settings, redact });
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
  ensurePrivateFolder(folder);
  return folder;
}

function runtimeArguments({ port, stateDir, variables, worker, servesCron }) {
  const parentWatch = pathToFileURL(inRepository("scripts", "parent-watch.mjs")).href;
  return [
    "--no-warnings",
    `--import=${parentWatch}`,
    inRepository("scripts", "serve.mjs"),
    `--worker=${worker}`,
    `--state=${stateDir}`,
    `--port=${port}`,
    `--variables=${variables}`,
    ...(servesCron ? ["--serves-cron"] : []),
  ];
}

/** What the runtime said last, while all of it goes to a file beside its state. */
function collectLastLines({ stdout, stderr }, { stateDir, redact, onLine }) {
  const lines = [];
  const log = openLog(join(stateDir, "runtime.log"));
  for (const input of [stdout, stderr]) {
    createInterface({ input }).on("line", (coloured) => {
      const line = redact(stripVTControlCharacters(coloured));
      lines.push(line);
      if (lines.length > MAX_LOG_LINES) lines.shift();
      log.write(line);
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
