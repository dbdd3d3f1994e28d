import type { Channel } from "../domain/alerts/channel";
import type { Instant } from "../domain/instant";
import type { Interaction, InteractionRequest } from "../ports/notifications";
import { hashToken } from "../secrets/hash";
import { t } from "./templates/messages";

/** What was signed longer ago was recorded and is played again. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_NAME_LENGTH = 80;

/**
 * What a service says when somebody presses a button in one of our messages; null where it was not
 * that service who said it.
 */
export async function handleInteraction(
  channel: Channel,
  request: InteractionRequest,
  now: Instant,
): Promise<Interaction | null> {
  const read = HANDLERS[channel.kind];
  return read ? read(channel, request, now) : null;
}

type InteractionHandler = (
  channel: Channel,
  request: InteractionRequest,
  now: Instant,
) => Promise<Interaction | null>;

const HANDLERS: Partial<Record<Channel["kind"], InteractionHandler>> = { slack, discord, telegram };

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
async function slack(
  { settings, language }: Channel,
  { headers, body }: InteractionRequest,
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
  const payload = parseObject(new URLSearchParams(body).get("payload"));
  const action = asList(payload["actions"]).find(({ action_id: id }) => id === "acknowledge");
  const user = asObject(payload["user"]);
  // Slack shows nothing of an answer; that somebody has it comes as a message of its own.
  return toInteraction(
    asText(action?.["value"]),
    `${userName(user, "name", "username")} (Slack)`,
    () => ({}),
    language,
  );
}

/** https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers */
async function discord(
  { settings, language }: Channel,
  { headers, body }: InteractionRequest,
  now: Instant,
) {
  const at = headers.get("x-signature-timestamp") ?? "";
  const signature = hexBytes(headers.get("x-signature-ed25519") ?? undefined);
  const publicKey = hexBytes(settings["publicKey"]);
  if (!publicKey || !signature || !isFresh(at, now)) return null;
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  if (!(await crypto.subtle.verify("Ed25519", key, signature, bytes(at + body)))) return null;
  const payload = parseObject(body);
  if (payload["type"] === PING) return { kind: "hello" as const, answer: { type: PING } };
  const id = asText(asObject(payload["data"])["custom_id"]);
  const user = asObject(asObject(payload["member"])["user"] ?? payload["user"]);
  return toInteraction(
    /^acknowledge:(.+)$/.exec(id)?.[1] ?? "",
    `${userName(user, "global_name", "username")} (Discord)`,
    (content) => ({
      type: MESSAGE,
      data: { content, flags: EPHEMERAL, allowed_mentions: { parse: [] } },
    }),
    language,
  );
}
const PING = 1;
const MESSAGE = 4;
/** Seen by whoever pressed alone. */
const EPHEMERAL = 64;

/** https://core.telegram.org/bots/api#setwebhook, and answers in the response itself. */
async function telegram({ settings, language }: Channel, { headers, body }: InteractionRequest) {
  const { hookSecret } = settings;
  const given = headers.get("x-telegram-bot-api-secret-token") ?? "";
  // Digests, so that the time it takes says nothing about the secret.
  if (!hookSecret || (await hashToken(given)) !== (await hashToken(hookSecret))) return null;
  const query = asObject(parseObject(body)["callback_query"]);
  return toInteraction(
    /^ack:(.+)$/.exec(asText(query["data"]))?.[1] ?? "",
    `${userName(asObject(query["from"]), "first_name", "username")} (Telegram)`,
    (content) => ({
      method: "answerCallbackQuery",
      callback_query_id: asText(query["id"]),
      text: content.slice(0, 200),
    }),
    language,
  );
}

/** Whatever else a service tells is heard, and nothing is done. */
const toInteraction = (
  incidentId: string,
  by: string,
  answer: (content: string) => object,
  language: Channel["language"],
): Interaction =>
  incidentId === ""
    ? { kind: "hello", answer: {} }
    : {
        kind: "acknowledge",
        incidentId,
        by,
        answer: (problem) => answer(problem ?? t(language, "hook_done")),
      };

const isFresh = (seconds: string, now: Instant): boolean =>
  /^\d{1,12}$/.test(seconds) && Math.abs(now - Number(seconds) * 1_000) <= MAX_AGE_MS;

const bytes = (payload: string) => new TextEncoder().encode(payload);

const hexBytes = (hex = "") =>
  /^([0-9a-f]{2})+$/i.test(hex) ? new Uint8Array(Buffer.from(hex, "hex")) : null;

type JsonObject = Record<string, unknown>;

function parseObject(json: string | null): JsonObject {
  try {
    return asObject(JSON.parse(json ?? ""));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null ? (value as JsonObject) : {};
const asList = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.map(asObject) : []);
const asText = (value: unknown): string => (typeof value === "string" ? value : "");
const userName = (user: JsonObject, ...fields: string[]): string =>
  (fields.map((field) => asText(user[field])).find((name) => name !== "") ?? "?").slice(
    0,
    MAX_NAME_LENGTH,
  );
