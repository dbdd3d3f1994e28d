import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runCommand } from "./run-command.mjs";
import { CliError } from "./cli-error.mjs";
import { inRepository, machinePath } from "./repository.mjs";

const FOLDER = inRepository(".wrangler", "npm-node");

/**
 * The PATH for npm. It must not run on the Node that it is about to replace; and on one older than
 * a package asks for, it leaves that package's build for this machine out without a word. So an
 * older machine first gets the pinned Node, by itself.
 */
export async function pathForNpm() {
  const PATH = machinePath();
  const { output } = await runCommand("node", ["--version"], { env: { PATH } });
  if (isRecentEnough(output)) return PATH;
  await installNode(PATH);
  return [join(FOLDER, "node_modules", "node", "bin"), PATH].join(delimiter);
}

/** What the strictest of the packages that bring such builds ask for. */
function isRecentEnough(version) {
  const [major, minor] = version.replace("v", "").split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

async function installNode(PATH) {
  const { devDependencies, allowScripts } = JSON.parse(
    readFileSync(inRepository("package.json"), "utf8"),
  );
  const wanted = { private: true, dependencies: { node: devDependencies.node }, allowScripts };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), JSON.stringify(wanted));
  const { ok, output } = await runCommand("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
    env: { PATH },
  });
  if (ok) return;
  console.error(output);
  throw new CliError("Node could not be installed from npm; npm's words are above.");
}
