import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
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
  tick: async (folder) => (await import("./tick.mjs")).measureTick(folder),
};
const chosen = process.argv.slice(2);

await program(async () => {
  if (!existsSync("/proc/self/stat"))
    throw new Problem("The benches count CPU time as Linux does.");
  await ensureInstalled();
  await ensurePages();
  const answers = [];
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const folder = inRepository(".wrangler", "bench", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const answer = section(await ask(folder));
    console.log(`\n${answer}`);
    answers.push(answer);
  }
  if (chosen.length === 0) await write(inRepository("docs", "benchmarks.md"), page(answers));
  await endAllGroups();
  process.exit();
});

async function write(path, text) {
  writeFileSync(path, text);
  await runScript(TOOLS.prettier, ["--write", path]);
}

function section({ title, text, goals }) {
  const said = goals.map(
    ({ goal, seen, isMet }) => `- ${isMet ? "met" : "NOT MET"}: ${goal} (seen: ${seen})`,
  );
  return [`## ${title}`, text, said.join("\n")].join("\n\n");
}

function page(answers) {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 1_073_741_824);
  return `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${model}), ${memory} GB, ${process.platform} ${release()}, Node ${process.version}. Everything over loopback; those who watch are other processes, and their cost is not counted.

${answers.join("\n\n")}

## How this is measured

- **CPU** is the user and system time of the server's process and all below it, from \`/proc/<pid>/stat\`.
- **Rooms**: the product's own \`Room\` in workerd, without the proxy that \`wrangler dev\` puts before it, beside Socket.IO 4.8 built as the original specification has it: each event emitted by its own job, to the room of its endpoint and to the room of all. How it is driven matters: emitting a hundred events in one loop, measured separately, costs it about 4.6 µs per event, of which ours is then about a thirteenth, not a twentieth. The viewers are the same minimal client for both. Rounds alternate, the first does not count, medians are shown; latency runs from the request to publish to the last byte of the frame at the viewer.
- **Tick**: the whole of what \`npm start\` runs, wrangler and its proxy included, through ticks of its own clock. *Answer to socket* runs from the target's answer to the frame at a listener of the room \`all\`; a tick is one frame, so a check waits for the slowest of its tick.
- Uptime Kuma's figures were measured separately, with as many HTTP monitors on a machine of this size.
`;
}
