import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { inRepository, ROOT } from "../../local/repository.mjs";

const MEMORY = "/dev/shm";
const NEEDED_BYTES = 1_073_741_824;

/**
 * An empty folder for databases that nobody needs afterwards. In memory where there is room: every
 * write of a database waits for its disk, which takes most of the time of a test.
 */
export function emptyScratch() {
  const folder = hasRoom()
    ? join(MEMORY, `pharos-${createHash("sha256").update(ROOT).digest("hex").slice(0, 12)}`)
    : inRepository(".e2e", "scratch");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function hasRoom() {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= NEEDED_BYTES;
}
