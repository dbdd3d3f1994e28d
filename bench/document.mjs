import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { runScript } from "../scripts/run-command.mjs";
import { inRepository, TOOLS } from "../scripts/repository.mjs";
import { markdownTable } from "./stats.mjs";
import { QUESTIONS } from "./questions.mjs";
import { isShort } from "./scale.mjs";

const PATH = inRepository("docs", "benchmarks.md");

/** Each section begins with a mark, so that one of them can be written without the others. */
const MARK = /^<!-- bench:(\w+) -->$/m;
const markOf = (name) => `<!-- bench:${name} -->`;
const END = "end";

/** A figure that could not be had; whoever reads it would take it for one. */
const NO_FIGURE = /\b(NaN|Infinity|undefined|null)\b/;

/** What of an answer says that the bench itself is broken, in words; null where nothing does. */
export function brokenReason(name, answer) {
  const found = NO_FIGURE.exec(textOf(answer));
  if (found) return `${name} is broken: ${found[0]} stands where a figure should.`;
  if (answer.goals.length === 0) return `${name} is broken: it has no goals.`;
  return null;
}

/** One answer as it stands in the document. */
export const sectionOf = (answer) => `${textOf(answer)}\n\n${machine()}`;

function textOf({ title, text, goals }) {
  const lines = goals.map(
    ({ goal, seen, ...rest }) => `- ${judged(rest)}: ${goal} (seen: ${seen})`,
  );
  return [`## ${title}`, text, lines.join("\n")].join("\n\n");
}

/** The short form says nothing of how fast anything is. */
function judged({ isMet, isInvariant = false }) {
  if (isShort && !isInvariant) return "not judged";
  return isMet ? "met" : "NOT MET";
}

/** When and where an answer was seen, and how busy the machine was. */
function machine() {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 1_073_741_824);
  const [, , load] = loadavg().map((value) => value.toFixed(1));
  return `Seen on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${model.trim()}), ${memory} GB, ${process.platform} ${release()}, Node ${process.version}; load average of a quarter of an hour ${load}.`;
}

/** Writes these sections and keeps those of the other questions as they are. */
export async function writeSections(sections) {
  const all = { ...readSections(), ...sections };
  const asked = Object.keys(QUESTIONS).filter((name) => all[name]);
  writeFileSync(
    PATH,
    [
      head(),
      ...asked.map((name) => `${markOf(name)}\n\n${all[name]}`),
      `${markOf(END)}\n\n${MEASURED}`,
    ].join("\n\n"),
  );
  await runScript(TOOLS.prettier, ["--write", PATH]);
}

/** The sections of the document by the name of their question. */
function readSections() {
  if (!existsSync(PATH)) return {};
  const [, ...parts] = readFileSync(PATH, "utf8").split(MARK);
  const pairs = parts.flatMap((name, index) =>
    index % 2 === 0 && name !== END ? [[name, parts[index + 1].trim()]] : [],
  );
  return Object.fromEntries(pairs);
}

const head = () => `# Benchmarks

Written by \`npm run bench\`, which asks every question below; \`npm run bench -- rooms\` asks that one and writes its section. Everything runs over loopback; those who watch are other processes, and their cost is not counted. \`npm run bench -- --short\` asks each in small and writes nothing: it fails where a bench is broken, and says nothing of how fast anything is.

${markdownTable([
  ["question", "asks", "minutes"],
  ...Object.entries(QUESTIONS).map(([name, { asks, minutes }]) => [
    `\`${name}\``,
    asks,
    `${minutes}`,
  ]),
])}

\`MINUTES\` sets the length of those that run for minutes, \`ENDPOINTS\` and \`HANGING\` how many endpoints, \`PLACEMENT=spread\` spreads those that hang evenly; a run that is changed like this writes nothing. \`SEED\` repeats the moments and victims of a kill.`;

const MEASURED = `## How this is measured

- **CPU** is the user and system time of the server's process and all below it, from \`/proc/<pid>/stat\`.
- **Rooms**: the product's own \`Room\` in workerd, without what Miniflare puts before it, beside Socket.IO 4.8 built as the original specification has it: each event emitted by its own job, to the room of its endpoint and to the room of all. How it is driven matters: emitting a hundred events in one loop, measured separately, costs it about 4.6 µs per event, of which ours is then about a thirteenth, not a twentieth. The viewers are the same minimal client for both. Rounds alternate, the first does not count, medians are shown; latency runs from the request to publish to the last byte of the frame at the viewer.
- **Tick**: the whole of what \`npm start\` runs, Miniflare and its way in included, through ticks of its own clock. *Answer to socket* runs from the target's answer to the frame at a listener of the room \`all\`; a tick is one frame, so a check waits for the slowest of its tick.
- **Doors**: of workerd, the database and all objects included, without wrangler's own process. The platform's own accounting of the Worker cannot be had here, so what it asks of others is taken off at the price of one query that reads and one call that counts. All have their turn in each round.
- **Public pages**: what is made anew is a page with a password, which nobody keeps. Who asks, Miniflare and its way in share the cores, and that way is most of what is seen.
- **Chaos**: a minute is counted by the second in which each letter says that it left; by when they arrive, one that left late on a loaded machine is closer to the one that left a minute after it.
- Uptime Kuma's figures were measured separately, with as many HTTP monitors on a machine of this size.
`;
