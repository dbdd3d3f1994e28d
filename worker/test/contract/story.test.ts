import { expect, it } from "vitest";
import { freeze, recordingOf } from "./frozen";
import { openBook } from "./story-book";
import {
  announced,
  beginning,
  byHand,
  failing,
  healthy,
  recovering,
  working,
  type StoryWorld,
} from "./story-chapters";
import { alone, comingBack, stalled, worse } from "./story-chapters-later";
import { answers, endings } from "./story-endings";
import { listenToEveryRoom } from "./story-listener";
import { outside } from "./story-outside";
import { signInActors } from "./story-people";

/** It takes a few seconds, but on a machine that does much else. */
const LONG_MS = 180_000;

const CHAPTERS = [
  beginning,
  healthy,
  failing,
  working,
  byHand,
  recovering,
  announced,
  worse,
  comingBack,
  alone,
  stalled,
  answers,
  endings,
];

it(
  "[EV1] [RM3] every frame of a quarter of an hour is what was recorded",
  async () => {
    freeze();
    const book = openBook();
    const world: StoryWorld = { book, out: outside(), actors: await signInActors(book), ids: {} };
    await listenToEveryRoom();
    for (const chapter of CHAPTERS) await chapter(world);
    for (const { name, text } of book.recordings()) {
      const file = name.replace(/[^\w]+/g, "-").toLowerCase();
      await expect.soft(text).toMatchFileSnapshot(recordingOf(`story/${file}.txt`));
    }
  },
  LONG_MS,
);
