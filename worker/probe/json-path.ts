import {
  FunctionExpressionType,
  JSONPathEnvironment,
  type JSONPathNode,
  type JSONPathQuery,
  type JSONValue,
} from "json-p3";
import { readPattern, type Pattern } from "./pattern";
import { newWork, spend, type Work } from "./work";

const MAX_PATH = 200;
/** Values that one path may look at: some tens of milliseconds. */
const MAX_STEPS = 100_000;
const MAX_DEPTH = 60;
/** The work of each of them. */
const STEP = 20;

export type JsonPath = {
  /** The values at the path; null where looking would take too long. */
  find(document: unknown, work?: Work): unknown[] | null;
};

/** A path of RFC 9535. In filters only what belongs to the item itself (`@`) can be named. */
export function readJsonPath(text: string): JsonPath | null {
  if (text.length > MAX_PATH) return null;
  const budget: Budget = { left: 0, work: { left: 0 }, patterns: new Map() };
  try {
    const query = environment(budget).compile(text);
    if (namesRootInFilter(query)) return null;
    countSteps(query, budget);
    return {
      find(document, work = newWork()) {
        Object.assign(budget, { left: MAX_STEPS, work });
        return find(query, document);
      },
    };
  } catch {
    return null;
  }
}

type Budget = Work & { work: Work; patterns: Map<string, Pattern | null> };

function find(query: JSONPathQuery, document: unknown): unknown[] | null {
  try {
    return Array.from(query.lazyQuery(document as JSONValue), ({ value }) => value as unknown);
  } catch {
    return null;
  }
}

/** Patterns in filters are bound to linear time like any other. */
function environment(budget: Budget): JSONPathEnvironment {
  const created = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH });
  const matching = (wrap: (pattern: string) => string) => ({
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call(value: unknown, pattern: unknown): boolean {
      if (typeof value !== "string" || typeof pattern !== "string") return false;
      step(budget, 1);
      return patternOf(wrap(pattern), budget)?.test(value, budget.work) ?? false;
    },
  });
  created.functionRegister.set(
    "match",
    matching((pattern) => `^(?:${pattern})$`),
  );
  created.functionRegister.set(
    "search",
    matching((pattern) => pattern),
  );
  return created;
}

function step(budget: Budget, steps: number): void {
  spend(budget, steps);
  spend(budget.work, steps * STEP);
}

/** The same pattern is asked of each item. */
function patternOf(text: string, { patterns, work }: Budget): Pattern | null {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const pattern = readPattern(text, work);
  patterns.set(text, pattern);
  return pattern;
}

type Selector = { resolve(node: JSONPathNode): JSONPathNode[] };

/** The library bounds depth but not work (`$..*..*..*`): each selector pays for what it visits. */
function countSteps(query: JSONPathQuery, budget: Budget): void {
  for (const selector of everySelector(query)) {
    const resolve = selector.resolve.bind(selector);
    selector.resolve = (node) => {
      step(budget, 1 + sizeOf(node.value));
      return resolve(node);
    };
  }
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return value !== null && typeof value === "object" ? Object.keys(value).length : 0;
}

function everySelector(query: JSONPathQuery): Selector[] {
  return everyPart(query).flatMap((part) =>
    "selectors" in part ? (part.selectors as Selector[]) : [],
  );
}

type Written = { toString(): string };

/** What a filter names of the root would be read again for each item. */
const namesRootInFilter = (query: JSONPathQuery): boolean =>
  everyPart(query).some((part) => "path" in part && (part as Written).toString().startsWith("$"));

/** All objects of the parsed path, without what they only refer to. */
function everyPart(part: object): object[] {
  const within = Object.entries(part)
    .filter(([key]) => key !== "environment" && key !== "token")
    .flatMap(([, value]) => (value !== null && typeof value === "object" ? [value as object] : []));
  return [part, ...within.flatMap(everyPart)];
}
