import { describe, expect, it } from "vitest";
import type { ChannelKind } from "../domain/alerts/channel";
import type { Alert, Notification } from "../domain/alerts/alert";
import { channelSettingsFor } from "../test/fixtures/channel-settings";
import {
  MANUAL_INCIDENT_NOTIFICATIONS,
  channelFixture,
  TRANSPORT,
} from "../test/fixtures/notifications";
import { SAMPLE_NOTIFICATIONS, SAMPLE_AT } from "../test/fixtures/sample-notifications";
import type { ProviderResponse, Transport } from "../ports/notifications";
import { deliver } from "./deliver";

type Opened = { kind: "opened"; at: number; alert: Alert };
const [down] = SAMPLE_NOTIFICATIONS["down"] as [Opened];
const [declared] = MANUAL_INCIDENT_NOTIFICATIONS as [Opened, ...Notification[]];
const ACCEPTED: ProviderResponse = {
  outcome: "delivered",
  statusCode: 202,
  retryAfterMs: null,
  text: "",
};

/** What a service is sent to tell it of that. */
async function sentBody(kind: ChannelKind, notification: Notification) {
  const bodies: unknown[] = [];
  const transport: Transport = {
    ...TRANSPORT,
    http: ({ body }) => (bodies.push(JSON.parse(body as string)), Promise.resolve(ACCEPTED)),
  };
  const settings = channelSettingsFor(kind, "https://inbox.example", 2_525);
  const message = { id: "letter", at: SAMPLE_AT, notifications: [notification] };
  await deliver(channelFixture(kind, { kind, settings }), message, transport);
  return bodies[0];
}

describe("how urgent an incident is to those who wake people", () => {
  const withSeverity = (severity: Alert["severity"]): Opened => ({
    ...declared,
    alert: { ...declared.alert, severity } as Alert,
  });
  const slow: Opened = { ...down, alert: { ...down.alert, level: "degraded" } };
  const worse: Opened = { ...slow, alert: { ...slow.alert, severity: "critical" } };
  const RANKED: [string, Notification, string, string][] = [
    ["checks saw it down", down, "critical", "P1"],
    ["checks saw it slow", slow, "warning", "P3"],
    ["people call critical what is slow", worse, "critical", "P1"],
    ["people call it critical", withSeverity("critical"), "critical", "P1"],
    ["people call it major", withSeverity("major"), "error", "P2"],
    ["people call it minor", withSeverity("minor"), "warning", "P3"],
  ];
  it.each(RANKED)("[CH7] %s", async (_, notification, severity, priority) => {
    expect(await sentBody("pagerduty", notification)).toMatchObject({ payload: { severity } });
    expect(await sentBody("opsgenie", notification)).toMatchObject({ priority });
  });
});

it("[CH7] PagerDuty is told what kind of failure it is, of what, in which group", async () => {
  const tags = ["core", "eu"];
  expect(await sentBody("pagerduty", { ...down, alert: { ...down.alert, tags } })).toMatchObject({
    payload: { class: "down", component: "shop", group: "core, eu" },
  });
  expect(await sentBody("pagerduty", declared)).toMatchObject({
    payload: { class: "incident", component: "shop", group: "core" },
  });
});

it("[CH7] what is written of an incident that is over begins none in PagerDuty", async () => {
  const updated = (status: string): Notification => ({
    ...down,
    kind: "updated",
    status,
    body: "A certificate ran out.",
  });
  for (const [status, action] of [
    ["identified", "trigger"],
    ["resolved", "resolve"],
    ["postmortem", "resolve"],
  ] as const) {
    expect(await sentBody("pagerduty", updated(status))).toMatchObject({ event_action: action });
  }
});
