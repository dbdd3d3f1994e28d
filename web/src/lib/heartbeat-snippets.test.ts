import { describe, expect, it } from "vitest";
import { snippetsOf } from "./heartbeat-snippets";

describe("heartbeat snippets", () => {
  it("[UI20] report where the endpoint listens, as often as it expects", () => {
    const of = (seconds: number) =>
      Object.fromEntries(
        snippetsOf("https://p.example/ping/abc", seconds).map(({ name, text }) => [name, text]),
      );
    expect(of(300)["crontab"]).toMatch(/^\*\/5 \* \* \* \* .*https:\/\/p\.example\/ping\/abc$/);
    expect(of(3_600)["crontab"]).toMatch(/^0 \* \* \* \* /);
    expect(of(86_400)["crontab"]).toMatch(/^0 3 \* \* \* /);
    expect(of(60)["run"]).toMatch(/abc\/start\nbackup\.sh\ncurl .*abc\/\$\?$/);
    expect(of(60)["kuma"]).toBe("https://p.example/api/push/abc?status=up&msg=OK&ping=");
  });
});
