import type { Instant } from "./instant";
import { endpointIdsOf, GRADE_ORDER, gradeOf } from "./notification";
import { defaultRule, rulesFor, saidFrom, type Surroundings } from "./hearers";
import type { Rule } from "./rule";
import { MINUTE_MS } from "./schedule";
import { endOfWhole, type Part, type Progress, type RuleProgress, type Whole } from "./whole";

/** One channel is to hear one thing of an incident. */
export type Notice = {
  /** The same whenever it is planned: who has it needs no second one. */
  id: string;
  kind: "opened" | "reminder" | "escalated" | "grown" | "ended";
  channelId: string;
  ruleId: string;
  /** Ids of the episodes that the rule is about. */
  about: string[];
  /** Of `grown`: ids of the episodes that joined, and whether it is worse than it was. */
  growth?: Growth;
  at: Instant;
};

export type Growth = { joined: string[]; isWorse: boolean };

export type Planned = {
  notices: Notice[];
  progress: Progress;
  /** Channels that know of the incident and not of a part yet, by the id of its episode. */
  unheard: Map<string, Set<string>>;
  /** When to plan again, at the latest; null where only news can change anything. */
  nextAt: Instant | null;
  /** Nothing will ever be told of it again. */
  isSettled: boolean;
};

/** What is to be told of an incident by now, and has not been. Planned twice it is planned once. */
export function planNotices(whole: Whole, around: Surroundings, at: Instant): Planned {
  const plan = new Plan(whole, around, at);
  for (const { rule, parts } of rulesFor(whole, around)) plan.follow(rule, parts);
  plan.grow();
  plan.close();
  return plan.result();
}

/** Who has heard of a part by then, and by which rule. */
export const toldOf = ({ progress, unheard }: Planned, id: string): Progress["told"] =>
  Object.fromEntries(
    Object.entries(progress.told).filter(([channelId]) => !unheard.get(id)?.has(channelId)),
  );

class Plan {
  readonly #notices: Notice[] = [];
  readonly #progress: Progress;
  readonly #unheard: Planned["unheard"] = new Map();
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

  /** Who heard of it hears what joined it since, and that it is worse; nobody hears the same twice. */
  grow(): void {
    const { episode } = this.whole.parts[0]!;
    const grade = gradeOf(episode);
    const before = this.whole.progress.grade ?? (episode.endpointId === null ? grade : "major");
    if (episode.grade !== undefined) this.#progress.grade = grade;
    if (this.#over !== Infinity) return;
    const isWorse = GRADE_ORDER[grade] > GRADE_ORDER[before];
    for (const [channelId, ruleId] of Object.entries(this.whole.progress.told)) {
      const rule = this.around.rules.find(({ id }) => id === ruleId) ?? defaultRule([]);
      const joined = this.#joined(channelId, rule);
      if (joined.length === 0 && !isWorse) continue;
      if (!this.around.channelIds.includes(channelId)) continue;
      const growth = { joined: joined.map(({ episode: { id } }) => id), isWorse };
      this.#add("grown", ruleId, channelId, `${this.at}`, growth);
    }
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
      unheard: this.#unheard,
      nextAt: this.#nextAt,
      isSettled: this.#over !== Infinity && this.#nextAt === null,
    };
  }

  /** The parts of which a channel has not heard and may by now. */
  #joined(channelId: string, rule: Rule): Part[] {
    const { parts } = this.whole;
    return parts.filter((part, index) => {
      const { episode, endedAt, heardBy } = part;
      if (endedAt !== null || !heardBy || heardBy.includes(channelId)) return false;
      // What was named before, by people or by an earlier failure, is no news.
      const isNamed = parts
        .slice(0, index)
        .some((other) => endpointIdsOf(other.episode).includes(episode.endpointId ?? ""));
      if (isNamed || this.#isDue(this.#firstAt(rule, part))) return !isNamed;
      this.#unheard.set(episode.id, (this.#unheard.get(episode.id) ?? new Set()).add(channelId));
      return false;
    });
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

  #add(kind: Notice["kind"], ruleId: string, channelId: string, which = "", growth?: Growth): void {
    const id = [this.whole.id, channelId, kind, which].filter(Boolean).join(".");
    const about = this.#about.get(ruleId) ?? [];
    this.#notices.push({
      ...{ id, kind, channelId, ruleId, about, at: this.at },
      ...(growth && { growth }),
    });
  }

  /** From when on something may be said of any of it. */
  #heardFrom(rule: Rule, from: Instant): Instant {
    const running = this.whole.parts.filter(({ endedAt }) => endedAt === null);
    const meant = running.length > 0 ? running : this.whole.parts;
    return Math.min(...meant.map(({ silences }) => saidFrom(rule, silences, from)));
  }
}

const copyOf = ({ rules, told, closed, grade }: Progress): Progress => ({
  ...(grade && { grade }),
  rules: Object.fromEntries(Object.entries(rules).map(([id, one]) => [id, { ...one }])),
  told: { ...told },
  closed: [...closed],
});
