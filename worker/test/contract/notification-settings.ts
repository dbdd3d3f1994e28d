import type { ChannelKind } from "../../domain/alerts/channel";
import { channelSettingsFor } from "../fixtures/channel-settings";
import { SECRET } from "../fixtures/notifications";
import { SAMPLE_AT } from "../fixtures/sample-notifications";
import type { ProviderResponse } from "../../ports/notifications";

/** Undefined takes a setting away. */
type Changes = Record<string, string | undefined>;

const form = "title={{title}}&id={{id}}&of={{endpoint}}&unknown={{unknown}}";
const places = [
  "id",
  "kind",
  "count",
  "status",
  "endpoint",
  "endpointId",
  "incidentId",
  "startedAt",
  "reason",
  "title",
  "details",
  "link",
];
const template = `{${places.map((place) => `"${place}":"{{${place}}}"`).join(",")}}`;
const text = places.map((place) => `${place}: {{${place}}}`).join("\n");

/** What is set beside the usual, so that all that a kind can say is said. */
const MORE: Partial<Record<ChannelKind, Changes>> = {
  telegram: { hookSecret: "a".repeat(16) },
  template: { template },
};

/** Settings of a kind whose service stands at its own address: nothing is sent there. */
export function recordedSettings(kind: ChannelKind, changes: Changes = {}) {
  const { apiUrl: _, ...rest } = channelSettingsFor(kind, "https://service.example/hook", 2_525);
  return Object.fromEntries(
    Object.entries({ ...rest, ...MORE[kind], ...changes }).filter(
      (one): one is [string, string] => one[1] !== undefined,
    ),
  );
}

/** A message in other settings than the usual ones, or to a service that answers otherwise. */
export type Variant = { changes: Changes; answers?: Partial<ProviderResponse>[] };

const HOUR = 3_600_000;
const home = { "at an address of its own": { changes: { apiUrl: "https://own.example/api" } } };
const plain = (security: string | undefined, port?: string): Variant => ({
  changes: { security, port, username: undefined, password: undefined },
});
export const VARIANTS: Partial<Record<ChannelKind, Record<string, Variant>>> = {
  slack: { "without a button": { changes: { signingSecret: undefined } } },
  discord: { "without a button": { changes: { publicKey: undefined } } },
  telegram: {
    ...home,
    "without a button": { changes: { hookSecret: undefined } },
    "without a thread": { changes: { threadId: undefined } },
    "to a group that has moved": {
      changes: {},
      answers: [
        {
          outcome: "rejected",
          statusCode: 400,
          text: '{"ok":false,"parameters":{"migrate_to_chat_id":-100456}}',
        },
      ],
    },
  },
  pagerduty: home,
  opsgenie: home,
  ntfy: { "by the public server": { changes: { server: undefined, token: undefined } } },
  pushover: { ...home, "to all devices": { changes: { device: undefined } } },
  resend: home,
  postmark: { ...home, "by no stream": { changes: { stream: undefined } } },
  smtp: {
    "by what is not set": plain(undefined),
    "by encryption that begins later": plain("starttls"),
    "by a port of its own": plain("tls", "2465"),
  },
  webhook: {
    "on the day of a rotation": {
      changes: { previousSecret: SECRET.replace("YS", "Yi"), previousUntil: `${SAMPLE_AT + HOUR}` },
    },
    "after the day of a rotation": {
      changes: { previousSecret: SECRET.replace("YS", "Yi"), previousUntil: `${SAMPLE_AT - HOUR}` },
    },
  },
  template: {
    "by what is not set": {
      changes: { contentType: undefined, authorization: undefined, template: undefined },
    },
    "as a form": {
      changes: { contentType: "application/x-www-form-urlencoded", template: form },
    },
    "as a text": { changes: { contentType: "text/plain", template: text } },
  },
};
