import type { Bar } from "../domain/history/bars";
import { dayAfter, dayOf, daysBetween, type Day } from "../domain/time-zone";
import type { Instant } from "../domain/instant";
import { uptimeRatio } from "../domain/status/uptime";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { EndpointView } from "../protocol/api";
import type { BarsView } from "../protocol/history";
import { endpointView } from "./views";

/**
 * Endpoints as a list shows them; with the bars of so many days, today included, and the last hour,
 * where they are asked for.
 */
export async function endpointListView(
  ports: ApiPorts,
  records: readonly EndpointRecord[],
  { bars: count, now, isEditor }: { bars: number; now: Instant; isEditor: boolean },
): Promise<{ data: EndpointView[]; barDays?: Day[]; timeZone?: string }> {
  const data = records.map((record) => endpointView(record, { isEditor }));
  if (count === 0) return { data };
  const { timeZone } = ports.history;
  const today = dayOf(now, timeZone);
  const days = daysBetween(dayAfter(today, 1 - count), today);
  const [bars, hours] = await Promise.all([
    ports.history.bars(records, days[0]!, now),
    ports.history.lastHours(records, now),
  ]);
  return {
    data: data.map((view, index) => {
      const { number } = records[index]!.endpoint;
      return {
        ...view,
        bars: barsView(days, bars.get(number) ?? new Map()),
        lastHour: hours.get(number)!,
      };
    }),
    barDays: days,
    timeZone,
  };
}

function barsView(days: readonly Day[], known: ReadonlyMap<Day, Bar>): BarsView {
  const bars = days.map((day) => known.get(day) ?? null);
  const all = bars.filter((bar) => bar !== null);
  return {
    days: bars.map(letterOf).join(""),
    uptime: uptimeOf(all),
    down: Object.fromEntries(
      bars.flatMap((bar, index) =>
        bar?.worst === "DOWN"
          ? [
              [
                index,
                {
                  uptime: uptimeOf([bar]),
                  downtimeMs: bar.downtimeSeconds * 1_000,
                  incidents: bar.incidents,
                },
              ],
            ]
          : [],
      ),
    ),
  };
}

const LETTERS = { UP: "U", DEGRADED: "W", DOWN: "D", UNKNOWN: "N" } as const;

function letterOf(bar: Bar | null): string {
  if (!bar) return LETTERS.UNKNOWN;
  return bar.worst === "UNKNOWN" && bar.hadMaintenance ? "M" : LETTERS[bar.worst];
}

const uptimeOf = (bars: readonly Bar[]): number | null =>
  uptimeRatio({
    coveredMs: bars.reduce((sum, { coveredSeconds }) => sum + coveredSeconds, 0),
    downtimeMs: bars.reduce((sum, { downtimeSeconds }) => sum + downtimeSeconds, 0),
  });
