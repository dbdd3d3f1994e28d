import { describe, expect, it, vi } from "vitest";
import { apiPorts } from "../adapters/index";
import { apiAs } from "../test/fixtures/actor-api";
import { ACTORS } from "../test/fixtures/permission-matrix";

const page = (slug: string, fields: object = {}) => ({ slug, title: slug, groups: [], ...fields });

describe("a value that is unique", () => {
  it.each([
    ["slug", page("acme")],
    ["domain", page("none", { domain: "status.acme.example" })],
  ])("[AP14] %s is taken once, whoever asks at once", async (field, body) => {
    const send = apiAs(ACTORS.editor);
    const bodies = [1, 2, 3, 4, 5, 6].map((index) =>
      field === "slug" ? body : { ...body, slug: `s${index}` },
    );
    const all = await Promise.all(bodies.map((one) => send("POST", "/pages", one)));
    const refused = all.filter(({ status }) => status !== 201);
    expect(refused.length).toBe(5);
    for (const { status, error } of refused) {
      expect([400, 409]).toContain(status);
      expect(Object.keys(error!.fields!)).toEqual([field]);
    }
  });

  it.each([
    ["slug", { slug: "taken" }],
    ["domain", { domain: "taken.example" }],
  ])("[AP14] %s that is taken between question and write is a conflict", async (field, changes) => {
    // Whoever asks finds nothing, as where the other one is not stored yet.
    const ports: typeof apiPorts = (env, ctx) => {
      const own = apiPorts(env, ctx);
      const findConflicts = () => Promise.resolve({ slug: false, domain: false });
      return { ...own, pages: { ...own.pages, findConflicts } };
    };
    const send = apiAs(ACTORS.editor, { ports });
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await send("POST", "/pages", page("taken", { domain: "taken.example" }));
    const mine = await send("POST", "/pages", page("mine"));
    for (const { status, error } of [
      await send("POST", "/pages", page("new", changes)),
      await send("PATCH", `/pages/${mine.id}`, changes),
    ]) {
      expect(status).toBe(409);
      expect(error!.code).toBe("conflict");
      expect(Object.keys(error!.fields!)).toEqual([field]);
    }
    expect(log).not.toHaveBeenCalled();
  });
});
