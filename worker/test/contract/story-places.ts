import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { bindings } from "../fixtures/worker";
import { act, type Book } from "./story-book";
import type { Listener } from "./story-listener";

type Settings = Record<string, unknown>;

/** Creates an endpoint whose identifier follows from its name. */
export async function create(book: Book, name: string, settings: Settings = {}) {
  const body = {
    name,
    url: `https://${name}.example/health`,
    retryDelaySeconds: null,
    ...settings,
  };
  const created = await act("POST", "/endpoints", body, { "idempotency-key": name });
  book.label(name, created.id);
  return created;
}

const SLOW_IS_202 = {
  source: "status",
  property: null,
  comparison: "equals",
  expected: "200",
  severity: "degraded",
};

/** Each does something else in the story. */
export const ENDPOINTS: [name: string, settings: (ids: Record<string, string>) => Settings][] = [
  ["shop", () => ({})],
  [
    "payments",
    () => ({ failureThreshold: 1, regions: ["weur", "enam"], assertions: [SLOW_IS_202] }),
  ],
  ["router", () => ({ failureThreshold: 1 })],
  ["warehouse", ({ router }) => ({ failureThreshold: 1, dependsOn: [router] })],
  ["flappy", () => ({ failureThreshold: 1, tags: ["old"] })],
  ["quick", () => ({ failureThreshold: 3, retryDelaySeconds: 5 })],
  ["fast", () => ({ intervalSeconds: 30 })],
  ["resting", () => ({ paused: true, method: "HEAD", timeoutMs: 2_000, tags: ["new"] })],
];

export const BACKUP = {
  kind: "heartbeat",
  url: undefined,
  intervalSeconds: 60,
  graceSeconds: 30,
  failureThreshold: 1,
};

const component = (name: string, ...endpointIds: string[]) => ({ name, endpointIds });

export const pageOf = (ids: Record<string, string>) => ({
  slug: "acme",
  title: "Acme",
  showViewerCount: true,
  groups: [
    {
      name: "Core",
      components: [
        component("Shop", ids["shop"]!),
        component("Paying", ids["payments"]!),
        component("Delivery", ids["router"]!, ids["warehouse"]!),
      ],
    },
    {
      name: "",
      components: [component("Backup", ids["backup"]!), { name: "Phone", status: "UP" }],
    },
  ],
});

/** Names the components of a page as the page does. */
export function labelPage(book: Book, page: Record<string, unknown> & { id: string }): void {
  book.label("page", page.id);
  const groups = page["groups"] as { components: { id: string; name: string }[] }[];
  for (const { components } of groups) {
    for (const { id, name } of components) book.label(`component ${name}`, id);
  }
}

/** The incident that is open of an endpoint. */
export async function incidentOf(endpointId: string): Promise<string> {
  const list = await act("GET", "/incidents?status=open");
  const all = list["data"] as { id: string; endpointId: string }[];
  return all.find((one) => one.endpointId === endpointId)!.id;
}

const clock = () => bindings.CLOCK.getByName("clock");

type AlarmOptions = { listener?: Listener; nextAt?: number };

/**
 * The clock's alarm goes off. What it begins goes on by itself, until a listener has heard of it and, where
 * that is to go on, the next alarm is set.
 */
export async function runAlarm({ listener, nextAt }: AlarmOptions): Promise<void> {
  const before = listener?.frames.length ?? 0;
  await runDurableObjectAlarm(clock());
  if (listener)
    await pollUntil(() => listener.frames.length > before, `${listener.name} hears of it`);
  if (nextAt === undefined) return;
  const alarmAt = () => runInDurableObject(clock(), (_, { storage }) => storage.getAlarm());
  await pollUntil(async () => (await alarmAt()) === nextAt, "the next alarm is set");
}

const TIMEOUT_MS = 20_000;
const STEP_MS = 10;

/** That of Vitest moves the frozen clock on each time it looks. */
export async function pollUntil(
  condition: () => boolean | Promise<boolean>,
  description: string,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < TIMEOUT_MS; waitedMs += STEP_MS) {
    if (await condition()) return;
    await scheduler.wait(STEP_MS);
  }
  throw new Error(`expected that ${description}`);
}
