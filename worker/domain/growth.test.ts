import { describe, expect, it } from "vitest";
import { planNotices, toldOf, type Planned } from "./notice";
import type { OfEndpoint } from "./notification";
import { rehearse } from "./rehearsal";
import type { Rule } from "./rule";
import { ruleOf } from "./rule-fixture";
import { NO_PROGRESS, toldAsOne, type Part, type Progress } from "./whole";

const START = Date.UTC(2026, 0, 5, 8);
const MINUTE = 60_000;

const began = (id: string, at: number, fields: Partial<Part> & Partial<OfEndpoint> = {}): Part => {
  const { endedAt = null, ending = null, silences = [], heardBy, ...more } = fields;
  return {
    episode: {
      id: `${id}-1`,
      endpointId: id,
      endpointName: id,
      tags: [],
      reachedThrough: [],
      severity: "down",
      startedAt: START + at * MINUTE,
      openedAt: START + at * MINUTE,
      failureCount: 1,
      reason: null,
      ...more,
    },
    endedAt,
    ending,
    pages: [],
    silences,
    ...(heardBy && { heardBy }),
  };
};
const around = (...rules: Rule[]) => ({ rules, channelIds: ["chat", "phone"] });
const TOLD: Progress = {
  ...NO_PROGRESS,
  rules: { rule: { toldAt: START, remindedAt: START, reminders: 0, steps: 0 } },
  told: { chat: "rule" },
};
const plan = (parts: Part[], progress: Progress, at: number, ...rules: Rule[]): Planned =>
  planNotices(
    { id: "shop-1", parts, acknowledgedAt: null, progress },
    around(...(rules.length > 0 ? rules : [ruleOf()])),
    START + at * MINUTE,
  );
const grown = ({ notices }: Planned) =>
  notices.map(({ kind, channelId, growth }) => [kind, channelId, growth?.joined, growth?.isWorse]);

describe("an incident that grows", () => {
  it("[NT12] tells those who know of it what joined, once", () => {
    const shop = began("shop", 0, { heardBy: ["chat"] });
    const first = plan([shop, began("mail", 1, { heardBy: [] })], TOLD, 1);
    expect(grown(first)).toEqual([["grown", "chat", ["mail-1"], false]]);
    const heardBy = Object.keys(toldOf(first, "mail-1"));
    expect(heardBy).toEqual(["chat"]);
    const again = plan([shop, began("mail", 1, { heardBy })], first.progress, 2);
    expect(grown(again)).toEqual([]);
  });

  it("[NT12] tells whom it did not know as ever, and not what joined at that moment", () => {
    const parts = [began("shop", 0, { heardBy: [] }), began("mail", 0, { heardBy: [] })];
    expect(grown(plan(parts, NO_PROGRESS, 0))).toEqual([["opened", "chat", undefined, undefined]]);
  });

  it("[NT12] is one message for all that joined by then", () => {
    const joined = ["a", "b", "c"].map((id) => began(id, 1, { heardBy: [] }));
    const planned = plan([began("shop", 0, { heardBy: ["chat"] }), ...joined], TOLD, 1);
    expect(grown(planned)).toEqual([["grown", "chat", ["a-1", "b-1", "c-1"], false]]);
  });

  it("[NT12] waits as its rule waits, and says nothing of what is over by then", () => {
    const parts = (fields: Parameters<typeof began>[2]) => [
      began("shop", 0, { heardBy: ["chat"] }),
      began("mail", 1, { heardBy: [], ...fields }),
    ];
    const late = ruleOf({ delayMinutes: 5 });
    const waiting = plan(parts({}), TOLD, 1, late);
    expect([grown(waiting), waiting.nextAt]).toEqual([[], START + 6 * MINUTE]);
    expect(toldOf(waiting, "mail-1")).toEqual({});
    expect(grown(plan(parts({}), waiting.progress, 6, late))).toHaveLength(1);
    const over = { endedAt: START + 3 * MINUTE, ending: "recovered" } as const;
    expect(grown(plan(parts(over), waiting.progress, 6, late))).toEqual([]);
    const silent = parts({ silences: [{ from: START, to: Infinity }] });
    expect(grown(plan(silent, TOLD, 2))).toEqual([]);
  });

  it("[NT12] says nothing of what was named before, or failed in it before", () => {
    const named = began("shop", 0, { heardBy: ["chat"], also: [{ id: "mail", name: "mail" }] });
    expect(grown(plan([named, began("mail", 1, { heardBy: [] })], TOLD, 1))).toEqual([]);
    const over = { endedAt: START + MINUTE, ending: "recovered" } as const;
    const parts = [
      began("shop", 0, { heardBy: ["chat"] }),
      began("mail", 0, { heardBy: ["chat"], ...over }),
      { ...began("mail", 2, { heardBy: [] }) },
    ];
    parts[2] = { ...parts[2]!, episode: { ...parts[2]!.episode, id: "mail-2" } };
    expect(grown(plan(parts, TOLD, 2))).toEqual([]);
  });

  it("[NT13] says once that people call it worse, and nothing where they call it better", () => {
    const shop = (grade: "minor" | "major" | "critical") =>
      began("shop", 0, { heardBy: ["chat"], grade });
    const worse = plan([shop("critical")], TOLD, 1);
    expect(grown(worse)).toEqual([["grown", "chat", [], true]]);
    expect(grown(plan([shop("critical")], worse.progress, 2))).toEqual([]);
    const better = plan([shop("minor")], worse.progress, 3);
    expect(grown(better)).toEqual([]);
    expect(grown(plan([shop("major")], better.progress, 4))).toEqual([["grown", "chat", [], true]]);
  });

  it("[NT12] [RL9] is rehearsed as it is told", () => {
    const over = { endedAt: START + 9 * MINUTE, ending: "recovered" } as const;
    const parts = [began("shop", 0, over), began("mail", 1, over)].map(
      ({ heardBy: _, ...part }) => part,
    );
    const notices = rehearse(
      { id: "shop-1", parts, acknowledgedAt: null },
      around(ruleOf()),
      START + 10 * MINUTE,
    );
    expect(notices.map(({ kind, at }) => [kind, (at - START) / MINUTE])).toEqual([
      ["opened", 0],
      ["grown", 1],
      ["ended", 9],
    ]);
  });

  it("[RL9] what was over or taken on before anybody was to be told stops no rehearsal", () => {
    const before = START - MINUTE;
    const over = { endedAt: before, ending: "recovered" } as const;
    const [part] = [began("shop", 0, over)].map(({ heardBy: _, ...one }) => one);
    const past = { id: "shop-1", parts: [part!], acknowledgedAt: before - MINUTE };
    expect(() => rehearse(past, around(ruleOf()), START + MINUTE)).not.toThrow();
  });
});

it("[NT10] counts endpoints: two may have one name, and one may fail twice", () => {
  const parts = ["shop", "mail", "mail"].map((id, at) => {
    const one = began(id, at);
    const named = { endpointName: "API", endpointId: id, id: `${id}-${at}` };
    return { ...one, episode: { ...one.episode, ...named } };
  });
  expect(toldAsOne({ id: "shop-0", parts }, { isOver: false, about: [] }).others).toBe(1);
});

it("[NT10] [WD2] what is left of an incident is down since it failed itself, all of it since the first", () => {
  const over = { endedAt: START + 5 * MINUTE, ending: "recovered" } as const;
  const parts = [began("shop", 0, over), began("mail", 1)];
  const sinceOf = (of: Part[], isOver: boolean) =>
    (toldAsOne({ id: "shop-1", parts: of }, { isOver, about: [] }).episode.startedAt - START) /
    MINUTE;
  expect(sinceOf(parts, false)).toBe(1);
  expect(sinceOf(parts, true)).toBe(0);
  const title = "A disk is full";
  expect(sinceOf([began("shop", 0, { ...over, title }), began("mail", 1, { title })], false)).toBe(
    0,
  );
});
