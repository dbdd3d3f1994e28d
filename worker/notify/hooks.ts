import type { Channel } from "../domain/channel";
import type { Instant } from "../domain/instant";
import type { Heard, HookRequest } from "../ports/notifying";
import { digestOf } from "../sealing/digest";
import { say } from "./words/messages";

/** What was signed longer ago was recorded and is played again. */
const FRESH_MS = 5 * 60_000;
const NAME_MAX = 80;

/**
 * What a service says when somebody presses a button in one of our messages; null where it was not
 * that service who said it.
 */
export async function hear(
  channel: Channel,
  request: HookRequest,
  now: Instant,
): Promise<Heard | null> {
  const read = READERS[channel.kind];
  return read ? read(channel, request, now) : null;
}

type Reader = (channel: Channel, request: HookRequest, now: Instant) => Promise<Heard | null>;

const READERS: Partial<Record<Channel["kind"], Reader>> = { slack, discord, telegram };

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
async function slack(
  { settings, language }: Channel,
  { headers, body }: HookRequest,
  now: Instant,
) {
  const { signingSecret } = settings;
  const at = headers.get("x-slack-request-timestamp") ?? "";
  const signature = hexBytes(/^v0=(.+)$/.exec(headers.get("x-slack-signature") ?? "")?.[1]);
  if (!signingSecret || !signature || !isFresh(at, now)) return null;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const raw = new TextEncoder().encode(signingSecret);
  const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
  if (!(await crypto.subtle.verify("HMAC", key, signature, bytes(`v0:${at}:${body}`)))) return null;
  const said = parsed(new URLSearchParams(body).get("payload"));
  const action = list(said["actions"]).find(({ action_id: id }) => id === "acknowledge");
  const user = object(said["user"]);
  // Slack shows nothing of an answer; that somebody has it comes as a message of its own.
  return pressed(
    text(action?.["value"]),
    `${named(user, "name", "username")} (Slack)`,
    () => ({}),
    language,
  );
}

/** https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers */
async function discord(
  { settings, language }: Channel,
  { headers, body }: HookRequest,
  now: Instant,
) {
  const at = headers.get("x-signature-timestamp") ?? "";
  const signature = hexBytes(headers.get("x-signature-ed25519") ?? undefined);
  const publicKey = hexBytes(settings["publicKey"]);
  if (!publicKey || !signature || !isFresh(at, now)) return null;
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  if (!(await crypto.subtle.verify("Ed25519", key, signature, bytes(at + body)))) return null;
  const said = parsed(body);
  if (said["type"] === PING) return { kind: "hello" as const, answer: { type: PING } };
  const id = text(object(said["data"])["custom_id"]);
  const user = object(object(said["member"])["user"] ?? said["user"]);
  return pressed(
    /^acknowledge:(.+)$/.exec(id)?.[1] ?? "",
    `${named(user, "global_name", "username")} (Discord)`,
    (content) => ({
      type: MESSAGE,
      data: { content, flags: FOR_ONE, allowed_mentions: { parse: [] } },
    }),
    language,
  );
}
const PING = 1;
const MESSAGE = 4;
/** Seen by whoever pressed alone. */
const FOR_ONE = 64;

/** https://core.telegram.org/bots/api#setwebhook, and answers in the response itself. */
async function telegram({ settings, language }: Channel, { headers, body }: HookRequest) {
  const { hookSecret } = settings;
  const given = headers.get("x-telegram-bot-api-secret-token") ?? "";
  // Digests, so that the time it takes says nothing about the secret.
  if (!hookSecret || (await digestOf(given)) !== (await digestOf(hookSecret))) return null;
  const query = object(parsed(body)["callback_query"]);
  return pressed(
    /^ack:(.+)$/.exec(text(query["data"]))?.[1] ?? "",
    `${named(object(query["from"]), "first_name", "username")} (Telegram)`,
    (words) => ({
      method: "answerCallbackQuery",
      callback_query_id: text(query["id"]),
      text: words.slice(0, 200),
    }),
    language,
  );
}

/** Whatever else a service tells is heard, and nothing is done. */
const pressed = (
  incidentId: string,
  by: string,
  answer: (words: string) => object,
  language: Channel["language"],
): Heard =>
  incidentId === ""
    ? { kind: "hello", answer: {} }
    : {
        kind: "acknowledge",
        incidentId,
        by,
        answer: (problem) => answer(problem ?? say(language, "hook_done")),
      };

const isFresh = (seconds: string, now: Instant): boolean =>
  /^\d{1,12}$/.test(seconds) && Math.abs(now - Number(seconds) * 1_000) <= FRESH_MS;

const bytes = (said: string) => new TextEncoder().encode(said);

const hexBytes = (hex = "") =>
  /^([0-9a-f]{2})+$/i.test(hex) ? new Uint8Array(Buffer.from(hex, "hex")) : null;

type Said = Record<string, unknown>;

function parsed(json: string | null): Said {
  try {
    return object(JSON.parse(json ?? ""));
  } catch {
    return {};
  }
}

const object = (value: unknown): Said =>
  typeof value === "object" && value !== null ? (value as Said) : {};
const list = (value: unknown): Said[] => (Array.isArray(value) ? value.map(object) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const named = (user: Said, ...fields: string[]): string =>
  (fields.map((field) => text(user[field])).find((name) => name !== "") ?? "?").slice(0, NAME_MAX);
