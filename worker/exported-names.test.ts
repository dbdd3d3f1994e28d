/// <reference types="vite/types/importMeta.d.ts" />
import { describe, expect, it } from "vitest";

/** SvelteKit asks for these names in every route or hook. */
const FRAMEWORK_NAMES = new Set(["load", "actions", "csr", "handle", "handleFetch", "handleError"]);

const sources = new Map(
  Object.entries({
    ...import.meta.glob<string>("./**/*.{ts,mjs}", {
      query: "?raw",
      import: "default",
      eager: true,
    }),
    ...import.meta.glob<string>(
      [
        "../scripts/**/*.mjs",
        "../bench/**/*.{ts,mjs}",
        "../web/{src,e2e,status-page-client,widget}/**/*.{ts,js,mjs,svelte}",
        "!../web/src/lib/paraglide/**",
      ],
      { query: "?raw", import: "default", eager: true },
    ),
  }).filter(([path]) => !/\.(test|spec)\.\w+$/.test(path)),
);

/** Only a module script of a Svelte component exports names; the other script declares props. */
const moduleText = (path: string, text: string) =>
  path.endsWith(".svelte")
    ? [...text.matchAll(/<script[^>]*\bmodule\b[^>]*>([^]*?)<\/script>/g)].map(([, t]) => t).join()
    : text;

const DECLARATION =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|type|class|interface) (\w+)/gm;

const exportedNames = (path: string, text: string) => [
  ...new Set([...moduleText(path, text).matchAll(DECLARATION)].map(([, name]) => name!)),
];

function modulesByName(files: Iterable<[string, string]>) {
  const modules = new Map<string, string[]>();
  for (const [path, text] of files) {
    for (const name of exportedNames(path, text)) {
      modules.set(name, [...(modules.get(name) ?? []), path]);
    }
  }
  return modules;
}

const exportedTwice = (files: Iterable<[string, string]>) =>
  [...modulesByName(files)].filter(
    ([name, paths]) => paths.length > 1 && !FRAMEWORK_NAMES.has(name),
  );

describe("exported names", () => {
  it("belong to one module each, so that a search finds the one place", () => {
    expect(exportedTwice(sources)).toEqual([]);
  });

  it("are found in functions, types, constants, classes and module scripts", () => {
    const a = "export async function load() {}\nexport type Alert = {};\nexport const one = 1;";
    const b = '<script lang="ts" module>\nexport type Alert = {};\n</script>\n<script>export let x;</script>';
    expect(
      exportedTwice([
        ["a.ts", a],
        ["b.svelte", b],
        ["c.ts", "export class Alerts {}\nexport const load = 1;"],
      ]),
    ).toEqual([["Alert", ["a.ts", "b.svelte"]]]);
  });

  it("of routers end in Routes", () => {
    const routers = [...sources].flatMap(([path, text]) =>
      [...text.matchAll(/^export const (\w+) = new Hono\b/gm)]
        .filter(([, name]) => !name!.endsWith("Routes"))
        .map(([, name]) => `${path}: ${name}`),
    );
    expect(routers).toEqual([]);
  });

  it("of database tables end in Table", () => {
    const tables = [...sources].flatMap(([path, text]) =>
      [...text.matchAll(/^export const (\w+) = sqliteTable\(/gm)].map(([, name]) => ({ path, name })),
    );
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter(({ name }) => !name!.endsWith("Table"))).toEqual([]);
  });
});
