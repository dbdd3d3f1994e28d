import { describe, expect, inject, it } from "vitest";
import { CHANNEL_FIELDS, CHANNEL_KINDS, type ChannelKind } from "../domain/alerts/channel";
import type { DeliveryOutcome } from "../domain/alerts/delivery";
import type { Alert, Notification, DetectedAlert } from "../domain/alerts/alert";
import type { Transport } from "../ports/notifications";
import { settingsErrors } from "../api/channel-input";
import {
  setInboxBehaviour,
  MANUAL_INCIDENT_NOTIFICATIONS,
  channelFixture,
  inboxUrl,
  IMPATIENT_TRANSPORT,
  PUBLIC_ONLY_TRANSPORT,
  TRANSPORT,
  receivedRequests,
} from "../test/fixtures/notifications";
import { payloadErrors, PAYLOAD_SCHEMAS } from "../test/fixtures/provider-payloads";
import { HOSTILE_NAMES, LIVE_MARKUP } from "../test/fixtures/hostile-names";
import { channelSettingsFor } from "../test/fixtures/channel-settings";
import { deliver } from "./deliver";

const AT = Date.UTC(2026, 0, 5, 8, 4);
const createAlert = (fields: Partial<DetectedAlert> = {}): Alert => ({
  id: "shop-mk0",
  endpointId: "shop",
  endpointName: "Checkout API",
  tags: ["core"],
  dependencyIds: [],
  level: "down",
  startedAt: AT - 4 * 60_000,
  openedAt: AT - 3 * 60_000,
  failureCount: 2,
  reason: "expected status 200-299, saw 503",
  ...fields,
});
const opened = (fields: Partial<DetectedAlert> = {}): Notification => ({
  kind: "opened",
  at: AT,
  alert: createAlert(fields),
});

/** Each thing that can be told. */
const ALL: Notification[] = [
  opened(),
  opened({ level: "degraded", reason: "answered in 1900 ms, limit 1000 ms" }),
  { kind: "reminder", at: AT, alert: createAlert() },
  { kind: "escalated", at: AT, alert: createAlert() },
  { kind: "acknowledged", at: AT, alert: createAlert(), by: "Kim" },
  { kind: "updated", at: AT, alert: createAlert(), status: "identified", body: "A disk is full." },
  { kind: "ended", at: AT, alert: createAlert(), resolution: "recovered" },
  { kind: "ended", at: AT, alert: createAlert(), resolution: "paused" },
  { kind: "opened", at: AT, alert: createAlert(), additionalEndpoints: 2 },
  {
    kind: "expanded",
    at: AT,
    alert: createAlert(),
    additionalEndpoints: 1,
    joinedEndpoints: ["Mail"],
    severity: "critical",
  },
  ...MANUAL_INCIDENT_NOTIFICATIONS,
  { kind: "test", at: AT },
];

type SendOptions = { id?: string; transport?: Transport };

async function send(kind: ChannelKind, notifications: Notification[], options: SendOptions = {}) {
  const { id = "letter", transport = TRANSPORT } = options;
  const settings = channelSettingsFor(kind, inboxUrl(kind), inject("smtpPort"));
  const channel = channelFixture(kind, { kind, settings });
  return deliver(channel, { id, at: AT, notifications }, transport);
}

const inboxPath = (kind: ChannelKind) => new URL(inboxUrl(kind)).pathname;
const OVER_HTTP = CHANNEL_KINDS.filter((kind) => kind !== "smtp" && kind !== "email");
const IN_JSON = OVER_HTTP.filter((kind) => PAYLOAD_SCHEMAS[kind]);

describe.each(CHANNEL_KINDS)("a channel of %s", (kind) => {
  it("[CH4] takes settings as its table says, and no others", () => {
    const settings = channelSettingsFor(kind, inboxUrl(kind), inject("smtpPort"));
    const own = Object.fromEntries(
      Object.entries(settings).filter(([name]) =>
        CHANNEL_FIELDS[kind].some((f) => f.name === name),
      ),
    );
    expect(settingsErrors(kind, own, () => null)).toEqual({});
    for (const { name, required, pattern, type, max } of CHANNEL_FIELDS[kind]) {
      const without = Object.fromEntries(Object.entries(own).filter(([field]) => field !== name));
      expect(Object.keys(settingsErrors(kind, without, () => null))).toEqual(
        required ? [`settings.${name}`] : [],
      );
      const long = { ...own, [name]: "a".repeat(max + 1) };
      expect(Object.keys(settingsErrors(kind, long, () => null))).toEqual([`settings.${name}`]);
      if (pattern || type === "email" || type === "emails") {
        const wrong = { ...own, [name]: "wrong\r\nvalue: \u0000" };
        expect(Object.keys(settingsErrors(kind, wrong, () => null))).toEqual([`settings.${name}`]);
      }
      if (type === "url" || type === "secret-url") {
        const refused = settingsErrors(kind, own, () => "the address is private");
        expect(refused).toMatchObject(
          own[name] ? { [`settings.${name}`]: "the address is private" } : {},
        );
      }
    }
  });
});

describe.each(OVER_HTTP)("a channel of %s", (kind) => {
  const outcomeWhen = async (behaviour: Parameters<typeof setInboxBehaviour>[1]) => {
    await setInboxBehaviour(kind, behaviour);
    const isSlow = behaviour.mode === "hang" || behaviour.mode === "drip";
    return send(kind, [opened()], { transport: isSlow ? IMPATIENT_TRANSPORT : TRANSPORT });
  };

  const FAILURES: [string, Parameters<typeof setInboxBehaviour>[1], DeliveryOutcome][] = [
    ["its token was revoked", { status: 401, body: "canary" }, "unauthorized"],
    ["it is forbidden", { status: 403 }, "unauthorized"],
    // A browser's subscription that is not found will not come back: RFC 8030.
    ["it is not found", { status: 404 }, kind === "web-push" ? "gone" : "not-found"],
    ["it is gone", { status: 410 }, "gone"],
    ["it is too much", { status: 413 }, "too-large"],
    ["it does not understand", { status: 400 }, "rejected"],
    ["it is broken", { status: 503 }, "broken"],
    ["it redirects", { status: 302, headers: { location: "/ok" } }, "redirected"],
    ["it never answers", { mode: "hang" }, "timeout"],
    ["it hangs up", { mode: "reset" }, "connection-lost"],
  ];
  it.each(FAILURES)("[CH5] says what happened where %s", async (_, behaviour, outcome) => {
    expect(await outcomeWhen(behaviour)).toMatchObject({ outcome });
    expect((await receivedRequests(kind)).length).toBeGreaterThan(0);
  });

  it("[CH5] is left alone for as long as it asks", async () => {
    const withDelay = await outcomeWhen({ status: 429, headers: { "retry-after": "7" } });
    expect(withDelay).toMatchObject({ outcome: "throttled", retryAfterMs: 7_000 });
    const withoutDelay = await outcomeWhen({ status: 429 });
    expect(withoutDelay).toMatchObject({ outcome: "throttled", retryAfterMs: null });
  });

  it("[CH5] has answered where its body never ends, or never comes", async () => {
    expect(await outcomeWhen({ mode: "endless" })).toMatchObject({ outcome: "delivered" });
    expect(await outcomeWhen({ mode: "drip" })).toMatchObject({ outcome: "delivered" });
  });

  it("[CH5] is past the guard: a private address is refused where these are not allowed", async () => {
    const refused = await send(kind, [opened()], { transport: PUBLIC_ONLY_TRANSPORT });
    expect(refused).toMatchObject({ outcome: "address-refused" });
    expect(await receivedRequests(kind)).toEqual([]);
  });
});

describe.each(IN_JSON)("what is sent to %s", (kind) => {
  it("[CH4] has the shape that the service publishes, whatever is told", async () => {
    for (const [index, notification] of ALL.entries()) {
      expect(await send(kind, [notification], { id: `letter${index}` })).toMatchObject({
        outcome: "delivered",
      });
    }
    const all = await receivedRequests(kind);
    expect(all.length).toBeGreaterThanOrEqual(ALL.length);
    for (const request of all) expect(payloadErrors(kind, request, inboxPath(kind))).toEqual([]);
    expect(all[0]!.body).toContain("Checkout API");
  });

  it("[CH4] has it for a storm too, and names the first of many", async () => {
    const storm = Array.from({ length: 120 }, (_, index) =>
      opened({ id: `e${index}-1`, endpointName: `Endpoint ${index} ${"long ".repeat(20)}` }),
    );
    await send(kind, storm);
    for (const request of await receivedRequests(kind)) {
      expect(payloadErrors(kind, request, inboxPath(kind))).toEqual([]);
    }
  });

  it("[CH6] has it whatever names and reasons say", async () => {
    for (const [index, name] of HOSTILE_NAMES.entries()) {
      const reason = `expected status ${name}, saw 503`;
      await send(kind, [opened({ endpointName: name, reason, tags: [name] })], {
        id: `letter${index}`,
      });
    }
    const all = await receivedRequests(kind);
    expect(all).toHaveLength(HOSTILE_NAMES.length);
    for (const request of all) {
      expect(payloadErrors(kind, request, inboxPath(kind))).toEqual([]);
      for (const markup of LIVE_MARKUP[kind] ?? []) expect(request.body).not.toMatch(markup);
    }
  });
});

describe("services that say in their body how long to wait", () => {
  it("[CH5] Discord does, in fractions of seconds", async () => {
    const body =
      '{"message": "You are being rate limited.", "retry_after": 1.337, "global": false}';
    await setInboxBehaviour("discord", { status: 429, body });
    expect(await send("discord", [opened()])).toMatchObject({ retryAfterMs: 1_337 });
  });

  it("[CH5] Telegram does, in seconds", async () => {
    const body =
      '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}';
    await setInboxBehaviour("telegram", { status: 429, body });
    expect(await send("telegram", [opened()])).toMatchObject({ retryAfterMs: 9_000 });
  });
});

describe("services where an incident has a life of its own", () => {
  const actions = async (kind: ChannelKind, notifications: Notification[]) => {
    for (const [index, notification] of notifications.entries())
      await send(kind, [notification], { id: `letter${index}` });
    return (await receivedRequests(kind)).map(({ url, body }) => ({
      url,
      body: JSON.parse(body) as Record<string, unknown>,
    }));
  };
  const [started, , , , acknowledged, , ended] = ALL as [Notification, ...Notification[]];

  it("[CH7] PagerDuty hears that it began, is taken on and is over, by one key", async () => {
    const all = await actions("pagerduty", [
      started,
      acknowledged!,
      ended!,
      { kind: "test", at: AT },
    ]);
    expect(all.map(({ body }) => [body["event_action"], body["dedup_key"]])).toEqual([
      ["trigger", "shop-mk0"],
      ["acknowledge", "shop-mk0"],
      ["resolve", "shop-mk0"],
      ["trigger", "letter3"],
      ["resolve", "letter3"],
    ]);
  });

  it("[CH7] Opsgenie does, by one alias", async () => {
    const all = await actions("opsgenie", [started, acknowledged!, ended!]);
    expect(all.map(({ url }) => url.slice(inboxPath("opsgenie").length))).toEqual([
      "/v2/alerts",
      "/v2/alerts/shop-mk0/acknowledge?identifierType=alias",
      "/v2/alerts/shop-mk0/close?identifierType=alias",
    ]);
    expect(all[0]!.body).toMatchObject({ alias: "shop-mk0", priority: "P1" });
  });
});
