import type { Channel } from "../domain/alerts/channel";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/alerts/alert";
import type { ProviderResponse, ProviderRequest, Transport } from "../ports/notifications";
import type { MessageContent } from "./templates/content";

/** One message to one channel: of one notification, or of a storm. */
export type OutgoingMessage = {
  /** Stable: the same letter, sent again, has the same one. */
  id: string;
  /** When this attempt is made. */
  at: Instant;
  channel: Channel;
  /** At least one, in order. */
  notifications: Notification[];
  content: MessageContent;
};

/** How one kind of channel is spoken to: one file each, `channels/<kind>.ts`. */
export type Provider = {
  /** How many notifications one message may tell of; 1 where each incident has a life of its own there. */
  maxDigestItems: number;
  deliver(message: OutgoingMessage, transport: Transport): Promise<ProviderResponse>;
};

/** A digest that people read: names up to some, then a count. */
export const MAX_DIGEST_ITEMS = 500;

export const jsonRequest = (url: string, body: unknown, headers: object = {}): ProviderRequest => ({
  url,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** A speaker of services that take one JSON document at one address. */
export const httpProvider = (
  maxDigestItems: number,
  toRequest: (message: OutgoingMessage) => ProviderRequest | Promise<ProviderRequest>,
  read: (answer: ProviderResponse) => ProviderResponse = (answer) => answer,
): Provider => ({
  maxDigestItems,
  deliver: async (message, transport) => read(await transport.http(await toRequest(message))),
});
