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

/**
 * Words that stood for standard terms here once: a look is a check, what is told is a notification, a
 * letter a delivery, the door a sign-in. How many names still have each; the number only goes down.
 */
const DIALECT: Record<string, number> = {
  told: 0,
  hear: 0,
  heard: 0,
  kept: 0,
  dealt: 0,
  look: 0,
  looks: 0,
  seen: 0,
  knock: 0,
  knocks: 0,
  whole: 0,
  worked: 0,
  door: 0,
  doors: 0,
  anew: 0,
  beside: 0,
  letter: 0,
  letters: 0,
  speaker: 0,
  bulletin: 0,
  seating: 0,
  leash: 0,
  greeting: 0,
};

/** `lookupHost` is `lookup` and `host`: a lookup is no look. */
const wordsOf = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);

const fileNames = Object.keys(
  import.meta.glob([
    "./**/*",
    "../scripts/**/*",
    "../bench/**/*",
    "../web/{src,e2e,status-page-client,widget}/**/*",
    "!../web/src/lib/paraglide/**",
  ]),
);

describe("exported names", () => {
  it("belong to one module each, so that a search finds the one place", () => {
    expect(exportedTwice(sources)).toEqual([]);
  });

  it("are found in functions, types, constants, classes and module scripts", () => {
    const a = "export async function load() {}\nexport type Alert = {};\nexport const one = 1;";
    const b =
      '<script lang="ts" module>\nexport type Alert = {};\n</script>\n<script>export let x;</script>';
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
      [...text.matchAll(/^export const (\w+) = sqliteTable\(/gm)].map(([, name]) => ({
        path,
        name,
      })),
    );
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter(({ name }) => !name!.endsWith("Table"))).toEqual([]);
  });

  it("are the standard terms, as are those of files", () => {
    const words = [...fileNames, ...modulesByName(sources).keys()].flatMap(wordsOf);
    const found = Object.keys(DIALECT).map((stem) => [
      stem,
      words.filter((word) => word === stem).length,
    ]);
    expect(Object.fromEntries(found)).toEqual(DIALECT);
  });
});
