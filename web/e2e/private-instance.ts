import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInstance } from "../../scripts/instance.mjs";
import { TOKEN, variable } from "./fixtures";

type Instance = Awaited<ReturnType<typeof startInstance>>;
type Settings = { token?: string; settings?: Record<string, string> };

/** A Pharos of one test alone, on the built Worker. It and its state are gone afterwards. */
export async function withPrivateInstance(
  test: (instance: Instance) => Promise<void>,
  settings: Settings = { token: TOKEN },
): Promise<void> {
  const stateDir = emptyState();
  cpSync(variable("PHAROS_MIGRATED_STATE"), stateDir, { recursive: true });
  const instance = await startInstance({
    ...settings,
    stateDir,
    builtWorker: variable("PHAROS_BUILT_WORKER"),
  });
  await during(test, { instance, stateDir });
}

/** As `npm start` has it, from an empty folder on: what is built, starts, is killed and comes back. */
export async function withFreshInstance(
  test: (instance: Instance) => Promise<void>,
): Promise<void> {
  const stateDir = emptyState();
  const instance = await startInstance({ stateDir, token: TOKEN });
  await during(test, { instance, stateDir });
}

const emptyState = () => mkdtempSync(join(tmpdir(), "pharos-own-"));

async function during(
  test: (instance: Instance) => Promise<void>,
  { instance, stateDir }: { instance: Instance; stateDir: string },
): Promise<void> {
  try {
    await test(instance);
  } finally {
    await instance.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}
