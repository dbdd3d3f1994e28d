import type { Instant } from "./instant";
import { endOf, isAbout, RULE_DEFAULTS, type Rule } from "./rule";
import { MINUTE_MS } from "./schedule";
import { endOfWhole, type Part, type Progress, type RuleProgress, type Whole } from "./whole";

/** One channel is to hear one thing of an incident. */
export type Notice = {
  /** The same whenever it is planned: who has it needs no second one. */
  id: string;
  kind: "opened" | "reminder" | "escalated" | "ended";
  channelId: string;
  ruleId: string;
  /** Ids of the episodes that the rule is about. */
  about: string[];
  at: Instant;
};

/** What the rules are told of the world. */
export type Surroundings = {
  rules: readonly Rule[];
  /** Ids of the enabled channels. */
  channelIds: readonly string[];
};

export type Planned = {
  notices: Notice[];
  progress: Progress;
  /** When to plan again, at the latest; null where only news can change anything. */
  nextAt: Instant | null;
  /** Nothing will ever be told of it again. */
  isSettled: boolean;
};

/** What is to be told of an incident by now, and has not been. Planned twice it is planned once. */
export function planNotices(whole: Whole, around: Surroundings, at: Instant): Planned {
  const plan = new Plan(whole, around, at);
  for (const { rule, parts } of rulesFor(whole, around)) plan.follow(rule, parts);
  plan.close();
  return plan.result();
}

/** Who is told where there is no rule at all. */
const DEFAULT_RULE = "default";

/**
 * The rules that are about some of it, each with what it is about. They count for what begins after
 * they were made; without any, every channel hears every incident.
 */
function rulesFor(
  { parts }: Whole,
  { rules, channelIds }: Surroundings,
): { rule: Rule; parts: Part[] }[] {
  const found = new Map<string, { rule: Rule; parts: Part[] }>();
  for (const part of parts) {
    const made = rules.filter(({ createdAt }) => createdAt <= part.episode.openedAt);
    for (const rule of made.length > 0 ? made : [defaultRule(channelIds)]) {
      if (!rule.enabled || !isAbout(rule, part.episode, part.pages)) continue;
      const known = found.get(rule.id);
      if (known) known.parts.push(part);
      else found.set(rule.id, { rule, parts: [part] });
    }
  }
  return [...found.values()];
}

const defaultRule = (channelIds: readonly string[]): Rule => ({
  ...RULE_DEFAULTS,
  steps: [],
  id: DEFAULT_RULE,
  name: "",
  channelIds: [...channelIds],
  timeZone: "UTC",
  createdAt: 0,
  updatedAt: 0,
});

class Plan {
  readonly #notices: Notice[] = [];
  readonly #progress: Progress;
  #nextAt: Instant | null = null;
  /** What each rule is about. */
  readonly #about = new Map<string, string[]>();
  /** When all of it was over; never, so far. */
  readonly #over: Instant;

  constructor(
    readonly whole: Whole,
    readonly around: Surroundings,
    readonly at: Instant,
  ) {
    this.#progress = copyOf(whole.progress);
    this.#over = endOfWhole(whole.parts)?.endedAt ?? Infinity;
  }

  follow(rule: Rule, about: readonly Part[]): void {
    const { acknowledgedAt } = this.whole;
    const calmed = Math.min(this.#over, acknowledgedAt ?? Infinity);
    this.#about.set(
      rule.id,
      about.map(({ episode }) => episode.id),
    );
    let progress = this.#progress.rules[rule.id];
    if (!progress) {
      const firstAt = Math.min(...about.map((part) => this.#firstAt(rule, part)));
      if (!this.#isDue(firstAt)) return;
      for (const channelId of rule.channelIds) this.#tell("opened", rule, channelId);
      progress = { toldAt: this.at, remindedAt: this.at, reminders: 0, steps: 0 };
      this.#progress.rules[rule.id] = progress;
    }
    this.#escalate(rule, progress, calmed);
    this.#remind(rule, progress, calmed);
  }

  /** Who heard of it hears that it is over, and nobody else. */
  close(): void {
    const end = endOfWhole(this.whole.parts);
    if (!end || end.ending === "worse") return;
    for (const [channelId, ruleId] of Object.entries(this.#progress.told)) {
      if (this.#progress.closed.includes(channelId)) continue;
      const rule = this.around.rules.find(({ id }) => id === ruleId);
      const dueAt = rule ? this.#heardFrom(rule, end.endedAt) : end.endedAt;
      if (!this.#isDue(dueAt)) continue;
      if (this.around.channelIds.includes(channelId)) this.#add("ended", ruleId, channelId);
      this.#progress.closed.push(channelId);
    }
  }

  result(): Planned {
    return {
      notices: this.#notices,
      progress: this.#progress,
      nextAt: this.#nextAt,
      isSettled: this.#over !== Infinity && this.#nextAt === null,
    };
  }

  /** When a rule would first tell of a part; never, where that is over or taken on by then. */
  #firstAt(rule: Rule, { episode: { openedAt }, endedAt, silences }: Part): Instant {
    const over = endedAt ?? Infinity;
    const firstAt = saidFrom(rule, silences, openedAt + rule.delayMinutes * MINUTE_MS);
    const calmed = Math.min(over, this.whole.acknowledgedAt ?? Infinity);
    // What was told at once is told even if somebody was quicker.
    return firstAt >= (firstAt === openedAt ? over : calmed) ? Infinity : firstAt;
  }

  #escalate(rule: Rule, progress: RuleProgress, calmed: Instant): void {
    for (; progress.steps < rule.steps.length; progress.steps++) {
      const { afterMinutes, channelIds } = rule.steps[progress.steps]!;
      const dueAt = this.#heardFrom(rule, progress.toldAt + afterMinutes * MINUTE_MS);
      if (Math.max(dueAt, this.at) >= calmed || !this.#isDue(dueAt)) return;
      for (const channelId of channelIds) {
        this.#tell("escalated", rule, channelId, `${progress.steps + 1}`);
      }
    }
  }

  #remind(rule: Rule, progress: RuleProgress, calmed: Instant): void {
    if (rule.remindMinutes === null) return;
    const everyMs = rule.remindMinutes * MINUTE_MS;
    const dueAt = this.#heardFrom(rule, progress.remindedAt + everyMs);
    if (Math.max(dueAt, this.at) < calmed && this.#isDue(dueAt)) {
      progress.reminders++;
      progress.remindedAt = this.at;
      for (const channelId of rule.channelIds) {
        this.#tell("reminder", rule, channelId, `${progress.reminders}`);
      }
      if (this.at + everyMs < calmed) this.#isDue(this.#heardFrom(rule, this.at + everyMs));
    }
  }

  /** Whether it is time; if not, it is remembered when it will be. */
  #isDue(dueAt: Instant): boolean {
    if (dueAt <= this.at) return true;
    if (dueAt !== Infinity) this.#nextAt = Math.min(dueAt, this.#nextAt ?? Infinity);
    return false;
  }

  #tell(kind: Notice["kind"], rule: Rule, channelId: string, number = ""): void {
    if (!this.around.channelIds.includes(channelId)) return;
    // Two rules that name the same channel tell it once.
    if (kind === "opened" && channelId in this.#progress.told) return;
    this.#progress.told[channelId] ??= rule.id;
    this.#add(kind, rule.id, channelId, kind === "opened" ? "" : `${rule.id}.${number}`);
  }

  #add(kind: Notice["kind"], ruleId: string, channelId: string, which = ""): void {
    const id = [this.whole.id, channelId, kind, which].filter(Boolean).join(".");
    const about = this.#about.get(ruleId) ?? [];
    this.#notices.push({ id, kind, channelId, ruleId, about, at: this.at });
  }

  /** From when on something may be said of any of it. */
  #heardFrom(rule: Rule, from: Instant): Instant {
    const running = this.whole.parts.filter(({ endedAt }) => endedAt === null);
    const meant = running.length > 0 ? running : this.whole.parts;
    return Math.min(...meant.map(({ silences }) => saidFrom(rule, silences, from)));
  }
}

/** The instant itself, or the end of what is quiet then. */
function saidFrom({ quiet, timeZone }: Rule, silences: Part["silences"], from: Instant): Instant {
  let at = from;
  for (;;) {
    const silence = silences.find((one) => one.from <= at && at < one.to);
    const end = silence ? silence.to : quiet ? endOf(quiet, timeZone, at) : at;
    if (end === at || end === Infinity) return end;
    at = end;
  }
}

const copyOf = ({ rules, told, closed }: Progress): Progress => ({
  rules: Object.fromEntries(Object.entries(rules).map(([id, one]) => [id, { ...one }])),
  told: { ...told },
  closed: [...closed],
});
