import { describe, expect, it } from "vitest";
import type { ChannelKind } from "../domain/alerts/channel";
import { channelSettingsFor } from "../test/fixtures/channel-settings";
import {
  setInboxBehaviour,
  channelFixture,
  inboxUrl,
  TRANSPORT,
} from "../test/fixtures/notifications";
import { SAMPLE_NOTIFICATIONS, SAMPLE_AT } from "../test/fixtures/sample-notifications";
import type { ProviderResponse, Transport } from "../ports/notifications";
import { deliver } from "./deliver";

function send(kind: ChannelKind, transport: Transport = TRANSPORT) {
  const channel = channelFixture(kind, {
    kind,
    settings: channelSettingsFor(kind, inboxUrl(kind), 2_525),
  });
  return deliver(
    channel,
    { id: "letter", at: SAMPLE_AT, notifications: SAMPLE_NOTIFICATIONS["down"]! },
    transport,
  );
}

describe("what services say of a failure in their body", () => {
  it("[CH5] Discord says that a webhook is gone: it is not to be tried again", async () => {
    const body = '{"message": "Unknown Webhook", "code": 10015}';
    await setInboxBehaviour("discord", { status: 404, body });
    expect(await send("discord")).toMatchObject({ outcome: "gone", statusCode: 404 });
    const other = '{"message": "Unknown Channel", "code": 10003}';
    await setInboxBehaviour("discord", { status: 404, body: other });
    expect(await send("discord")).toMatchObject({ outcome: "not-found" });
  });

  it("[CH5] Resend says that the attempt before is still under way: it is asked again", async () => {
    const failWith = (name: string) =>
      setInboxBehaviour("resend", { status: 409, body: JSON.stringify({ statusCode: 409, name }) });
    await failWith("concurrent_idempotent_requests");
    expect(await send("resend")).toMatchObject({ outcome: "throttled" });
    await failWith("invalid_idempotent_request");
    expect(await send("resend")).toMatchObject({ outcome: "rejected" });
  });

  it("[CH5] Telegram says where a group went that became a supergroup: it is told there", async () => {
    const moved =
      '{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}}';
    const chatIds: unknown[] = [];
    const responses: ProviderResponse[] = [
      { outcome: "rejected", statusCode: 400, retryAfterMs: null, text: moved },
      { outcome: "delivered", statusCode: 200, retryAfterMs: null, text: "" },
    ];
    const transport: Transport = {
      ...TRANSPORT,
      http: ({ body }) => {
        chatIds.push((JSON.parse(body as string) as { chat_id: unknown }).chat_id);
        return Promise.resolve(responses.shift()!);
      },
    };
    expect(await send("telegram", transport)).toMatchObject({ outcome: "delivered" });
    expect(chatIds).toEqual(["-100123", "-1001234567890"]);
  });
});
