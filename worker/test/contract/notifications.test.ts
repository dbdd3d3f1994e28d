import { expect, inject, it } from "vitest";
import { CHANNEL_KINDS, type Channel, type ChannelKind } from "../../domain/alerts/channel";
import type { Notification } from "../../domain/alerts/alert";
import { channelSettingsFor } from "../fixtures/channel-settings";
import { channelFixture, inboxUrl, TRANSPORT, receivedRequests } from "../fixtures/notifications";
import { SAMPLE_AT } from "../fixtures/sample-notifications";
import type { ProviderResponse } from "../../ports/notifications";
import { deliver } from "../../notify/deliver";
import { PROVIDERS } from "../../notify/providers/index";
import { freeze, recordingOf, steadily } from "./frozen";
import { recordingTransport, receivedWritten } from "./notification-recording";
import { recordedSettings, VARIANTS } from "./notification-settings";
import { eachKindOf, SUBSCRIBER_NOTIFICATIONS, TEAM_NOTIFICATIONS } from "./notification-samples";

const READERS = [
  { language: "en", timeZone: "Europe/London" },
  { language: "ko", timeZone: "Asia/Seoul" },
] as const;

/** As whoever subscribed to a page has one. */
const SUBSCRIBED = {
  name: "Acme",
  origin: "https://pharos.example/status/acme",
  manageUrl: "https://pharos.example/subscription?token=token",
};
/** Kinds by which subscribers are reached: mail goes out by any channel that can mail. */
const OF_SUBSCRIBERS: readonly ChannelKind[] = [
  "slack",
  "email",
  "resend",
  "postmark",
  "smtp",
  "web-push",
  "webhook",
];

/** Kinds that are told everything here; of the others it is one of each kind of message. */
const IN_FULL: readonly ChannelKind[] = [
  "slack",
  "pagerduty",
  "opsgenie",
  "email",
  "webhook",
  "template",
];

type NotificationsByName = Record<string, Notification[]>;
type Sending = { fields?: Partial<Channel>; answers?: Partial<ProviderResponse>[] };

/** Sends one letter on paper, and heads what was written with what it tells. */
async function sent(
  title: string,
  kind: ChannelKind,
  notifications: Notification[],
  { fields = {}, answers = [] }: Sending = {},
): Promise<string> {
  const { out, written } = recordingTransport(answers);
  const channel = channelFixture("ops", { kind, settings: recordedSettings(kind), ...fields });
  await deliver(channel, { id: "letter", at: SAMPLE_AT, notifications }, out);
  expect(written).not.toEqual([]);
  return [`## ${title}`, ...written].join("\n\n");
}

/** In each language all of it, as far as one letter of that kind may tell of so much. */
async function inBothLanguages(
  samples: NotificationsByName,
  kind: ChannelKind,
  fields: Partial<Channel> = {},
): Promise<string[]> {
  const messages: string[] = [];
  for (const reader of READERS) {
    for (const [name, notifications] of Object.entries(samples)) {
      if (notifications.length > PROVIDERS[kind].maxDigestItems) continue;
      const sending = { fields: { ...fields, ...reader } };
      messages.push(await sent(`${name} (${reader.language})`, kind, notifications, sending));
    }
  }
  return messages;
}

async function inOtherSettings(kind: ChannelKind): Promise<string[]> {
  const messages: string[] = [];
  for (const [how, { changes, answers = [] }] of Object.entries(VARIANTS[kind] ?? {})) {
    const fields = { settings: recordedSettings(kind, changes) };
    messages.push(
      await sent(`down, ${how}`, kind, TEAM_NOTIFICATIONS["down"]!, { fields, answers }),
    );
  }
  return messages;
}

/** The same letter as it arrives somewhere, with all that is added on the way. */
async function arrived(kind: ChannelKind): Promise<string[]> {
  // The platform's own binding leads nowhere here.
  if (kind === "email") return [];
  const url = inboxUrl(kind);
  const inbox = url.split("/").at(-1)!;
  const settings = {
    ...channelSettingsFor(kind, url, inject("smtpPort")),
    ...(kind === "smtp" && { to: `${inbox}@example.com` }),
  };
  const channel = channelFixture("ops", { kind, settings });
  const message = { id: "letter", at: SAMPLE_AT, notifications: TEAM_NOTIFICATIONS["down"]! };
  expect(await deliver(channel, message, TRANSPORT)).toMatchObject({ outcome: "delivered" });
  const written = (await receivedRequests(kind)).map(receivedWritten);
  expect(written).toHaveLength(1);
  const steady = steadily().text(written.join("\n\n"));
  return [`## down, as it arrives\n\n${steady}`.replaceAll(inbox, "hook")];
}

it("[WD4] what leaves by every kind of channel is what was recorded", async () => {
  freeze(SAMPLE_AT);
  for (const kind of CHANNEL_KINDS) {
    const some = IN_FULL.includes(kind) ? (samples: NotificationsByName) => samples : eachKindOf;
    const messages = [
      ...(await inBothLanguages(some(TEAM_NOTIFICATIONS), kind)),
      ...(await inOtherSettings(kind)),
      ...(OF_SUBSCRIBERS.includes(kind)
        ? await inBothLanguages(some(SUBSCRIBER_NOTIFICATIONS), kind, SUBSCRIBED)
        : []),
      ...(await arrived(kind)),
    ];
    const recording = recordingOf(`notifications/${kind}.txt`);
    await expect.soft(`${messages.join("\n\n")}\n`).toMatchFileSnapshot(recording);
  }
});
