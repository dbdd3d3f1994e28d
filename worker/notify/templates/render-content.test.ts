import { describe, expect, it } from "vitest";
import {
  declaredAlert,
  type Alert,
  type Notification,
  type DetectedAlert,
} from "../../domain/alerts/alert";
import { renderContent } from "./render-content";

const AT = Date.UTC(2026, 0, 5, 8, 4);
const MINUTE = 60_000;
const shopAlert: Alert = {
  id: "shop-1",
  endpointId: "shop",
  endpointName: "Checkout API",
  tags: [],
  dependencyIds: [],
  level: "down",
  startedAt: AT - 4 * MINUTE,
  openedAt: AT - 3 * MINUTE,
  failureCount: 2,
  reason: "failing from 2 of 3 regions: expected status 200-299, saw 503",
};
const opened: Notification = { kind: "opened", at: AT, alert: shopAlert };

const render = (notifications: Notification[], language: "en" | "ko", timeZone = "UTC") => {
  const { title, lines, link } = renderContent(notifications, {
    language,
    timeZone,
    name: "ops",
    origin: "https://pharos.example",
  });
  return [title, ...lines, link];
};

describe("a message", () => {
  it("[PP23] of several components of a page is in the plural", () => {
    const update = {
      kind: "incident" as const,
      id: "u",
      incidentId: "i",
      componentIds: ["a", "b"],
      names: ["Shop", "Checkout"],
      title: null,
      isPart: false,
      status: "identified",
      at: AT,
      body: "A disk is full.",
    };
    const published = (changes: object, language: "en" | "ko" = "en") =>
      render([{ kind: "published", at: AT, updates: [{ ...update, ...changes }] }], language)[0];
    expect(published({})).toBe("ops: Shop and Checkout have a major outage (cause identified)");
    expect(published({ names: ["Shop"], body: null })).toBe("ops: Shop has a major outage");
    expect(published({ isPart: true, body: null })).toBe(
      "ops: Shop and Checkout have a partial outage",
    );
    expect(published({ status: "resolved", body: null })).toBe(
      "ops: Shop and Checkout are up again",
    );
    const four = { names: ["Shop", "Checkout", "Mail", "Search"], body: null };
    expect(published(four)).toBe("ops: Shop, Checkout and 2 more have a major outage");
    expect(published(four, "ko")).toBe("ops: Shop, Checkout 외 2개 전체 장애 발생");
  });

  it("[WD2] says what broke, why, since when, how bad and where to look", () => {
    expect(render([opened], "en")).toEqual([
      "Checkout API is down",
      "Failing from 2 of 3 regions. Expected status 200-299, saw 503",
      "Since 08:00 (UTC), after 2 failing checks in a row",
      "https://pharos.example/endpoints/shop",
    ]);
    expect(render([opened], "ko", "Asia/Seoul")).toEqual([
      "Checkout API 장애 발생",
      "리전 3곳 중 2곳에서 실패: 기대한 상태 코드 200-299, 실제 503",
      "17:00부터 (Asia/Seoul), 연속 2회 점검 실패",
      "https://pharos.example/endpoints/shop",
    ]);
  });

  it("[WD2] says that it is over, and how long it was", () => {
    const ended: Notification = {
      kind: "ended",
      at: AT,
      alert: shopAlert,
      resolution: "recovered",
    };
    expect(render([ended], "en").slice(0, 2)).toEqual([
      "Checkout API is up again",
      "It was down for 4 min, from 08:00 to 08:04 (UTC)",
    ]);
    expect(render([ended], "ko").slice(0, 2)).toEqual([
      "Checkout API 복구됨",
      "장애 시간 4분, 08:00~08:04 (UTC)",
    ]);
  });

  it("[WD2] says who is on it, or that nobody is", () => {
    expect(render([{ kind: "reminder", at: AT, alert: shopAlert }], "en")).toContain(
      "Nobody has taken it on yet",
    );
    expect(render([{ kind: "acknowledged", at: AT, alert: shopAlert, by: "Kim" }], "en")[0]).toBe(
      "Kim is taking care of Checkout API",
    );
  });

  it("[WD2] of several endpoints says how many, and leads to their incident", () => {
    const many: Notification = { ...opened, additionalEndpoints: 2 };
    const link = "https://pharos.example/incidents/shop-1";
    const en = render([many], "en");
    expect([en[0], en.at(-1)]).toEqual(["Checkout API and 2 more are down", link]);
    expect(render([many], "ko")[0]).toBe("Checkout API 외 2개 장애 발생");
    const ended = { ...many, kind: "ended", resolution: "recovered" } as const;
    expect(render([ended], "en").slice(0, 2)).toEqual([
      "Checkout API and 2 more are up again",
      "It lasted 4 min, from 08:00 to 08:04 (UTC)",
    ]);
    expect(render([{ ...ended, resolution: "paused" }], "en")[0]).toBe(
      "Checkout API and 2 more are no longer down",
    );
  });

  it("[WD2] of what a person opened says it in their words", () => {
    const incident = declaredAlert(
      {
        id: "p",
        title: "Cards fail",
        severity: "critical",
        openedBy: "Kim",
        startedAt: AT - MINUTE,
      },
      [{ id: "shop", name: "Checkout API", tags: [] }],
      { openedAt: AT, body: "Some banks refuse." },
    );
    const link = "https://pharos.example/incidents/p";
    expect(render([{ kind: "opened", at: AT, alert: incident }], "en")).toEqual([
      "Incident: Cards fail",
      "Critical, affects Checkout API",
      "Some banks refuse.",
      "Since 08:03 (UTC), opened by Kim",
      link,
    ]);
    expect(render([{ kind: "opened", at: AT, alert: incident }], "ko")).toEqual([
      "장애: Cards fail",
      "심각도: 심각, 영향: Checkout API",
      "Some banks refuse.",
      "08:03부터 (UTC), Kim 님이 등록",
      link,
    ]);
    const resolved = { kind: "ended", at: AT, alert: incident, resolution: "resolved" } as const;
    expect(render([resolved], "en")[0]).toBe("Resolved: Cards fail");
    const [title, ...lines] = render([opened, { ...resolved, kind: "reminder" }], "en");
    expect(title).toBe("1 incident, 1 endpoint is down");
    expect(lines).toContain("Incidents: Cards fail");
  });

  it("[WD2] of a storm counts, and names the first of many", () => {
    const storm: Notification[] = Array.from({ length: 20 }, (_, index) => ({
      ...opened,
      alert: { ...shopAlert, id: `e${index}`, endpointName: `E${index}` },
    }));
    const ended: Notification = {
      kind: "ended",
      at: AT,
      alert: shopAlert,
      resolution: "recovered",
    };
    const [title, down, up] = render([...storm, ended], "en");
    expect(title).toBe("20 endpoints are down, 1 up again");
    expect(down).toMatch(/^Down: E0, E1, .*E14 and 5 more$/);
    expect(up).toBe("Up again: Checkout API");
    expect(render([...storm, ended], "ko")[0]).toBe("엔드포인트 20개 장애, 1개 복구");
  });

  it("[WD2] of what waited says how it is by then, and counts each endpoint once", () => {
    const createAlert = (id: string, fields: Partial<DetectedAlert> = {}): DetectedAlert => ({
      ...shopAlert,
      id,
      endpointId: id,
      endpointName: "API",
      ...fields,
    });
    const openedOf = (alert: Alert, additionalEndpoints = 0): Notification => ({
      ...opened,
      alert,
      additionalEndpoints,
    });
    const endedOf = (alert: Alert): Notification => ({
      ...{ kind: "ended", at: AT, alert, resolution: "recovered" },
    });
    const reminder: Notification = {
      kind: "reminder",
      at: AT,
      alert: createAlert("a"),
      additionalEndpoints: 3,
    };
    expect(render([openedOf(createAlert("a"), 3), reminder], "en")[0]).toBe("4 endpoints are down");
    expect(render([openedOf(createAlert("a")), openedOf(createAlert("b"))], "en")[0]).toBe(
      "2 endpoints are down",
    );
    expect(
      render(
        [openedOf(createAlert("a")), endedOf(createAlert("a")), openedOf(createAlert("b"))],
        "en",
      ),
    ).toEqual([
      "1 endpoint is down, 1 up again",
      "Down: API",
      "Up again: API",
      "https://pharos.example/incidents",
    ]);
    const again = createAlert("a2", { endpointId: "a" });
    expect(render([endedOf(createAlert("a")), openedOf(again)], "en")[0]).toBe(
      "1 endpoint is down",
    );
  });

  it("[WD2] of what was removed leads to no page that is gone with it", () => {
    const notification: Notification = {
      kind: "ended",
      at: AT,
      alert: shopAlert,
      resolution: "removed",
    };
    expect(render([notification], "en").at(-1)).toBe("https://pharos.example/incidents");
  });
});
