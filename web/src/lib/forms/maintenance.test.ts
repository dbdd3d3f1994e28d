import type { MaintenanceView } from "$protocol/api";
import { describe, expect, it } from "vitest";
import {
  maintenanceValues,
  newMaintenanceValues,
  parseMaintenanceForm,
  type MaintenanceValues,
} from "./maintenance";

function toFormData({ endpointIds, days, ...texts }: MaintenanceValues): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(texts)) form.set(name, value);
  for (const id of endpointIds) form.append("endpointIds", id);
  for (const day of days) form.append("days", String(day));
  return form;
}

const stored: MaintenanceView = {
  id: "m",
  title: "Move the database",
  endpointIds: ["a", "b"],
  startsAt: "2026-11-24T05:00:00.000Z",
  endsAt: "2026-11-24T07:30:00.000Z",
  recurrence: "0 14 * * 2,4",
  timeZone: "Asia/Seoul",
  isActive: false,
  occurrences: [],
  createdAt: "2026-11-01T00:00:00.000Z",
  updatedAt: "2026-11-01T00:00:00.000Z",
};

describe("maintenance form", () => {
  it("[UI23] what it shows of a maintenance reads back as the same, in its own zone", () => {
    const values = maintenanceValues(stored);
    expect(values).toMatchObject({ startsAt: "2026-11-24T14:00", repeat: "weekly", days: [2, 4] });
    const { body, problems } = parseMaintenanceForm(toFormData(values));
    expect(problems).toEqual({});
    for (const [field, value] of Object.entries(body)) {
      expect(value).toEqual(stored[field as keyof MaintenanceView]);
    }
  });

  it("[UI23] begins with the next full hour, or with the day that was chosen", () => {
    const now = Date.parse("2026-11-23T08:20:00.000Z");
    expect(newMaintenanceValues(now, "Asia/Seoul", null)).toMatchObject({
      startsAt: "2026-11-23T18:00",
      endsAt: "2026-11-23T19:00",
    });
    expect(newMaintenanceValues(now, "Asia/Seoul", "2026-11-30").startsAt).toBe("2026-11-30T09:00");
    expect(newMaintenanceValues(now, "UTC", "nonsense").startsAt).toBe("2026-11-23T09:00");
  });

  it("[UI23] says which zone or time it cannot read, and keeps what was typed", () => {
    const values = { ...maintenanceValues(stored), endsAt: "" };
    expect(parseMaintenanceForm(toFormData(values)).problems).toEqual({ endsAt: "time" });
    const parsed = parseMaintenanceForm(toFormData({ ...values, timeZone: "Mars" }));
    expect(parsed.problems).toEqual({ timeZone: "zone" });
    expect(parsed.values.timeZone).toBe("Mars");
  });
});
