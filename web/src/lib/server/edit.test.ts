import { describe, expect, it } from "vitest";
import { saveChanges } from "./edit";

type Fields = Record<string, unknown>;

/** An API with one object, which others save before each of our requests. */
function apiWith(stored: Fields, others: Fields[] = []) {
  let version = 1;
  const sent: { body: Fields; ifMatch: string | null }[] = [];
  const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
    const theirs = others.shift();
    if (theirs) {
      Object.assign(stored, theirs);
      version++;
    }
    const ifMatch = new Headers(init?.headers).get("if-match");
    const body = JSON.parse(init?.body as string) as Fields;
    sent.push({ body, ifMatch });
    if (ifMatch !== null && ifMatch !== `"${version}"`) {
      const conflict = { version, by: "Ben", at: "2026-12-01T10:00:00.000Z", current: stored };
      const error = { code: "conflict", message: "late", fields: { version: "late" }, conflict };
      return Promise.resolve(Response.json({ error }, { status: 409 }));
    }
    Object.assign(stored, body);
    version++;
    return Promise.resolve(Response.json(stored, { headers: { etag: `"${version}"` } }));
  };
  const event = { fetch, url: new URL("https://pharos.example/") };
  const save = (body: Fields, loaded: Fields, loadedVersion = '"1"') =>
    saveChanges<Fields>(event, "/rules/a", {
      loaded: { version: loadedVersion, fields: loaded },
      body,
      bodyOf: (view) => view,
    });
  return { save, sent, stored };
}

describe("a form that is saved", () => {
  it("[ED4] sends what was changed alone, over the version that it was filled from", async () => {
    const { save, sent } = apiWith({ name: "A", enabled: true });
    const saved = await save({ name: "B", enabled: true }, { name: "A", enabled: true });
    expect(sent).toEqual([{ body: { name: "B" }, ifMatch: '"1"' }]);
    expect(saved).toEqual({
      ok: true,
      loaded: { version: '"2"', fields: { name: "B", enabled: true } },
      answer: { name: "B", enabled: true },
    });
  });

  it("[ED4] sends nothing where nothing was changed, however a browser sends it back", async () => {
    const loaded = { endpointIds: ["b", "a"], body: "one\ntwo" };
    const { save, sent } = apiWith(loaded);
    expect(await save({ endpointIds: ["a", "b"], body: "one\r\ntwo" }, loaded)).toMatchObject({
      ok: true,
      answer: null,
    });
    expect(sent).toEqual([]);
  });

  it("[ED4] saves beside what others saved of other fields, however often they do", async () => {
    const loaded = { name: "A", enabled: true, delay: 1 };
    const { save, stored } = apiWith({ ...loaded }, [{ enabled: false }, { delay: 2 }]);
    expect(await save({ ...loaded, name: "B" }, loaded)).toMatchObject({ ok: true });
    expect(stored).toEqual({ name: "B", enabled: false, delay: 2 });
  });

  it("[ED4] shows both where the same field was changed, and saves over it when asked again", async () => {
    const loaded = { name: "A", enabled: true, delay: 1 };
    const { save, stored } = apiWith({ ...loaded }, [{ name: "Theirs", delay: 2 }]);
    const typed = { ...loaded, name: "Mine" };
    const refused = await save(typed, loaded);
    expect(refused).toMatchObject({
      ok: false,
      status: 409,
      conflict: {
        by: "Ben",
        at: "2026-12-01T10:00:00.000Z",
        rows: [
          { field: "name", theirs: "Theirs", yours: "Mine" },
          { field: "delay", theirs: 2 },
        ],
      },
    });
    expect(stored["name"]).toBe("Theirs");
    const { version, fields } = refused.loaded!;
    expect(await save(typed, fields, version)).toMatchObject({ ok: true });
    expect(stored).toEqual({ name: "Mine", enabled: true, delay: 2 });
  });

  it("[ED4] gives theirs back its old value when asked again", async () => {
    const { save, stored } = apiWith({ name: "A" }, [{ name: "Theirs" }]);
    const { loaded } = await save({ name: "Mine" }, { name: "A" });
    expect(await save({ name: "A" }, loaded!.fields, loaded!.version)).toMatchObject({ ok: true });
    expect(stored).toEqual({ name: "A" });
  });

  it("[ED4] is no conflict where both typed the same", async () => {
    const { save } = apiWith({ name: "A" }, [{ name: "B" }]);
    expect(await save({ name: "B" }, { name: "A" })).toMatchObject({ ok: true });
  });

  it.each([
    ["a masked secret", { token: "********" }, { token: "new" }],
    ["a password, which is never shown", {}, { password: "new" }],
  ])("[ED4] asks before it replaces %s that others may have changed", async (_, stored, typed) => {
    const { save } = apiWith({ ...stored }, [{ name: "theirs" }]);
    const refused = await save(typed, stored);
    expect(refused).toMatchObject({ ok: false, conflict: { rows: expect.any(Array) } });
    expect(JSON.stringify(refused)).toContain('"theirs":"********"');
  });

  it("[ED4] sends a group of fields whole, with what others saved of it", async () => {
    const match = { level: "down", tags: ["core"] };
    const loaded = { "match.level": "down", "match.tags": ["core"] };
    const { save, stored } = apiWith({ match }, [{ match: { level: "degraded", tags: ["core"] } }]);
    const typed = { match: { level: "down", tags: ["core", "shop"] } };
    expect(await save(typed, loaded)).toMatchObject({ ok: true });
    expect(stored).toEqual({ match: { level: "degraded", tags: ["core", "shop"] } });
  });
});
