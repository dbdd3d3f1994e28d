import type { ChannelKind } from "../domain/channel";
import { webhook } from "./channels/webhook";
import type { Speaker } from "./contract";

/** A row for each kind. */
export const SPEAKERS: Record<ChannelKind, Speaker> = {
  webhook,
};
