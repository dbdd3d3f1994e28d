import type { Channel } from "../domain/alerts/channel";
import type { DeliveryAttempt } from "../domain/alerts/delivery";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/alerts/alert";
import { logError } from "../log";
import type { Transport } from "../ports/notifications";
import { PROVIDERS } from "./providers/index";
import { renderContent } from "./templates/render-content";

/** Sends one message, once. Never throws. */
export async function deliver(
  channel: Channel,
  { id, at, notifications }: { id: string; at: Instant; notifications: Notification[] },
  transport: Transport,
): Promise<DeliveryAttempt> {
  const startedAt = Date.now();
  try {
    const content = renderContent(notifications, channel);
    const speaker = PROVIDERS[channel.kind];
    const response = await speaker.deliver({ id, at, channel, notifications, content }, transport);
    const { outcome, statusCode, retryAfterMs } = response;
    return { outcome, statusCode, retryAfterMs, durationMs: Date.now() - startedAt };
  } catch (problem) {
    logError("deliver", problem, { channel: channel.id, kind: channel.kind });
    return {
      outcome: "lost",
      statusCode: null,
      retryAfterMs: null,
      durationMs: Date.now() - startedAt,
    };
  }
}
