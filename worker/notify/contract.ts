import type { Channel } from "../domain/channel";
import type { Instant } from "../domain/instant";
import type { Notification } from "../domain/notification";
import type { Answer, HttpMessage, WayOut } from "../ports/notifying";
import type { Text } from "./words/content";

/** One message to one channel: of one notification, or of a storm. */
export type Letter = {
  /** Stable: the same letter, sent again, has the same one. */
  id: string;
  /** When this attempt is made. */
  at: Instant;
  channel: Channel;
  /** At least one, in order. */
  notifications: Notification[];
  text: Text;
};

/** How one kind of channel is spoken to: one file each, `channels/<kind>.ts`. */
export type Speaker = {
  /** How many notifications one message may tell of; 1 where each incident has a life of its own there. */
  digestMax: number;
  deliver(letter: Letter, out: WayOut): Promise<Answer>;
};

/** A digest that people read: names up to some, then a count. */
export const FOR_PEOPLE = 500;

export const json = (url: string, body: unknown, headers: object = {}): HttpMessage => ({
  url,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** A speaker of services that take one JSON document at one address. */
export const speaks = (
  digestMax: number,
  message: (letter: Letter) => HttpMessage | Promise<HttpMessage>,
  read: (answer: Answer) => Answer = (answer) => answer,
): Speaker => ({
  digestMax,
  deliver: async (letter, out) => read(await out.http(await message(letter))),
});
