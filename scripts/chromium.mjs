import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runCommand, runScript } from "./run-command.mjs";
import { inRepository, TOOLS } from "./repository.mjs";

/** The shell without a window comes first: it takes half the time of the whole browser. */
const SHELL = "chromium-headless-shell";
const NAMES = [SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** A browser that runs: the one named, the machine's, Playwright's, or Debian's, in this order. */
export async function findChromium() {
  const outputs = [];
  for (const find of [fromEnvironment, fromMachine, fromPlaywright, fromDebian]) {
    const { path, output } = await find();
    if (path) return { ok: true, path, output: "" };
    if (output) outputs.push(output.trim());
  }
  outputs.push(
    "No Chromium: none is named by CHROMIUM or on the PATH, Playwright's could not be downloaded and",
    "Debian's package could not be installed. Install one, or set CHROMIUM to its path.",
  );
  return { ok: false, path: null, output: `${outputs.join("\n")}\n` };
}

async function fromEnvironment() {
  const path = process.env.CHROMIUM;
  if (!path) return {};
  return (await isRunning(path)) ? { path } : { output: `CHROMIUM=${path} does not run.` };
}

async function fromMachine() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), MAC];
  for (const path of candidates) if (await isRunning(path)) return { path };
  return {};
}

async function fromPlaywright() {
  const { ok, output } = await runScript(TOOLS.playwright, ["install", "chromium"]);
  if (!ok) return { output };
  const { chromium } = await import("@playwright/test");
  const path = chromium.executablePath();
  return (await isRunning(path)) ? { path } : { output: `${path} does not run on this machine.` };
}

async function fromDebian() {
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, "apt-get", "-qq", ...args];
    return runCommand(command, rest, { env: { DEBIAN_FRONTEND: "noninteractive" } });
  };
  const update = await apt("update");
  let output = update.output;
  for (const name of [SHELL, "chromium"]) {
    const install = await apt("install", "-y", "--no-install-recommends", name);
    const found = install.ok ? await fromMachine() : {};
    if (found.path) return found;
    output += install.output;
  }
  return { output };
}

/** Some distributions put a program there that only says where to get the real one. */
async function isRunning(path) {
  return existsSync(path) && (await runCommand(path, ["--version"], { cwd: inRepository() })).ok;
}
