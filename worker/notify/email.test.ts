import { describe, expect, inject, it } from "vitest";
import type { Notification } from "../domain/alerts/alert";
import {
  channelFixture,
  IMPATIENT_TRANSPORT,
  TRANSPORT,
  receivedRequests,
} from "../test/fixtures/notifications";
import { channelSettingsFor } from "../test/fixtures/channel-settings";
import type { Email } from "../ports/notifications";
import { deliver } from "./deliver";

const AT = Date.UTC(2026, 0, 5, 8, 4);
const named = (endpointName: string): Notification => ({
  kind: "opened",
  at: AT,
  alert: {
    id: "shop-1",
    endpointId: "shop",
    endpointName,
    tags: [],
    dependencyIds: [],
    level: "down",
    startedAt: AT,
    openedAt: AT,
    failureCount: 1,
    reason: "could not connect",
  },
});

async function mailTo(to: string, changes: object = {}, name = "Checkout API") {
  const settings = { ...channelSettingsFor("smtp", "", inject("smtpPort")), to, ...changes };
  const channel = channelFixture("smtp", { kind: "smtp", settings });
  const transport = to.startsWith("hang") ? IMPATIENT_TRANSPORT : TRANSPORT;
  return deliver(channel, { id: "a.b c", at: AT, notifications: [named(name)] }, transport);
}

/** What a mail says, unpacked. */
function read(mail: string) {
  const [head, ...parts] = mail.split(/\r\n\r\n|--pharos-[\w-]+/);
  const subject = /^Subject: (.*(?:\r\n .*)*)/m.exec(head!)![1]!;
  const words = subject.split(/\r\n /).map((word) => /=\?UTF-8\?B\?(.*)\?=/.exec(word)![1]!);
  return {
    head: head!,
    subject: words.map((word) => Buffer.from(word, "base64").toString()).join(""),
    parts: parts
      .filter((part) => /^[A-Za-z0-9+/=\r\n]{20,}$/.test(part))
      .map((part) => Buffer.from(part, "base64").toString()),
  };
}

const inbox = async (name: string) => {
  const response = await fetch(`${inject("target")}/received/${name}`);
  return response.json<{ headers: { from: string; to: string[]; user: string }; body: string }[]>();
};

describe("mail by SMTP", () => {
  it("[CH8] is handed in with its envelope, its subject and both its texts", async () => {
    const id = crypto.randomUUID();
    expect(await mailTo(`${id}@example.com`)).toMatchObject({ outcome: "delivered" });
    const [mail] = await inbox(id);
    expect(mail!.headers).toEqual({
      from: "pharos@example.com",
      to: [`${id}@example.com`],
      user: "pharos",
    });
    const { head, subject, parts } = read(mail!.body);
    expect(subject).toBe("✕ Checkout API is down");
    expect(head).toContain("Message-ID: <a.b_c@example.com>");
    expect(parts[0]).toContain("Could not connect");
    expect(parts[1]).toContain("<h1");
  });

  it("[CH6] has no line that a name has written", async () => {
    const id = crypto.randomUUID();
    await mailTo(`${id}@example.com`, {}, "x\r\nBcc: victim@example.com\r\n.\r\nQUIT 장애");
    const [mail] = await inbox(id);
    const { head, subject } = read(mail!.body);
    expect(head).not.toMatch(/^Bcc:/m);
    expect(subject).toBe("✕ x Bcc: victim@example.com . QUIT 장애 is down");
  });

  it.each([
    ["nobody@example.com", {}, "rejected"],
    ["full@example.com", {}, "too-large"],
    ["busy@example.com", {}, "broken"],
    ["cut@example.com", {}, "connection-lost"],
    ["hang@example.com", {}, "timeout"],
    ["me@example.com", { password: "wrong" }, "unauthorized"],
    ["me@example.com", { security: "starttls" }, "tls"],
    ["me@example.com", { port: "1" }, "unreachable"],
  ])("[CH5] to %s with %o is %s", async (to, changes, outcome) => {
    expect(await mailTo(to, changes)).toMatchObject({ outcome });
  });
});

describe("mail by the platform", () => {
  const channel = channelFixture("email", {
    kind: "email",
    settings: channelSettingsFor("email", "", 0),
  });
  const message = { id: "a", at: AT, notifications: [named("Shop")] };

  it("[CH8] is given to its binding", async () => {
    const sent: Email[] = [];
    const email = (mail: Email) => {
      sent.push(mail);
      return Promise.resolve({
        outcome: "delivered" as const,
        statusCode: null,
        retryAfterMs: null,
        text: "",
      });
    };
    expect(await deliver(channel, message, { ...TRANSPORT, email })).toMatchObject({
      outcome: "delivered",
    });
    expect(sent).toMatchObject([
      { subject: "✕ Shop is down", to: ["ops@example.com", "me@example.com"] },
    ]);
  });

  it("[CH5] says so where there is no binding", async () => {
    expect(await deliver(channel, message, TRANSPORT)).toMatchObject({ outcome: "misconfigured" });
    expect(await receivedRequests("email")).toEqual([]);
  });
});
