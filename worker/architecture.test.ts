/// <reference types="vite/types/importMeta.d.ts" />
import { describe, expect, it } from "vitest";
import { importCircles, importGraph, importsOf, resolveRelative } from "./import-circles";

/**
 * Who may import whom: a folder or file of worker/, and what it may name of the rest. Where a folder
 * within another has rules of its own, they are the ones that hold there.
 */
const BASE = ["domain", "protocol", "pipeline", "ports", "env", "log", "secrets"];
const STAGES = [
  "api",
  "auth",
  "clock",
  "notify",
  "probe",
  "publish",
  "room",
  "status-page",
  "store",
];
/** Users, what they sign in with and what they did: read by whoever asks who is asking. */
const USER_ROWS = [
  "access",
  "admin-sessions",
  "audit-log",
  "invitations",
  "sessions",
  "tokens",
  "user-changes",
  "users",
].map((file) => `store/${file}`);
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  protocol: ["domain"],
  ports: ["domain", "protocol"],
  pipeline: ["domain", "protocol", "ports"],
  secrets: ["domain", "env"],
  log: [],
  room: ["protocol", "log"],
  probe: BASE,
  store: BASE,
  publish: BASE,
  // Its cache object reads what it is asked for.
  "status-page": BASE,
  "status-page/page-cache": [...BASE, "adapters/pages"],
  // Users and their sessions are rows: who asks is looked up where nothing stands between.
  auth: [...BASE, ...USER_ROWS, "store/database", "store/schema/users"],
  // Every route is authorised in one place.
  api: [...BASE, "auth", ...USER_ROWS],
  // These begin by themselves, with an alarm.
  clock: BASE,
  "clock/tick-runner": [...BASE, "adapters"],
  notify: BASE,
  "notify/channel-queue": [...BASE, "adapters/notifications"],
  "notify/dispatcher": [...BASE, "adapters/notifications"],
  // What is sent leaves as checks do, through the guard.
  "notify/transport": [...BASE, "probe/engine", "probe/net"],
  // What is asked of the Durable Objects behind the bindings; never their classes.
  env: ["ports"],
  adapters: [...BASE, ...STAGES],
  index: [...BASE, ...STAGES.filter((stage) => stage !== "store"), "adapters"],
};
const PACKAGES: Record<string, readonly string[]> = {
  // Recurring times: pure, like everything there.
  domain: ["croner"],
  // What people write means the same wherever it is shown.
  protocol: ["markdown-it", "valibot"],
};
const WEB_MAY_IMPORT = ["$protocol", "$domain"];
const ALIASES = {
  $lib: "web/src/lib",
  $domain: "worker/domain",
  $protocol: "worker/protocol",
};

const MAX_LINES = 250;
const VAGUE_NAMES = /^(utils?|helpers?|managers?|services?|common|misc)$/;

/** Scripts that others run under the pinned Node. */
const RUN_WHEN_INSTALLED = ["scripts/write-demo-history.mjs", "scripts/vite-build.mjs"];

/** Only here does anything leave for the outside; the guard stands beside it. */
const OUTBOUND_FILE = "worker/probe/net/outbound.ts";

const read = (modules: Record<string, unknown>): Map<string, string> =>
  new Map(
    Object.entries(modules).map(([path, text]) => [
      path.replace(/^\.\.\//, "").replace(/^\.\//, "worker/"),
      text as string,
    ]),
  );

const worker = read(
  import.meta.glob("./**/*.{ts,mjs}", { query: "?raw", import: "default", eager: true }),
);
const web = read(
  import.meta.glob(
    [
      "../web/{src,e2e,status-page-client,widget}/**/*.{ts,js,mjs,svelte}",
      "!../web/src/lib/paraglide/**",
    ],
    { query: "?raw", import: "default", eager: true },
  ),
);
const bench = read(
  import.meta.glob("../bench/**/*.{ts,mjs}", { query: "?raw", import: "default", eager: true }),
);
const scripts = read(
  import.meta.glob("../scripts/**/*.{ts,mjs}", { query: "?raw", import: "default", eager: true }),
);
const allFiles = new Map([...worker, ...web, ...bench, ...scripts]);
const spec = read(
  import.meta.glob("../docs/spec.md", { query: "?raw", import: "default", eager: true }),
).get("docs/spec.md");

const isTest = (path: string) => /\.(test|spec)\.\w+$/.test(path) || path.startsWith("web/e2e/");
const isOurs = ([path]: [string, string]) =>
  !isTest(path) && !path.startsWith("worker/test/") && !path.endsWith(".d.ts");
const product = [...worker].filter(isOurs);

/** `worker/room/event-log.ts` and `./room/log` both stand in `room`; `worker/env.ts` in `env`. */
const layerOf = (path: string) => /^worker\/([^/.]+)/.exec(path)?.[1] ?? path;

const isWithin = (path: string, layer: string) =>
  new RegExp(`^worker/${layer}(\\.\\w+|/.*)?$`).test(path);

const allowedFor = (path: string): readonly string[] => {
  const layers = Object.keys(MAY_IMPORT).filter((layer) => isWithin(path, layer));
  return MAY_IMPORT[layers.sort((a, b) => b.length - a.length)[0] ?? ""] ?? [];
};

describe("who imports whom", () => {
  it("has no import circles, types included", () => {
    expect(importCircles(importGraph(allFiles, ALIASES))).toEqual([]);
  });

  it("holds for every file of the worker", () => {
    const wrong = product.flatMap(([path, text]) =>
      importsOf(text)
        .filter((name) => name.startsWith("."))
        .map((name) => resolveRelative(path, name))
        .filter((target) => target.startsWith("worker/"))
        .filter((target) => layerOf(path) !== layerOf(target))
        .filter((target) => !allowedFor(path).some((layer) => isWithin(target, layer)))
        .map((target) => `${path} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps packages and the platform out of the pure core", () => {
    const wrong = product.flatMap(([path, text]) => {
      const allowed = PACKAGES[layerOf(path)];
      return importsOf(text)
        .filter((name) => allowed && !name.startsWith(".") && !allowed.includes(name))
        .map((name) => `${path} -> ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it("lets the pages name only the protocol and the domain", () => {
    const wrong = [...web].flatMap(([path, text]) =>
      importsOf(text)
        .filter((name) => /(^|\/)worker\//.test(name) || name.startsWith("$worker"))
        .filter((name) => !WEB_MAY_IMPORT.some((alias) => name.startsWith(alias)))
        .filter((name) => !(isTest(path) && /worker\/test\/|\/scripts\//.test(name)))
        .map((name) => `${path} -> ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the scripts", () => {
  it("need no package to begin: they install them", () => {
    const wrong = [...scripts]
      .filter(([path]) => path.endsWith(".mjs") && !isTest(path))
      .filter(([path]) => !RUN_WHEN_INSTALLED.includes(path))
      .flatMap(([path, text]) =>
        [...text.matchAll(/^import[^;]*?from "([^"./][^"]*)"/gms)]
          .map(([, name]) => name!)
          .filter((name) => !name.startsWith("node:"))
          .map((name) => `${path} -> ${name}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("the one way out", () => {
  it("is the only file that asks the network for anything", () => {
    const definition = /^\s*(?:override |async )*fetch\([^;]*$/gm;
    const call = /(?<![.\w#])fetch\(|\b(?:globalThis|self)\.fetch\b|new WebSocket\(/;
    const wrong = product
      .filter(([path, text]) => path !== OUTBOUND_FILE && call.test(text.replace(definition, "")))
      .map(([path]) => path);
    expect(wrong).toEqual([]);
  });

  it("is in the folder that alone opens raw sockets", () => {
    const wrong = product
      .filter(([, text]) => importsOf(text).includes("cloudflare:sockets"))
      .filter(([path]) => layerOf(path) !== "probe");
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

describe("files", () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = [...allFiles]
      .map(([path, text]) => ({ path, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });

  it("are named after what they hold, as are their folders", () => {
    const wrong = [...allFiles.keys()].filter((path) =>
      path.split("/").some((segment) => VAGUE_NAMES.test(segment.split(".")[0]!)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the rules of docs/spec.md", () => {
  const stated = [...(spec ?? "").matchAll(/^\s*[-*]\s+\*\*([A-Z]{1,4}\d+)\*\*/gm)].map(
    ([, id]) => id!,
  );
  const cited = new Set(
    [...allFiles]
      .filter(([path]) => isTest(path) && path !== "worker/architecture.test.ts")
      .flatMap(([, text]) => [...text.matchAll(/["'`]((?:\[[A-Z]{1,4}\d+\]\s*)+)/g)])
      .flatMap(([, ids]) => ids!.match(/[A-Z]{1,4}\d+/g)!),
  );

  it("are there, each once", () => {
    expect(stated.length).toBeGreaterThan(0);
    expect(stated.filter((id, index) => stated.indexOf(id) !== index)).toEqual([]);
  });

  it("each have a test", () => {
    expect(stated.filter((id) => !cited.has(id))).toEqual([]);
  });

  it("include every one that a test cites", () => {
    expect([...cited].filter((id) => !stated.includes(id))).toEqual([]);
  });
});
