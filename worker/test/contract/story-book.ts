import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import worker from "../../index";
import { bindings, ORIGIN, OWNER_HEADERS } from "../fixtures/worker";
import type { RoomName } from "../../protocol/rooms";
import { NOW, reseed, setClock, steadily } from "./frozen";
import { printed } from "./notification-recording";
import { enter, settled, type Listener } from "./story-listener";

/** What somebody asks; all that follows from it is done when it is answered. */
export async function sendInStory(
  method: string,
  path: string,
  { body, headers = OWNER_HEADERS }: { body?: object; headers?: object } = {},
): Promise<Response> {
  const ctx = createExecutionContext();
  const init = { method, headers: { ...headers }, ...(body && { body: JSON.stringify(body) }) };
  const request = new Request(`${ORIGIN}${path}`, init);
  const response = await worker.fetch(request as Parameters<typeof worker.fetch>[0], bindings, ctx);
  const text = await response.text();
  await waitOnExecutionContext(ctx);
  const hasBody = response.status !== 204;
  return new Response(hasBody ? text : null, {
    status: response.status,
    headers: response.headers,
  });
}

export async function act(method: string, path: string, body: object = {}, headers: object = {}) {
  const asked = { ...(method !== "GET" && { body }), headers: { ...OWNER_HEADERS, ...headers } };
  const response = await sendInStory(method, `/api/v1${path}`, asked);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : {}) as Record<string, unknown> & { id: string };
}

/** Cron fires, and its tick is over. */
export async function cron(at: number): Promise<void> {
  const ctx = createExecutionContext();
  const scheduled = { scheduledTime: at, cron: "* * * * *", noRetry: () => undefined };
  await worker.scheduled(scheduled, bindings, ctx);
  await waitOnExecutionContext(ctx);
}

export type Book = ReturnType<typeof openBook>;

/** Of each listener, what it heard in which step of the story. */
export function openBook() {
  const listeners: Listener[] = [];
  const chapters = new Map<string, string[]>();
  const labels = new Map<string, string>();
  const steady = steadily();
  const positions = new Map<string, { epoch: string; seq: number }>();

  const note = (name: string, heading: string, lines: string[]) => {
    if (lines.length === 0) return;
    const chapter = chapters.get(name) ?? [];
    chapters.set(name, [...chapter, [heading, ...lines].join("\n")]);
  };
  /** Identifiers are names of what they are of; whichever are left are numbered. */
  const named = (text: string) =>
    [...labels].reduce(
      (result, [id, label]) => result.replaceAll(id, `{${label}}`),
      steady.text(text),
    );
  const shown = (text: string) => named(printed(withoutChance(JSON.parse(text), labels)));

  const bodyOf = (text: string) => (text === "" ? [] : [shown(text)]);

  const take = (listener: Listener): string[] => {
    const frames = listener.frames.splice(0);
    for (const text of frames) {
      if (JSON.stringify(JSON.parse(text)) !== text) throw new Error(`expected JSON, saw ${text}`);
      const { epoch, seq } = JSON.parse(text) as { epoch?: string; seq: number };
      const before = positions.get(listener.name);
      positions.set(listener.name, { epoch: epoch ?? before?.epoch ?? "", seq });
    }
    return frames.map(shown);
  };

  return {
    /** Calls an identifier by a name from here on. */
    label: (name: string, id: string) => {
      labels.set(id, name);
      return id;
    },
    listeners,
    async enter(name: string, room: RoomName, how?: Parameters<typeof enter>[2]) {
      const listener = await enter(name, room, how);
      listeners.push(listener);
      return listener;
    },
    /** The query with which a listener comes back. */
    cursorOf(name: string) {
      const { epoch, seq } = positions.get(name)!;
      return `v=1&epoch=${epoch}&since=${seq}`;
    },
    /** One step, so many seconds after the beginning. */
    async step(second: number, title: string, happens: () => Promise<unknown>) {
      setClock(NOW + second * 1_000);
      // Publications have ids by chance as well: a room takes one that it knows for one it has heard.
      reseed(`${second} ${title}`);
      const before = listeners.slice();
      await happens();
      const moved = [...before, ...listeners].filter(
        (one) => one.isClosed || !before.includes(one),
      );
      await settled(listeners, new Set(moved.map(({ room }) => room)));
      const heading = `## ${new Date(NOW + second * 1_000).toISOString().slice(11, 19)} ${title}`;
      const firsts = new Map<string, { name: string; text: string }>();
      for (const listener of [...listeners]) {
        const lines = take(listener);
        if (listener.isClosed) {
          lines.push(await listener.closed);
          listeners.splice(listeners.indexOf(listener), 1);
        }
        const { name, room } = listener;
        const text = lines.join("\n");
        const first = firsts.get(room);
        if (!first) firsts.set(room, { name, text });
        // Most of what is told in a room is told to all alike.
        const isSame = text !== "" && first?.text === text;
        note(name, heading, isSame ? [`the same as ${first.name}`] : lines);
      }
    },
    /** An answer over HTTP. */
    async answer(title: string, response: Response) {
      const recordedHeaders = [
        "content-type",
        "cache-control",
        "retry-after",
        "access-control-allow-origin",
      ];
      const headers = recordedHeaders.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [`${name}: ${value}`];
      });
      note("answers", named(`## ${title}`), [
        `${response.status}`,
        ...headers,
        ...bodyOf(await response.text()),
      ]);
    },
    recordings: () =>
      [...chapters].map(([name, steps]) => ({ name, text: `${steps.join("\n\n")}\n` })),
  };
}

const BY_CHANCE = new Set(["connectionId", "epoch"]);

/** What is drawn by chance and has no name: connections, epochs, and updates by their own ids. */
function withoutChance(value: unknown, labels: Map<string, string>, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutChance(one, labels, key));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => {
        const isOfUpdate = name === "id" && key === "updates";
        if (typeof one === "string" && (BY_CHANCE.has(name) || isOfUpdate)) {
          const kind = isOfUpdate ? "update" : name;
          const known = [...labels.values()].filter((label) => label.startsWith(`${kind} `));
          if (!labels.has(one)) labels.set(one, `${kind} ${known.length + 1}`);
        }
        return [name, withoutChance(one, labels, name)];
      }),
    );
  }
  return value;
}
