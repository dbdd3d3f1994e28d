import { expect, it } from "vitest";
import { PERMISSION_MATRIX } from "../fixtures/permission-matrix";
import { freeze, NOW, reseed, setClock, steadily } from "./frozen";
import { invalidWrites } from "./invalid-writes";
import { readPaths } from "./reads";
import { recorder, resourceOf } from "./recorder";
import {
  actorsOf,
  answerOf,
  ask,
  together,
  type Answer,
  type Asked,
  type Entry,
  type World,
} from "./requests";
import { keepDatabase } from "./restore";
import { makeWorld } from "./world";
import { validWrites } from "./writes";

/** Everybody asks a route once; what else is asked of it is asked by those who are told different things. */
const FEW = ["viewer", "owner"];

const fetchAnswer = async (asked: Asked): Promise<Answer> => answerOf(await ask(asked));
const steadyBody = (body: unknown): unknown =>
  body === undefined ? undefined : JSON.parse(steadily().text(JSON.stringify(body)));

/** One world for all of it: it takes longer to make than to be asked about. */
it("answers everybody as it always did", { timeout: 300_000 }, async () => {
  freeze();
  const world = await makeWorld();
  await read(world);
  const restore = await keepDatabase();
  await recordInvalidWrites(world, restore);
  await write(world, restore);
});

async function read(world: World) {
  const recording = recorder("reads");
  for (const [route, paths] of Object.entries(readPaths(world))) {
    for (const [index, path] of paths.entries()) {
      reseed(path);
      const isForAll = index === 0 || /rooms|export/.test(path);
      const answers: [string, Answer][] = [];
      for (const [actor, headers] of Object.entries(actorsOf(world))) {
        if (!isForAll && !FEW.includes(actor)) continue;
        answers.push([actor, await fetchAnswer({ method: "GET", path, headers })]);
      }
      const answered = together(answers);
      recording.add(resourceOf(path), { route, request: `GET ${path}`, answers: answered });
    }
  }
  await recording.compare();
}

async function write(world: World, restore: () => Promise<void>) {
  const recording = recorder("writes");
  const before = await newestAuditEntry(world);
  const actors = Object.entries(actorsOf(world)).map(([actor, headers]) => {
    return { actor, headers, writes: validWrites(world, actor) };
  });
  const known = new Set<string>();
  for (const [index, { route, path, body }] of actors[0]!.writes.entries()) {
    const isForAll = !known.has(route);
    known.add(route);
    const answers: [string, Answer][] = [];
    let act: Entry | undefined;
    const method = route.split(" ")[0]!.replace("ALL", "PUT");
    for (const { actor, headers, writes } of actors) {
      if (!isForAll && !FEW.includes(actor)) continue;
      // The same chance for all: those who may are answered alike.
      reseed(`${index} ${route}`);
      const own = writes[index]!;
      const answer = await fetchAnswer({
        method,
        path: own.path,
        headers,
        body: own.body as object,
      });
      answers.push([actor, answer]);
      if (answer.status >= 400) continue;
      if (actor === "admin" || actor === "owner") act ??= await newestAuditEntry(world);
      await restore();
      setClock(NOW);
    }
    recording.add(resourceOf(path), {
      route,
      request: `${method} ${path}`,
      body: steadyBody(body),
      answers: together(answers),
      ...(act && act["id"] !== before["id"] && { audit: act }),
    });
  }
  await recording.compare();
}

/** What the audit log says of what was done last. */
async function newestAuditEntry(world: World): Promise<Entry> {
  const headers = actorsOf(world)["admin"]!;
  const { body } = await fetchAnswer({ method: "GET", path: "/api/v1/audit?limit=1", headers });
  return (body as { data: Entry[] }).data[0]!;
}

async function recordInvalidWrites(world: World, restore: () => Promise<void>) {
  const recording = recorder("refusals");
  for (const [index, { route, path, body }] of invalidWrites(world).entries()) {
    reseed(`${index} ${route}`);
    const headers = actorsOf(world)[path.includes("profile") ? "owner" : "admin"]!;
    const [method = ""] = route.split(" ");
    const answer = await fetchAnswer({ method, path, headers, body: body as object });
    if (answer.status < 400) await restore();
    const sent = typeof body === "string" ? body : steadyBody(body);
    recording.add(resourceOf(path), { request: `${method} ${path}`, body: sent, ...answer });
  }
  await recording.compare();
}

it("is asked about every route", () => {
  const ids = new Proxy({}, { get: () => "x" }) as Record<string, string>;
  const world = { ids, tokens: {}, cookies: {} } as unknown as World;
  const asked = [
    ...Object.keys(readPaths(world)),
    ...validWrites(world, "owner").map(({ route }) => route),
  ];
  expect(new Set(asked)).toEqual(new Set(Object.keys(PERMISSION_MATRIX)));
});
