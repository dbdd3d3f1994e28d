import type { Instant } from "../domain/instant";
import type { MaintenancePageUpdate, OpenMaintenance } from "../domain/pages/update";
import type { PublicMaintenance, PublicPage } from "../protocol/public-page";
import { componentNames } from "./status-text";

type MaintenancePhase = MaintenancePageUpdate["act"];
type MaintenanceWindow = Omit<OpenMaintenance, "hasStarted">;

/**
 * What is told of announced work: that it is announced, moved or cancelled, that it begins and is over.
 * Of what recurs only the first window is announced, each begins and ends.
 */
export function maintenanceUpdates(
  page: PublicPage,
  known: readonly OpenMaintenance[],
  now: Instant,
): { updates: MaintenancePageUpdate[]; unfinished: OpenMaintenance[] } {
  const updates: MaintenancePageUpdate[] = [];
  const unfinished: OpenMaintenance[] = [];
  const addUpdate = (act: MaintenancePhase, window: MaintenanceWindow, at: Instant) => {
    const names = componentNames(page, window.componentIds);
    // What is worked on stands on the page no more.
    if (names.length > 0) updates.push(updateOf(act, { ...window, names }, at));
  };
  const ahead = page.maintenances.filter(({ endsAt }) => Date.parse(endsAt) > now);
  const following = ({ id }: MaintenanceWindow) =>
    ahead.find((one) => isSameMaintenance(one, { id }));
  const isBegun = ({ startsAt }: MaintenanceWindow) => Date.parse(startsAt) <= now;

  for (const before of known) {
    const window = page.maintenances.find(({ id }) => id === before.id);
    const next = following(before);
    if (!window) {
      if (Date.parse(before.endsAt) <= now) continue;
      if (next) {
        addUpdate("changed", next, Date.parse(next.announcedAt));
        unfinished.push(toOpenItem(next, isBegun(next)));
      } else addUpdate(before.hasStarted ? "ended" : "cancelled", before, now);
    } else if (Date.parse(window.endsAt) <= now) {
      addUpdate("ended", window, Date.parse(window.endsAt));
      if (next) unfinished.push(toOpenItem(next, false));
    } else {
      if (window.endsAt !== before.endsAt)
        addUpdate("changed", window, Date.parse(window.announcedAt));
      if (isBegun(window) && !before.hasStarted)
        addUpdate("started", window, effectiveStartOf(window));
      unfinished.push(toOpenItem(window, isBegun(window)));
    }
  }
  for (const window of ahead) {
    if ([...known, ...unfinished].some((one) => isSameMaintenance(one, window))) continue;
    if (isBegun(window)) addUpdate("started", window, effectiveStartOf(window));
    else addUpdate("announced", window, Date.parse(window.announcedAt));
    unfinished.push(toOpenItem(window, isBegun(window)));
  }
  return { updates, unfinished };
}

/** The windows of one maintenance are called after it, and after when they begin. */
const isSameMaintenance = (one: { id: string }, other: { id: string }): boolean =>
  one.id.slice(0, one.id.lastIndexOf("-")) === other.id.slice(0, other.id.lastIndexOf("-"));

/** One that is announced when it has begun already begins with that. */
const effectiveStartOf = ({ startsAt, announcedAt }: PublicMaintenance): Instant =>
  Math.max(Date.parse(startsAt), Date.parse(announcedAt));

const toOpenItem = (
  { id, title, startsAt, endsAt, componentIds }: MaintenanceWindow,
  hasStarted: boolean,
): OpenMaintenance => ({ id, title, startsAt, endsAt, componentIds, hasStarted });

const updateOf = (
  act: MaintenancePhase,
  { id, title, startsAt, endsAt, componentIds, names }: MaintenanceWindow & { names: string[] },
  at: Instant,
): MaintenancePageUpdate => ({
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
