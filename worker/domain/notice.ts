import type { Instant } from "./instant";
import type { Ending, Episode } from "./notification";
import { endOf, isAbout, RULE_DEFAULTS, type Rule } from "./rule";
import { MINUTE_MS } from "./schedule";
import type { Period } from "./uptime";

/** One channel is to hear one thing of an episode. */
export type Notice = {
  /** The same whenever it is planned: who has it needs no second one. */
  id: string;
  kind: "opened" | "reminder" | "escalated" | "ended";
  channelId: string;
  ruleId: string;
  at: Instant;
};

/** How far a rule has come with an episode. */
type RuleProgress = { toldAt: Instant; remindedAt: Instant; reminders: number; steps: number };

export type Progress = {
  rules: Record<string, RuleProgress>;
  /** Who has heard of it, and by which rule. */
  told: Record<string, string>;
  /** Who has heard that it is over. */
  closed: string[];
};

export const NO_PROGRESS: Progress = { rules: {}, told: {}, closed: [] };

/** What is remembered of an episode while something may still be told of it. */
export type Running = {
  episode: Episode;
  endedAt: Instant | null;
  ending: Ending | null;
  acknowledgedAt: Instant | null;
  progress: Progress;
};

/** What the rules are told of the world. */
export type Surroundings = {
  rules: readonly Rule[];
  /** Ids of the enabled channels. */
  channelIds: readonly string[];
  /** Ids of the pages that show the episode's endpoint. */
  pages: readonly string[];
  /** When nothing is said of it: announced work, or what it depends on is down. */
  silences: readonly Period[];
};

export type Planned = {
  notices: Notice[];
  progress: Progress;
  /** When to plan again, at the latest; null where only news can change anything. */
  nextAt: Instant | null;
  /** Nothing will ever be told of it again. */
  isSettled: boolean;
};

/** What is to be told of an episode by now, and has not been. Planned twice it is planned once. */
export function planNotices(running: Running, around: Surroundings, at: Instant): Planned {
  const plan = new Plan(running, around, at);
  for (const rule of rulesFor(running.episode, around)) plan.follow(rule);
  plan.close();
  return plan.result();
}

/** Who is told where there is no rule at all. */
export const DEFAULT_RULE = "default";

/** Rules count for what begins after they were made; without any, every channel hears every incident. */
export function rulesFor(
  episode: Episode,
  { rules, channelIds, pages }: Pick<Surroundings, "rules" | "channelIds" | "pages">,
): Rule[] {
  const made = rules.filter(({ createdAt }) => createdAt <= episode.openedAt);
  const all = made.length > 0 ? made : [defaultRule(channelIds)];
  return all.filter((rule) => rule.enabled && isAbout(rule, episode, pages));
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

  constructor(
    readonly running: Running,
    readonly around: Surroundings,
    readonly at: Instant,
  ) {
    this.#progress = copyOf(running.progress);
  }

  follow(rule: Rule): void {
    const { episode, endedAt, acknowledgedAt } = this.running;
    const over = endedAt ?? Infinity;
    const calmed = Math.min(over, acknowledgedAt ?? Infinity);
    let progress = this.#progress.rules[rule.id];
    if (!progress) {
      const firstAt = this.#heardFrom(rule, episode.openedAt + rule.delayMinutes * MINUTE_MS);
      // What was told at once is told even if somebody was quicker.
      if (firstAt >= (firstAt === episode.openedAt ? over : calmed)) return;
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
    const { endedAt, ending } = this.running;
    if (endedAt === null || ending === "worse") return;
    for (const [channelId, ruleId] of Object.entries(this.#progress.told)) {
      if (this.#progress.closed.includes(channelId)) continue;
      const rule = this.around.rules.find(({ id }) => id === ruleId);
      const dueAt = rule ? this.#heardFrom(rule, endedAt) : endedAt;
      if (!this.#isDue(dueAt)) continue;
      if (this.around.channelIds.includes(channelId)) this.#add("ended", ruleId, channelId);
      this.#progress.closed.push(channelId);
    }
  }

  result(): Planned {
    const { endedAt } = this.running;
    return {
      notices: this.#notices,
      progress: this.#progress,
      nextAt: this.#nextAt,
      isSettled: endedAt !== null && this.#nextAt === null,
    };
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
    const id = [this.running.episode.id, channelId, kind, which].filter(Boolean).join(".");
    this.#notices.push({ id, kind, channelId, ruleId, at: this.at });
  }

  /** The instant itself, or the end of what is quiet then. */
  #heardFrom({ quiet, timeZone }: Rule, from: Instant): Instant {
    let at = from;
    for (;;) {
      const silence = this.around.silences.find((one) => one.from <= at && at < one.to);
      const end = silence ? silence.to : quiet ? endOf(quiet, timeZone, at) : at;
      if (end === at || end === Infinity) return end;
      at = end;
    }
  }
}

const copyOf = ({ rules, told, closed }: Progress): Progress => ({
  rules: Object.fromEntries(Object.entries(rules).map(([id, one]) => [id, { ...one }])),
  told: { ...told },
  closed: [...closed],
});
