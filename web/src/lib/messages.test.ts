import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const WEB = join(import.meta.dirname, "..", "..");
const MESSAGES = join(WEB, "..", "messages");

const messagesOf = (language: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(MESSAGES, `${language}.json`), "utf8"));

const placeholders = (message: unknown): string[] =>
  [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();

/** Pages, and the scripts of those that come without a framework. */
const sources = ["src", "status-page-client", "widget"]
  .flatMap((folder) =>
    readdirSync(join(WEB, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(svelte|ts)$/.test(path) && !path.includes("paraglide"))
      .map((path) => readFileSync(join(WEB, folder, path), "utf8")),
  )
  .join("\n");

describe("messages", () => {
  const [en, ko] = [messagesOf("en"), messagesOf("ko")];
  const keys = Object.keys(en).filter((key) => key !== "$schema");

  it("[UI9] every message is there in both languages, with nothing else to fill in", () => {
    expect(Object.keys(ko)).toEqual(Object.keys(en));
    for (const key of keys) {
      const unknown = placeholders(ko[key]).filter((name) => !placeholders(en[key]).includes(name));
      // A field's problem is said by the API in English, and by the page in other languages.
      expect(unknown, key).toEqual([]);
    }
  });

  it.each(["en", "ko"])("[UI9] every message of %s is there once", (language) => {
    const text = readFileSync(join(MESSAGES, `${language}.json`), "utf8");
    const own = [...text.matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key);
    expect(own.filter((key, index) => own.indexOf(key) !== index)).toEqual([]);
  });

  it("[UI9] every message is used", () => {
    const unused = keys.filter((key) => !new RegExp(`\\bm\\.${key}\\b`).test(sources));
    expect(unused).toEqual([]);
  });
});
