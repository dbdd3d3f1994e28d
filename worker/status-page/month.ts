import { monthAfter } from "../domain/time-zone";
import { componentsOf } from "../domain/pages/page";
import type { MonthData, StatusPage } from "../ports/pages";
import type { PublicMonth } from "../protocol/public-page";
import { barsOfComponent } from "./component";
import { publicIncidents } from "./incidents";
import { stripControls } from "../domain/strip-controls";

/** What strangers are told of a month of a page, each field named here. */
export function publicMonth(page: StatusPage, facts: MonthData): PublicMonth {
  const { month, first, current, days } = facts;
  const components = componentsOf(page);
  return {
    month,
    previous: month > first ? monthAfter(month, -1) : null,
    next: month < current ? monthAfter(month) : null,
    days,
    components: components.map((component) => ({
      id: component.id,
      name: stripControls(component.name),
      bars: barsOfComponent(component, facts),
    })),
    incidents: publicIncidents(components, facts),
  };
}

/** `2026-11`, and nothing else. */
export const isMonth = (text: string): boolean => /^20\d\d-(0[1-9]|1[0-2])$/.test(text);
