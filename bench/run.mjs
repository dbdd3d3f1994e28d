import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { runScript } from "../worker/local/command.mjs";
import { ensureInstalled } from "../worker/local/installation.mjs";
import { ensurePages } from "../worker/local/pages.mjs";
import { Problem } from "../worker/local/problem.mjs";
import { endAllGroups } from "../worker/local/process-group.mjs";
import { program } from "../worker/local/program.mjs";
import { inRepository, TOOLS } from "../worker/local/repository.mjs";

/** One question each, with its baseline. `npm run bench -- rooms` asks that one and writes nothing. */
const QUESTIONS = {
  rooms: async (folder) => (await import("./rooms.mjs")).measureRooms(folder),
  crowd: async (folder) => (await import("./crowd.mjs")).measureCrowd(folder),
  thrift: async (folder) => (await import("./thrift.mjs")).measureThrift(folder),
  million: async () => (await import("./million.mjs")).simulateMillion(),
  tick: async (folder) => (await import("./tick.mjs")).measureTick(folder),
  history: async (folder) => (await import("./history.mjs")).measureHistory(folder),
  doors: async (folder) => (await import("./doors.mjs")).measureDoors(folder),
};
/** Minutes in real time, so only by name; `MINUTES` says how many. */
const LONG_QUESTIONS = {
  schedule: async (folder) => (await import("./schedule.mjs")).measureSchedule(folder),
  kill: async (folder) => (await import("./kill.mjs")).measureKill(folder),
  cron: async (folder) => (await import("./cron.mjs")).measureCron(folder),
  cuts: async (folder) => (await import("./cuts.mjs")).measureCuts(folder),
  chaos: async (folder) => (await import("./chaos.mjs")).measureChaos(folder),
  notify: async (folder) => (await import("./notify.mjs")).measureNotify(folder),
  public: async (folder) => (await import("./public.mjs")).measurePublic(folder),
  lighthouse: async (folder) => (await import("./lighthouse.mjs")).measureLighthouse(folder),
  flips: async (folder) => (await import("./flips.mjs")).measureFlips(folder),
};
/** Where in the page they begin. */
const LONG_RUNS = "## Long runs";
const chosen = process.argv.slice(2);

await program(async () => {
  if (!existsSync("/proc/self/stat"))
    throw new Problem("The benches count CPU time as Linux does.");
  await ensureInstalled();
  await ensurePages();
  const answers = [];
  for (const [name, ask] of asked()) {
    const folder = inRepository(".wrangler", "bench", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const answer = await ask(folder);
    console.log(`\n${section(answer)}`);
    answers.push(answer);
  }
  if (chosen.length === 0) await write(inRepository("docs", "benchmarks.md"), answers.map(section));
  await endAllGroups();
  process.exit(answers.every(({ goals }) => goals.every(({ isMet }) => isMet)) ? 0 : 1);
});

function asked() {
  if (chosen.length === 0) return Object.entries(QUESTIONS);
  const known = { ...QUESTIONS, ...LONG_QUESTIONS };
  return chosen.map((name) => {
    if (known[name]) return [name, known[name]];
    throw new Problem(`${name} is none of: ${Object.keys(known).join(", ")}.`);
  });
}

/** What long runs found is written by hand, and stays. */
async function write(path, sections) {
  const written = readFileSync(path, "utf8");
  writeFileSync(path, page(sections) + written.slice(written.indexOf(LONG_RUNS)));
  await runScript(TOOLS.prettier, ["--write", path]);
}

function section({ title, text, goals }) {
  const said = goals.map(
    ({ goal, seen, isMet }) => `- ${isMet ? "met" : "NOT MET"}: ${goal} (seen: ${seen})`,
  );
  return [`## ${title}`, text, said.join("\n")].join("\n\n");
}

function page(sections) {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 1_073_741_824);
  return `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${model}), ${memory} GB, ${process.platform} ${release()}, Node ${process.version}. Everything over loopback; those who watch are other processes, and their cost is not counted.

${sections.join("\n\n")}

## How this is measured

- **CPU** is the user and system time of the server's process and all below it, from \`/proc/<pid>/stat\`.
- **Rooms**: the product's own \`Room\` in workerd, without the proxy that \`wrangler dev\` puts before it, beside Socket.IO 4.8 built as the original specification has it: each event emitted by its own job, to the room of its endpoint and to the room of all. How it is driven matters: emitting a hundred events in one loop, measured separately, costs it about 4.6 µs per event, of which ours is then about a thirteenth, not a twentieth. The viewers are the same minimal client for both. Rounds alternate, the first does not count, medians are shown; latency runs from the request to publish to the last byte of the frame at the viewer.
- **Tick**: the whole of what \`npm start\` runs, wrangler and its proxy included, through ticks of its own clock. *Answer to socket* runs from the target's answer to the frame at a listener of the room \`all\`; a tick is one frame, so a check waits for the slowest of its tick.
- **Doors**: of workerd, the database and all objects included, without wrangler's own process. The platform's own accounting of the Worker cannot be had here, so what it asks of others is taken off at the price of one query that reads and one call that counts. All have their turn in each round.
- Uptime Kuma's figures were measured separately, with as many HTTP monitors on a machine of this size.

`;
}
