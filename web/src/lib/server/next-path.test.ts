import { describe, expect, it } from "vitest";
import { nextPath, signInPath } from "./api";

const OWN = "https://pharos.example";
const at = (next: string) => nextPath(new URL(`${OWN}/login?next=${encodeURIComponent(next)}`));

/** Two ways up, dots that are written out, slashes that lean back, and what browsers drop. */
const DOTS = [
  "",
  "/.",
  "/..",
  "/%2e",
  "/%2E%2e",
  "/x/..",
  "/x/y/../..",
  "/.\\x/..",
  "/\t.",
  "/.\n",
];
const SLASHES = ["//", "/\\", "\\/", "\\\\", "///", "/\t/", "/\n/", "\t//"];

describe("where signing in leads", () => {
  it.each(DOTS.flatMap((dots) => SLASHES.map((slashes) => `${dots}${slashes}evil.example/p?q=1`)))(
    "[UI43] %j is on this site, as every browser reads it",
    (next) => {
      const path = at(next);
      expect(path.startsWith("/")).toBe(true);
      expect(path).not.toMatch(/^\/[\\/]/);
      expect(new URL(path, OWN).origin).toBe(OWN);
    },
  );

  it.each([
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "https:evil.example",
    "http://pharos.example/",
    "https://pharos.example:444/",
    "https://pharos.example@evil.example/",
    "\u0000//evil.example",
    "",
    " /dashboard",
  ])("[UI43] %j leads to the dashboard", (next) => {
    expect(at(next)).toBe("/dashboard");
  });

  it.each([
    "/endpoints?status=DOWN",
    "/incidents/x",
    "/",
    "/a//b?c=//d",
    "/settings/profile?first",
  ])("[UI43] %j is where one comes back to", (next) => {
    expect(at(next)).toBe(next);
  });

  it("[UI43] an address with two slashes is not handed on as one to come back to", () => {
    const url = new URL(`${OWN}//evil.example/x`);
    expect(nextPath(new URL(signInPath(url), OWN))).toBe("/dashboard");
  });
});
