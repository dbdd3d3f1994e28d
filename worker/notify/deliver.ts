import type { Channel } from "../domain/channel";
import type { Attempt } from "../domain/delivery";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/notification";
import { logProblem } from "../log";
import type { WayOut } from "../ports/notifying";
import { SPEAKERS } from "./speakers";
import { textOf } from "./words/text";

/** Sends one message, once. Never throws. */
export async function deliver(
  channel: Channel,
  { id, at, notifications }: { id: string; at: Instant; notifications: Notification[] },
  out: WayOut,
): Promise<Attempt> {
  const startedAt = Date.now();
  try {
    const text = textOf(notifications, channel);
    const speaker = SPEAKERS[channel.kind];
    const answer = await speaker.deliver({ id, at, channel, notifications, text }, out);
    const { outcome, statusCode, retryAfterMs } = answer;
    return { outcome, statusCode, retryAfterMs, durationMs: Date.now() - startedAt };
  } catch (problem) {
    logProblem("deliver", problem, { channel: channel.id, kind: channel.kind });
    return {
      outcome: "lost",
      statusCode: null,
      retryAfterMs: null,
      durationMs: Date.now() - startedAt,
    };
  }
}
