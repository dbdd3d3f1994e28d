import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLog, redactorOf } from "./runtime-log.mjs";

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pharos-log-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const CANARY = "CANARYcanary0123456789";
const redact = redactorOf(
  `ADMIN_TOKEN=${CANARY}-admin\nENCRYPTION_KEY_PREVIOUS="old-${CANARY}, older-${CANARY}"\nOIDC_CLIENT_SECRET=short-secret\nTIME_ZONE=Asia/Seoul`,
);

describe("a line of the runtime's", () => {
  it.each([
    `[wrangler:info] GET /ping/${CANARY} 200 OK (3ms)`,
    `GET /ping/${CANARY}/start`,
    `POST http://127.0.0.1:8787/ping/${CANARY}/fail?rid=1`,
    `HEAD /api/push/${CANARY}?status=up&msg=OK`,
    `GET /subscription?token=${CANARY} 200`,
    `GET /subscription?page=pub&token=${CANARY}#x`,
    `GET /invite#${CANARY}`,
    `GET /setup#${CANARY}`,
    `GET /login?next=/status/pub%3Ftoken%3D${CANARY}`,
    `authorization: Bearer ${CANARY}`,
    `{"authorization":"Basic ${CANARY}","x":"y"}`,
    `Authorization = Token ${CANARY}`,
    `Cookie: __Host-session=${CANARY}; theme=dark`,
    `set-cookie: session=${CANARY}; HttpOnly`,
    `x-api-key: ${CANARY}`,
    `{"token":"${CANARY}"}`,
    `'password': '${CANARY}'`,
    `cf-access-token: ${CANARY}`,
    `Bearer ${CANARY}`,
    `Error: no such token ${CANARY}${CANARY}`,
    `unexpected ${CANARY}-admin in the request`,
    `opened by old-${CANARY} or older-${CANARY}`,
  ])("[LO2] keeps no token: %s", (line) => {
    expect(redact(line)).not.toContain(CANARY);
  });

  it("[LO2] keeps no secret of the instance, however short", () => {
    expect(redact("client short-secret was refused")).toBe("client … was refused");
  });

  it.each([
    "[ERROR] D1_ERROR: no such table: endpoints: SQLITE_ERROR",
    "[mf:warn] The Workers runtime crashed unexpectedly and is being restarted (crash #1).",
    "    at async Room.fetch (file:///srv/pharos/worker/index.js:1023:7)",
    `{"at":"tick","problem":"TypeError: x is not a function","took":12}`,
    "time zone Asia/Seoul",
  ])("says what else there is: %s", (line) => {
    expect(redact(line)).toBe(line);
  });

  it("[LO2] is bounded", () => {
    expect(redact("a b ".repeat(1_000_000)).length).toBeLessThanOrEqual(4_000);
  });
});

describe("the log", () => {
  it("[LO2] keeps two files at most, whatever is written, and loses no line of the last", () => {
    const path = join(folder, "runtime.log");
    const log = openLog(path, 1_000);
    for (let line = 0; line < 10_000; line++) log.write(`line ${line}`);
    expect(readdirSync(folder).sort()).toEqual(["runtime.log", "runtime.log.1"]);
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(Math.max(...sizes)).toBeLessThan(1_100);
    const kept = readFileSync(`${path}.1`, "utf8") + readFileSync(path, "utf8");
    const numbers = [...kept.matchAll(/line (\d+)/g)].map(([, number]) => Number(number));
    expect(numbers.at(-1)).toBe(9_999);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0] + index));
  });

  it("[LO2] [LO3] begins empty and is its owner's, whatever an older version left there", () => {
    const path = join(folder, "runtime.log");
    writeFileSync(path, `GET /ping/${CANARY}`, { mode: 0o644 });
    writeFileSync(`${path}.1`, `GET /ping/${CANARY}`, { mode: 0o644 });
    openLog(path).write("hello");
    expect(readdirSync(folder)).toEqual(["runtime.log"]);
    expect(readFileSync(path, "utf8")).toBe("hello\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
