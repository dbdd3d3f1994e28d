import type { Instant } from "../domain/instant";
import type { OfMaintenance, UnfinishedWindow } from "../domain/published";
import type { PublicMaintenance, PublicPage } from "../protocol/page";
import { namesIn } from "./words";

type Act = OfMaintenance["act"];
type Window = Omit<UnfinishedWindow, "hasBegun">;

/**
 * What is told of announced work: that it is announced, moved or cancelled, that it begins and is over.
 * Of what recurs only the first window is announced, each begins and ends.
 */
export function workTold(
  page: PublicPage,
  known: readonly UnfinishedWindow[],
  now: Instant,
): { updates: OfMaintenance[]; unfinished: UnfinishedWindow[] } {
  const updates: OfMaintenance[] = [];
  const unfinished: UnfinishedWindow[] = [];
  const tell = (act: Act, window: Window, at: Instant) => {
    const names = namesIn(page, window.componentIds);
    // What is worked on stands on the page no more.
    if (names.length > 0) updates.push(updateOf(act, { ...window, names }, at));
  };
  const ahead = page.maintenances.filter(({ endsAt }) => Date.parse(endsAt) > now);
  const following = ({ id }: Window) => ahead.find((one) => isSameWork(one, { id }));
  const isBegun = ({ startsAt }: Window) => Date.parse(startsAt) <= now;

  for (const before of known) {
    const window = page.maintenances.find(({ id }) => id === before.id);
    const next = following(before);
    if (!window) {
      if (Date.parse(before.endsAt) <= now) continue;
      if (next) {
        tell("changed", next, Date.parse(next.announcedAt));
        unfinished.push(unfinishedOf(next, isBegun(next)));
      } else tell(before.hasBegun ? "ended" : "cancelled", before, now);
    } else if (Date.parse(window.endsAt) <= now) {
      tell("ended", window, Date.parse(window.endsAt));
      if (next) unfinished.push(unfinishedOf(next, false));
    } else {
      if (window.endsAt !== before.endsAt) tell("changed", window, Date.parse(window.announcedAt));
      if (isBegun(window) && !before.hasBegun) tell("started", window, begunAt(window));
      unfinished.push(unfinishedOf(window, isBegun(window)));
    }
  }
  for (const window of ahead) {
    if ([...known, ...unfinished].some((one) => isSameWork(one, window))) continue;
    if (isBegun(window)) tell("started", window, begunAt(window));
    else tell("announced", window, Date.parse(window.announcedAt));
    unfinished.push(unfinishedOf(window, isBegun(window)));
  }
  return { updates, unfinished };
}

/** The windows of one maintenance are called after it, and after when they begin. */
const isSameWork = (one: { id: string }, other: { id: string }): boolean =>
  one.id.slice(0, one.id.lastIndexOf("-")) === other.id.slice(0, other.id.lastIndexOf("-"));

/** One that is announced when it has begun already begins with that. */
const begunAt = ({ startsAt, announcedAt }: PublicMaintenance): Instant =>
  Math.max(Date.parse(startsAt), Date.parse(announcedAt));

const unfinishedOf = (
  { id, title, startsAt, endsAt, componentIds }: Window,
  hasBegun: boolean,
): UnfinishedWindow => ({ id, title, startsAt, endsAt, componentIds, hasBegun });

const updateOf = (
  act: Act,
  { id, title, startsAt, endsAt, componentIds, names }: Window & { names: string[] },
  at: Instant,
): OfMaintenance => ({
  kind: "maintenance",
  // Only what changes does so more than once.
  id: `${id}.${act}${act === "changed" ? `.${at.toString(36)}` : ""}`,
  at,
  componentIds,
  names,
  maintenanceId: id,
  act,
  title,
  startsAt: Date.parse(startsAt),
  endsAt: Date.parse(endsAt),
});
