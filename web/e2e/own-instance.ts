import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInstance } from "../../worker/local/instance.mjs";
import { TOKEN } from "./pharos";

const AS_USUAL = { port: undefined, config: undefined, onLine: undefined, onExit: undefined };

/** A Pharos of one test alone, which it may kill. It and its state are gone afterwards. */
export async function withOwnInstance(
  test: (instance: Awaited<ReturnType<typeof startInstance>>) => Promise<void>,
  settings: { token?: string; settings?: Record<string, string> } = { token: TOKEN },
): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), "pharos-own-"));
  const instance = await startInstance({ ...AS_USUAL, stateDir, ...settings });
  try {
    await test(instance);
  } finally {
    await instance.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}
