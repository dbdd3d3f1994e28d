import { describe, expect, it } from "vitest";
import { importCircles, importGraph } from "./import-circles";

const circlesOf = (files: Record<string, string>, aliases = {}) =>
  importCircles(importGraph(new Map(Object.entries(files)), aliases));

describe("import circles", () => {
  it("are none where files only build on each other", () => {
    const files = {
      "a.ts": `import { b } from "./b";\nimport { c } from "./c";`,
      "b.ts": `import { c } from "./c";`,
      "c.ts": `import { hono } from "hono";`,
    };
    expect(circlesOf(files)).toEqual([]);
  });

  it("are found between two files, types included", () => {
    const files = {
      "worker/a.ts": `import type { B } from "./room/b";`,
      "worker/room/b.ts": `export type { A } from "../a";`,
      "worker/c.ts": `import type { B } from "./room/b";`,
    };
    expect(circlesOf(files)).toEqual([["worker/a.ts", "worker/room/b.ts"]]);
  });

  it("are found between three files, through an alias, a component and a dynamic import", () => {
    const files = {
      "web/src/lib/a.ts": `const b = await import("$lib/B.svelte");`,
      "web/src/lib/B.svelte": `<script>\n  import { c } from "$domain/c";\n</script>`,
      "worker/domain/c.ts": `/** @typedef {import("../../web/src/lib/a.ts").A} A */`,
      "worker/domain/d.ts": `import { c } from "./c";`,
    };
    const aliases = { $lib: "web/src/lib", $domain: "worker/domain" };
    expect(circlesOf(files, aliases)).toEqual([
      ["web/src/lib/B.svelte", "web/src/lib/a.ts", "worker/domain/c.ts"],
    ]);
  });

  it("are reported one by one", () => {
    const files = {
      "a.mjs": `import "./b.mjs";`,
      "b.mjs": `import "./a.mjs"; import "./c.mjs";`,
      "c.mjs": `import "./d.mjs";`,
      "d.mjs": `export * from "./c.mjs";`,
      "e.mjs": `import "./e.mjs";`,
    };
    expect(circlesOf(files)).toEqual([["a.mjs", "b.mjs"], ["c.mjs", "d.mjs"], ["e.mjs"]]);
  });
});
