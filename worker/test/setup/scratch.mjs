import { createHash } from "node:crypto";
import fs from "node:fs";
import { join } from "node:path";
import { inRepository, ROOT } from "../../../scripts/repository.mjs";

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
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

function hasRoom() {
  // The oldest Node that can install ours does not know how much room there is.
  if (!fs.existsSync(MEMORY) || !fs.statfsSync) return false;
  const { bavail, bsize } = fs.statfsSync(MEMORY);
  return bavail * bsize >= NEEDED_BYTES;
}
