import type { MaintenanceView } from "$protocol/api";
import { textField } from "$lib/forms/text-field";
import { instantOfWallTime, isTimeZoneName, wallTimeOf } from "$lib/time-zone";
import { ONCE, patternOf, recurrenceOf, REPEATS, type Repeat } from "../maintenance/recurrence";

/** What the fields of the form hold. Starts and ends are wall times in the zone. */
export type MaintenanceValues = {
  title: string;
  endpointIds: string[];
  startsAt: string;
  endsAt: string;
  timeZone: string;
  repeat: Repeat;
  days: number[];
  pattern: string;
};

export const MAINTENANCE_FIELDS = [
  "title",
  "endpointIds",
  "startsAt",
  "endsAt",
  "timeZone",
  "recurrence",
] as const;
export type MaintenanceField = (typeof MAINTENANCE_FIELDS)[number];

export type MaintenanceProblem = "time" | "zone";

export type ParsedMaintenanceForm = {
  values: MaintenanceValues;
  body: Record<string, unknown>;
  problems: Partial<Record<MaintenanceField, MaintenanceProblem>>;
};

export function parseMaintenanceForm(form: FormData): ParsedMaintenanceForm {
  const text = (field: string) => textField(form, field).trim();
  const values: MaintenanceValues = {
    title: text("title"),
    endpointIds: form.getAll("endpointIds").map(String),
    startsAt: text("startsAt").slice(0, 16),
    endsAt: text("endsAt").slice(0, 16),
    timeZone: text("timeZone"),
    repeat: REPEATS.find((repeat) => repeat === text("repeat")) ?? "never",
    days: form.getAll("days").map(Number),
    pattern: text("pattern"),
  };
  return { values, ...maintenanceBody(values) };
}

/** The maintenance that typed values describe. */
function maintenanceBody(values: MaintenanceValues): Omit<ParsedMaintenanceForm, "values"> {
  const problems: ParsedMaintenanceForm["problems"] = isTimeZoneName(values.timeZone)
    ? {}
    : { timeZone: "zone" };
  const instant = (field: "startsAt" | "endsAt") => {
    if (problems.timeZone) return null;
    const at = instantOfWallTime(values[field], values.timeZone);
    if (at === null) problems[field] = "time";
    return at === null ? null : new Date(at).toISOString();
  };
  const body = {
    title: values.title,
    endpointIds: values.endpointIds,
    startsAt: instant("startsAt"),
    endsAt: instant("endsAt"),
    recurrence: patternOf(values, values.startsAt),
    timeZone: values.timeZone,
  };
  return { body, problems };
}

/** The form's text for a maintenance that exists. */
export function maintenanceValues(maintenance: MaintenanceView): MaintenanceValues {
  const { title, endpointIds, timeZone, recurrence } = maintenance;
  const startsAt = wallTimeOf(maintenance.startsAt, timeZone);
  return {
    title,
    endpointIds: [...endpointIds],
    startsAt,
    endsAt: wallTimeOf(maintenance.endsAt, timeZone),
    timeZone,
    ...recurrenceOf(recurrence, startsAt),
  };
}

/** What the form of a maintenance would send if nothing were changed. */
export const unchangedMaintenance = (maintenance: MaintenanceView) =>
  maintenanceBody(maintenanceValues(maintenance)).body;

/** A new one: an hour long, on the day that was chosen or from the next full hour. */
export function newMaintenanceValues(
  now: number,
  timeZone: string,
  on: string | null,
): MaintenanceValues {
  const hour = Math.ceil(now / HOUR_MS) * HOUR_MS;
  const chosen = on === null ? null : instantOfWallTime(`${on}T09:00`, timeZone);
  const start = chosen === null || chosen < now ? hour : chosen;
  return {
    title: "",
    endpointIds: [],
    startsAt: wallTimeOf(start, timeZone),
    endsAt: wallTimeOf(start + HOUR_MS, timeZone),
    timeZone,
    ...ONCE,
  };
}

const HOUR_MS = 3_600_000;
