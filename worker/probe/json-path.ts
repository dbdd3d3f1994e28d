import {
  FunctionExpressionType,
  JSONPathEnvironment,
  type JSONPathNode,
  type JSONPathQuery,
  type JSONValue,
} from "json-p3";
import { readPattern } from "./pattern";

const MAX_PATH = 200;
/** Values that one path may look at: some tens of milliseconds. */
const MAX_STEPS = 100_000;
const MAX_DEPTH = 60;

export type JsonPath = {
  /** The values at the path; null where looking would take too long. */
  find(document: unknown): unknown[] | null;
};

/** A path of RFC 9535. In filters only what belongs to the item itself (`@`) can be named. */
export function readJsonPath(text: string): JsonPath | null {
  if (text.length > MAX_PATH) return null;
  const budget = { left: 0 };
  try {
    const query = environment(budget).compile(text);
    if (namesRootInFilter(query)) return null;
    countSteps(query, budget);
    return { find: (document) => find(query, document, budget) };
  } catch {
    return null;
  }
}

class TooManySteps extends Error {}
type Budget = { left: number };

function find(query: JSONPathQuery, document: unknown, budget: Budget): unknown[] | null {
  budget.left = MAX_STEPS;
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
      spend(budget, 1_000 + value.length);
      return readPattern(wrap(pattern))?.test(value) ?? false;
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

function spend(budget: Budget, steps: number): void {
  budget.left -= steps;
  if (budget.left < 0) throw new TooManySteps();
}

type Selector = { resolve(node: JSONPathNode): JSONPathNode[] };

/** The library bounds depth but not work (`$..*..*..*`): each selector pays for what it visits. */
function countSteps(query: JSONPathQuery, budget: Budget): void {
  for (const selector of everySelector(query)) {
    const resolve = selector.resolve.bind(selector);
    selector.resolve = (node) => {
      spend(budget, 1 + sizeOf(node.value));
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
