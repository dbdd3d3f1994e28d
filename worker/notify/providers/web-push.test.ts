import { inject, expect, it } from "vitest";
import {
  channelFixture,
  inboxUrl,
  TRANSPORT,
  receivedRequests,
} from "../../test/fixtures/notifications";
import { channelSettingsFor } from "../../test/fixtures/channel-settings";
import { PUSH_KEYS } from "../../test/fixtures/push-keys";
import { decryptPush } from "../../test/fixtures/push-receiver";
import { deliver } from "../deliver";

it("[CH8] a push is encrypted for the browser and signed by its sender", async () => {
  const settings = channelSettingsFor("web-push", inboxUrl("push"), inject("smtpPort"));
  const channel = channelFixture("push", { kind: "web-push", settings });
  const outgoing = { id: "a", at: Date.now(), notifications: [{ kind: "test", at: 0 } as const] };
  expect(await deliver(channel, outgoing, TRANSPORT)).toMatchObject({ outcome: "delivered" });
  const [request] = await receivedRequests("push");
  expect(request!.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "3600" });
  const [, token, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(request!.headers["authorization"]!)!;
  expect(key).toBe(PUSH_KEYS.vapid.publicKey);
  expect(await isSigned(token!, key!)).toBe(true);
  const [, claims] = token!.split(".");
  expect(JSON.parse(Buffer.from(claims!, "base64url").toString())).toMatchObject({
    aud: new URL(inboxUrl("push")).origin.replace("http:", "https:"),
  });
  const message = await decryptPush(Buffer.from(request!.base64!, "base64"));
  expect(JSON.parse(message)).toMatchObject({
    title: "○ This is a test message from Pharos",
    link: "https://pharos.example",
  });
});

/** RFC 8292: ES256 over the token, by the key that is sent along. */
async function isSigned(token: string, publicKey: string): Promise<boolean> {
  const [header, claims, signature] = token.split(".") as [string, string, string];
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("raw", bytes(publicKey), curve, false, ["verify"]);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature), signed);
}

const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
