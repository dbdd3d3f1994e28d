import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time in these. */
const TICKS_PER_SECOND = 100;

/** The CPU time of a process and all below it so far, in ms. */
export const cpuMs = (pid, isCounted = () => true) =>
  (processesBelow(pid)
    .filter(({ name }) => isCounted(name))
    .reduce((sum, one) => sum + one.ticks, 0) *
    1_000) /
  TICKS_PER_SECOND;

/** What a process and those below it hold in memory now, in MB; what they share counts once. */
export const residentMb = (pid, isCounted = () => true) =>
  processesBelow(pid)
    .filter(({ name }) => isCounted(name))
    .reduce((sum, one) => sum + residentKb(one.pid), 0) / 1_024;

/** The most that each of these has ever held in memory, together, in MB. */
export const peakMb = (pid, isCounted) =>
  processesBelow(pid)
    .filter(({ name }) => isCounted(name))
    .reduce((sum, one) => sum + kilobytes(one.pid, "status", "VmHWM"), 0) / 1_024;

const residentKb = (pid) => kilobytes(pid, "smaps_rollup", "Pss");

const kilobytes = (pid, file, field) =>
  Number(
    new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(
      readFileSync(`/proc/${pid}/${file}`, "utf8"),
    )[1],
  );

/** A process and all below it, each `{ pid, name, parent, ticks }`. */
export function processesBelow(pid) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter(Boolean);
  const below = (parent) =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return [...all.filter((one) => one.pid === pid), ...below(pid)];
}

/** Fields as in proc(5), counted after the name, which may hold anything. */
function readStat(pid) {
  try {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    const fields = rest.split(" ");
    const [parent, userTicks, systemTicks] = [1, 11, 12].map((at) => Number(fields[at]));
    return { pid: Number(pid), name, parent, ticks: userTicks + systemTicks };
  } catch (error) {
    // It ended while we were reading.
    if (error.code === "ENOENT" || error.code === "ESRCH") return null;
    throw error;
  }
}
