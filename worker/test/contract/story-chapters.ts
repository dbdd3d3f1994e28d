import { exports } from "cloudflare:workers";
import { OWNER_HEADERS } from "../fixtures/worker";
import { NOW } from "./frozen";
import { act, sendInStory, cron, type Book } from "./story-book";
import { SILENT } from "./story-listener";
import type { Outside } from "./story-outside";
import type { Actors } from "./story-people";
import { runAlarm, BACKUP, create, ENDPOINTS, incidentOf, labelPage, pageOf } from "./story-places";

export type StoryWorld = {
  book: Book;
  out: Outside;
  actors: Actors;
  /** Identifiers by name, and where the heartbeat reports. */
  ids: Record<string, string>;
};

export const at = (second: number): number => NOW + second * 1_000;
/** A tick of whole minutes, as cron runs it. */
export const minute = ({ book }: StoryWorld, second: number, title: string) =>
  book.step(second, title, () => cron(at(second)));
/** A tick of the clock, between two minutes. */
export const between = ({ book }: StoryWorld, second: number, title: string) =>
  book.step(second, title, () => exports.TickRunner.tick(at(second), "clock"));
const VISITOR = { headers: {} };

/** 08:00: there is nothing yet; people come, and things to watch. */
export async function beginning(world: StoryWorld): Promise<void> {
  const { book, ids, actors } = world;
  await book.step(0, "the first one listens to all", () => book.enter("all 1", "all"));
  await book.step(1, "another browser listens", () => book.enter("all 2", "all"));
  for (const [index, [name, settings]] of ENDPOINTS.entries()) {
    await book.step(2 + index, `${name} is created`, async () => {
      ids[name] = (await create(book, name, settings(ids))).id;
    });
  }
  await book.step(11, "backup, a heartbeat, is created", async () => {
    const { id, pingUrl } = await create(book, "backup", BACKUP);
    ids["backup"] = id;
    ids["ping"] = new URL(String(pingUrl)).pathname;
  });
  await book.step(12, "a page is made", async () => {
    const page = await act("POST", "/pages", pageOf(ids), { "idempotency-key": "page" });
    labelPage(book, page);
    ids["page"] = page.id;
  });
  await book.step(13, "a visitor comes to the page", () =>
    book.enter("page 1", "page:acme", VISITOR),
  );
  await book.step(14, "another visitor comes to the page", () =>
    book.enter("page 2", "page:acme", VISITOR),
  );
  for (const name of ["shop", "payments", "backup"]) {
    await book.step(15, `somebody looks at ${name}`, () =>
      book.enter(`endpoint ${name}`, `endpoint:${ids[name]!}`),
    );
  }
  await book.step(16, "another browser looks at shop", () =>
    book.enter("endpoint shop, again", `endpoint:${ids["shop"]!}`, { headers: actors.wall }),
  );
}

/** 08:01: all is well, and settings are changed. */
export async function healthy(world: StoryWorld): Promise<void> {
  const { book, ids } = world;
  const change = (name: string, body: object) => act("PATCH", `/endpoints/${ids[name]!}`, body);
  await minute(world, 60, "the first tick");
  await between(world, 90, "a tick between two minutes");
  await book.step(100, "shop is called otherwise, and checked more patiently", () =>
    change("shop", { name: "Shop", tags: ["core"], timeoutMs: 5_000 }),
  );
  await book.step(101, "shop is watched at another address, and looked at at once", () =>
    change("shop", { url: "https://shop.example/ready" }),
  );
  await book.step(102, "nothing of shop is changed", () => change("shop", { name: "Shop" }));
  await book.step(105, "what rested is resumed", () =>
    act("POST", `/endpoints/${ids["resting"]!}/resume`),
  );
  await book.step(106, "and paused again", () =>
    act("POST", `/endpoints/${ids["resting"]!}/pause`),
  );
}

/** 08:02: one fails and is looked at again until it is down, another needs a minute more. */
export async function failing(world: StoryWorld): Promise<void> {
  const { book, out } = world;
  const [listener] = book.listeners;
  out.setReplies("shop", 503);
  out.setReplies("quick", 500);
  await minute(world, 120, "shop and quick fail for the first time");
  await book.step(125, "quick is looked at again", () =>
    runAlarm({ listener: listener!, nextAt: at(130) }),
  );
  await book.step(130, "quick is looked at a third time, and is down", () =>
    runAlarm({ listener: listener! }),
  );
  await between(world, 150, "a tick between two minutes");
  await minute(world, 180, "shop is down, and part of the incident of quick");
}

/** 08:03: people work on the incident, and see each other. */
export async function working(world: StoryWorld): Promise<void> {
  const { book, ids, actors } = world;
  const { ada, eve, wall } = actors;
  const quickIncident = (ids["incident"] = await incidentOf(ids["quick"]!));
  const shop = await incidentOf(ids["shop"]!);
  const step = (second: number, title: string, how: () => Promise<unknown>) =>
    book.step(second, title, how);
  const at = (path: string) => `/incidents/${quickIncident}${path}`;
  const room = `incident:${quickIncident}` as const;
  await step(181, "Ada opens the incident", () =>
    book.enter("incident Ada", room, { headers: ada }),
  );
  await step(182, "Eve opens it as well", () => book.enter("incident Eve", room, { headers: eve }));
  await step(183, "Ada opens a second tab", () =>
    book.enter("incident Ada, again", room, { headers: ada }),
  );
  await step(184, "so does the screen on the wall", () =>
    book.enter("incident wall", room, { headers: wall }),
  );
  await step(190, "Ada takes it on", () => act("POST", at("/acknowledge"), {}, ada));
  await step(191, "and gives it back", () => act("DELETE", at("/acknowledge"), {}, ada));
  await step(192, "Eve takes it on", () => act("POST", at("/acknowledge"), {}, eve));
  await step(193, "Eve writes what it is", () =>
    act("POST", at("/updates"), { status: "identified", body: "A **disk** is full." }, eve),
  );
  await step(194, "Ada calls it by a name, and critical", () =>
    act("PATCH", at(""), { title: "A disk is full", severity: "critical" }, ada),
  );
  await step(195, "Ada gives it to Eve", () => act("PATCH", at(""), { assignedTo: "Eve" }, ada));
  await step(196, "what it does to shop is said", () =>
    act("PATCH", at(""), { affected: [{ endpointId: ids["shop"], impact: "partial_outage" }] }),
  );
  await step(197, "shop is separated from it", () => act("POST", `/incidents/${shop}/unmerge`));
  await step(198, "and merged into it again", () =>
    act("POST", `/incidents/${shop}/merge`, { into: quickIncident }),
  );
  await step(199, "Eve's update is put otherwise", async () => {
    const { updates } = (await act("GET", at(""))) as unknown as { updates: { id: string }[] };
    await act("PATCH", at(`/updates/${updates[0]!.id}`), { body: "A disk was full." }, eve);
  });
  await step(205, "Eve leaves", () => leave(book, "incident Eve"));
  await step(206, "Ada closes one of two tabs", () => leave(book, "incident Ada"));
}

export async function leave(book: Book, name: string): Promise<void> {
  const listener = book.listeners.find((one) => one.name === name)!;
  listener.socket.close(1000);
  await listener.closed;
}

/** 08:03: a person opens one, and closes it. */
export async function byHand(world: StoryWorld): Promise<void> {
  const { book, ids } = world;
  const affected = [{ endpointId: ids["payments"], impact: "degraded" }];
  let id = "";
  await between(world, 210, "a tick between two minutes");
  await book.step(215, "a person opens an incident", async () => {
    const body = { title: "Cards fail", severity: "minor", affected, body: "Some banks refuse." };
    ({ id } = await act("POST", "/incidents", body, { "idempotency-key": "cards" }));
    book.label("cards", id);
  });
  await book.step(216, "it is watched", () =>
    act("POST", `/incidents/${id}/updates`, { status: "monitoring", body: "They pay again." }),
  );
  await book.step(217, "it is resolved", () =>
    act("POST", `/incidents/${id}/updates`, { status: "resolved", body: "All pay." }),
  );
}

/** 08:04: what failed is well again; what fails from here alone is not down. */
export async function recovering(world: StoryWorld): Promise<void> {
  const { book, out, ids } = world;
  out.setReplies("shop", 200);
  out.setReplies("quick", 200);
  out.setReplies("payments", 503, 200);
  await minute(world, 240, "shop and quick are well; payments fails from here alone");
  await book.step(245, "the incident is looked back at", () =>
    act("POST", `/incidents/${ids["incident"]!}/updates`, {
      status: "postmortem",
      body: "Disks are watched now.",
    }),
  );
  await between(world, 270, "a tick between two minutes");
}

/** 08:05: announced work, and reports of a heartbeat. */
export async function announced(world: StoryWorld): Promise<void> {
  const { book, out, ids } = world;
  let id = "";
  const iso = (second: number) => new Date(at(second)).toISOString();
  const work = { title: "New router", endpointIds: [ids["router"], ids["shop"]], timeZone: "UTC" };
  await book.step(275, "work is announced", async () => {
    const body = { ...work, startsAt: iso(300), endsAt: iso(420) };
    ({ id } = await act("POST", "/maintenances", body, { "idempotency-key": "work" }));
    book.label("work", id);
  });
  out.setReplies("router", 503);
  await minute(world, 300, "work begins; router and what is behind it fail");
  await book.step(305, "work is moved while it goes on", () =>
    act("PATCH", `/maintenances/${id}`, { endsAt: iso(400) }),
  );
  await book.step(306, "work is over early", () => act("DELETE", `/maintenances/${id}`));
  const report = (second: number, path: string, title: string) =>
    book.step(second, title, () => sendInStory("POST", `${ids["ping"]!}${path}`, { headers: {} }));
  await report(311, "/start", "backup begins");
  await report(315, "", "backup ends well");
  await report(316, "/log", "backup says something");
  await report(320, "/fail", "backup fails");
  await report(321, "/0", "backup ends with exit status 0");
  await report(322, "/3", "backup ends with exit status 3");
  await report(323, "", "backup is well again");
  await book.step(330, "incidents are no longer merged by themselves", () =>
    act("PATCH", "/settings", { mergeIncidentsWithinSeconds: 0 }),
  );
  await book.step(335, "somebody comes who will say nothing", () =>
    book.enter("silent", "all", { headers: { ...OWNER_HEADERS, ...SILENT } }),
  );
}
