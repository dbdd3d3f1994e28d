import { describe, expect, it } from "vitest";
import type { Episode, Notification } from "../../domain/notification";
import { textOf } from "./text";

const AT = Date.UTC(2026, 0, 5, 8, 4);
const MINUTE = 60_000;
const episode: Episode = {
  id: "shop-1",
  endpointId: "shop",
  endpointName: "Checkout API",
  tags: [],
  reachedThrough: [],
  severity: "down",
  startedAt: AT - 4 * MINUTE,
  openedAt: AT - 3 * MINUTE,
  failureCount: 2,
  reason: "failing from 2 of 3 regions: expected status 200-299, saw 503",
};
const opened: Notification = { kind: "opened", at: AT, episode };

const said = (notifications: Notification[], language: "en" | "ko", timeZone = "UTC") => {
  const { title, lines, link } = textOf(notifications, {
    language,
    timeZone,
    name: "ops",
    origin: "https://pharos.example",
  });
  return [title, ...lines, link];
};

describe("a message", () => {
  it("[WD2] says what broke, why, since when, how bad and where to look", () => {
    expect(said([opened], "en")).toEqual([
      "Checkout API is down",
      "Failing from 2 of 3 regions. Expected status 200-299, saw 503",
      "Since 08:00 (UTC), after 2 failing checks in a row",
      "https://pharos.example/endpoints/shop",
    ]);
    expect(said([opened], "ko", "Asia/Seoul")).toEqual([
      "Checkout API 장애 발생",
      "리전 3곳 중 2곳에서 실패: 기대한 상태 코드 200-299, 실제 503",
      "17:00부터 (Asia/Seoul), 연속 2회 점검 실패",
      "https://pharos.example/endpoints/shop",
    ]);
  });

  it("[WD2] says that it is over, and how long it was", () => {
    const over: Notification = { kind: "ended", at: AT, episode, ending: "recovered" };
    expect(said([over], "en").slice(0, 2)).toEqual([
      "Checkout API is up again",
      "It was down for 4 min, from 08:00 to 08:04 (UTC)",
    ]);
    expect(said([over], "ko").slice(0, 2)).toEqual([
      "Checkout API 복구됨",
      "장애 시간 4분, 08:00~08:04 (UTC)",
    ]);
  });

  it("[WD2] says who is on it, or that nobody is", () => {
    expect(said([{ kind: "reminder", at: AT, episode }], "en")).toContain(
      "Nobody has taken it on yet",
    );
    expect(said([{ kind: "acknowledged", at: AT, episode, by: "Kim" }], "en")[0]).toBe(
      "Kim is taking care of Checkout API",
    );
  });

  it("[WD2] of a storm counts, and names the first of many", () => {
    const storm: Notification[] = Array.from({ length: 20 }, (_, index) => ({
      ...opened,
      episode: { ...episode, endpointName: `E${index}` },
    }));
    const over: Notification = { kind: "ended", at: AT, episode, ending: "recovered" };
    const [title, down, up] = said([...storm, over], "en");
    expect(title).toBe("20 endpoints are down, 1 up again");
    expect(down).toMatch(/^Down: E0, E1, .*E14 and 5 more$/);
    expect(up).toBe("Up again: Checkout API");
    expect(said([...storm, over], "ko")[0]).toBe("엔드포인트 20개 장애, 1개 복구");
  });
});
