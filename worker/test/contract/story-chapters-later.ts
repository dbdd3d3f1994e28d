import { exports } from "cloudflare:workers";
import { act, cron } from "./story-book";
import { at, between, leave, minute, type StoryWorld } from "./story-chapters";
import { runAlarm, incidentOf, pollUntil } from "./story-places";

/** 08:06: what others depend on is down, one flaps, people merge what belongs together. */
export async function worse(world: StoryWorld): Promise<void> {
  const { book, out, ids } = world;
  out.setReplies("payments", 503);
  await minute(world, 360, "router is down with what is behind it; payments is down everywhere");
  const router = await incidentOf(ids["router"]!);
  const payments = await incidentOf(ids["payments"]!);
  await book.step(365, "payments is merged into router by hand", () =>
    act("POST", `/incidents/${payments}/merge`, { into: router }),
  );
  await book.step(366, "the incident of router is acknowledged", () =>
    act("POST", `/incidents/${router}/acknowledge`),
  );
  await book.step(367, "payments is separated again", () =>
    act("POST", `/incidents/${payments}/unmerge`),
  );
  for (const [index, status] of [503, 200, 503, 200, 503, 200, 200].entries()) {
    await book.step(371 + index, `flappy is looked at, and says ${status}`, () => {
      out.setReplies("flappy", status);
      return act("POST", `/endpoints/${ids["flappy"]!}/check`);
    });
  }
  await between(world, 390, "a tick between two minutes");
  out.setReplies("router", 200);
  out.setReplies("payments", 202);
  await minute(world, 420, "router is well; payments answers, but not as it should");
}

/** 08:07: some go and come back, a room begins anew. */
export async function comingBack(world: StoryWorld): Promise<void> {
  const { book, ids } = world;
  await book.step(425, "the other browser goes", () => leave(book, "all 2"));
  await book.step(430, "meanwhile flappy gets another name", () =>
    act("PATCH", `/endpoints/${ids["flappy"]!}`, { name: "Flappy", tags: [] }),
  );
  await book.step(432, "and is looked at", () => act("POST", `/endpoints/${ids["flappy"]!}/check`));
  await book.step(435, "the other browser comes back", () =>
    book.enter("all 2", "all", { query: book.cursorOf("all 2") }),
  );
  await book.step(436, "somebody comes back from another epoch", () =>
    book.enter("all 3", "all", { query: "v=1&epoch=elsewhere&since=3" }),
  );
  await book.step(437, "somebody comes back from what is still to come", () =>
    book.enter("all 4", "all", { query: book.cursorOf("all 2").replace(/\d+$/, "9999") }),
  );
  await book.step(438, "they go", async () => {
    await leave(book, "all 3");
    await leave(book, "all 4");
  });
  await book.step(440, "the room of all begins anew", () => exports.TickRunner.resetRooms("all"));
  await between(world, 450, "a tick between two minutes; the silent one is let go");
}

/** 08:08: our own network is lost, and comes back; one answers late. */
export async function alone(world: StoryWorld): Promise<void> {
  const { book, out } = world;
  out.goOffline(true);
  await minute(world, 480, "our own network is lost");
  await between(world, 510, "it still is");
  out.goOffline(false);
  out.setReplies("payments", 200);
  out.setReplies("fast", "late");
  await book.step(540, "our own network is back; fast answers late", async () => {
    const [listener] = book.listeners;
    const before = listener!.frames.length;
    out.holdBack();
    const ticking = cron(at(540));
    await pollUntil(() => out.isWaitedFor(), "fast is waited for");
    out.firePromptTimers();
    await pollUntil(() => listener!.frames.length > before, "what answered promptly is told");
    out.letGo();
    await ticking;
  });
  out.setReplies("fast", 200);
}

/** 08:10: nobody looks for three minutes, then cron alone is silent. */
export async function stalled(world: StoryWorld): Promise<void> {
  const { book, ids } = world;
  const [listener] = book.listeners;
  await book.step(610, "fast is paused", () => act("POST", `/endpoints/${ids["fast"]!}/pause`));
  await minute(world, 720, "the first tick after three minutes");
  // The tick of a minute in which cron is silent is run by the clock; which of both is told first
  // nobody promises. Here the tick comes first, and finds the clock's own taken.
  const silentMinute = (second: number) =>
    book.step(second, "cron is silent, and the clock covers for it", () =>
      exports.TickRunner.tick(at(second), "clock"),
    );
  await silentMinute(780);
  await book.step(785, "it is too early to say so", () => runAlarm({}));
  await silentMinute(840);
  await book.step(845, "two minutes of silence are announced", () =>
    runAlarm({ listener: listener! }),
  );
  await book.step(900, "the tick of the next minute", () =>
    exports.TickRunner.tick(at(900), "cron"),
  );
  await book.step(901, "cron is heard again", () => cron(at(900)));
}
