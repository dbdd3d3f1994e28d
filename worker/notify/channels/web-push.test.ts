import { inject, expect, it } from "vitest";
import { channelOf, inboxUrl, OUT, received } from "../../local/notify-fixtures";
import { settingsOf } from "../../local/channel-settings";
import { PUSH_KEYS } from "../../local/push-keys";
import { decrypted } from "../../local/push-receiver";
import { deliver } from "../deliver";

it("[CH8] a push is encrypted for the browser and signed by its sender", async () => {
  const settings = settingsOf("web-push", inboxUrl("push"), inject("smtpPort"));
  const channel = channelOf("push", { kind: "web-push", settings });
  const letter = { id: "a", at: Date.now(), notifications: [{ kind: "test", at: 0 } as const] };
  expect(await deliver(channel, letter, OUT)).toMatchObject({ outcome: "delivered" });
  const [one] = await received("push");
  expect(one!.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "3600" });
  const [, token, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(one!.headers["authorization"]!)!;
  expect(key).toBe(PUSH_KEYS.vapid.publicKey);
  expect(await isSigned(token!, key!)).toBe(true);
  const [, claims] = token!.split(".");
  expect(JSON.parse(Buffer.from(claims!, "base64url").toString())).toMatchObject({
    aud: new URL(inboxUrl("push")).origin.replace("http:", "https:"),
  });
  const message = await decrypted(Buffer.from(one!.base64!, "base64"));
  expect(JSON.parse(message)).toMatchObject({
    title: "○ This is a test message from Pharos",
    link: "https://pharos.example",
  });
});

/** RFC 8292: ES256 over the token, by the key that is sent along. */
async function isSigned(token: string, publicKey: string): Promise<boolean> {
  const [head, claims, signature] = token.split(".") as [string, string, string];
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("raw", bytes(publicKey), curve, false, ["verify"]);
  const signed = new TextEncoder().encode(`${head}.${claims}`);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature), signed);
}

const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
