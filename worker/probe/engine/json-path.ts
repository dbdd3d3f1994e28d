import {
  FunctionExpressionType,
  JSONPathEnvironment,
  type JSONPathNode,
  type JSONPathQuery,
  type JSONValue,
} from "json-p3";
import { readPattern, type Pattern } from "./pattern";
import { createBudget, consume, type CpuBudget } from "./cpu-budget";

const MAX_PATH = 200;
/** Values that one path may look at: some tens of milliseconds. */
const MAX_STEPS = 100_000;
const MAX_DEPTH = 60;
/** The work of each of them. */
const STEP_COST = 20;

export type JsonPath = {
  /** The values at the path; null where looking would take too long. */
  find(document: unknown, work?: CpuBudget): unknown[] | null;
};

/** A path of RFC 9535. In filters only what belongs to the item itself (`@`) can be named. */
export function readJsonPath(text: string): JsonPath | null {
  if (text.length > MAX_PATH) return null;
  const budget: QueryBudget = { remaining: 0, cpu: { remaining: 0 }, patterns: new Map() };
  try {
    const query = environment(budget).compile(text);
    if (usesRootInFilter(query)) return null;
    countSteps(query, budget);
    return {
      find(document, work = createBudget()) {
        Object.assign(budget, { remaining: MAX_STEPS, cpu: work });
        return find(query, document);
      },
    };
  } catch {
    return null;
  }
}

type QueryBudget = CpuBudget & { cpu: CpuBudget; patterns: Map<string, Pattern | null> };

function find(query: JSONPathQuery, document: unknown): unknown[] | null {
  try {
    return Array.from(query.lazyQuery(document as JSONValue), ({ value }) => value as unknown);
  } catch {
    return null;
  }
}

/** Patterns in filters are bound to linear time like any other. */
function environment(budget: QueryBudget): JSONPathEnvironment {
  const created = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH });
  const matching = (wrap: (pattern: string) => string) => ({
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call(value: unknown, pattern: unknown): boolean {
      if (typeof value !== "string" || typeof pattern !== "string") return false;
      chargeSteps(budget, 1);
      return patternOf(wrap(pattern), budget)?.test(value, budget.cpu) ?? false;
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

function chargeSteps(budget: QueryBudget, steps: number): void {
  consume(budget, steps);
  consume(budget.cpu, steps * STEP_COST);
}

/** The same pattern is asked of each item. */
function patternOf(text: string, { patterns, cpu }: QueryBudget): Pattern | null {
  const cached = patterns.get(text);
  if (cached !== undefined) return cached;
  const pattern = readPattern(text, cpu);
  patterns.set(text, pattern);
  return pattern;
}

type Selector = { resolve(node: JSONPathNode): JSONPathNode[] };

/** The library bounds depth but not work (`$..*..*..*`): each selector pays for what it visits. */
function countSteps(query: JSONPathQuery, budget: QueryBudget): void {
  for (const selector of everySelector(query)) {
    const resolve = selector.resolve.bind(selector);
    selector.resolve = (node) => {
      chargeSteps(budget, 1 + sizeOf(node.value));
      return resolve(node);
    };
  }
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return value !== null && typeof value === "object" ? Object.keys(value).length : 0;
}

function everySelector(query: JSONPathQuery): Selector[] {
  return allNodes(query).flatMap((node) =>
    "selectors" in node ? (node.selectors as Selector[]) : [],
  );
}

type Printable = { toString(): string };

/** What a filter names of the root would be read again for each item. */
const usesRootInFilter = (query: JSONPathQuery): boolean =>
  allNodes(query).some((node) => "path" in node && (node as Printable).toString().startsWith("$"));

/** All objects of the parsed path, without what they only refer to. */
function allNodes(node: object): object[] {
  const children = Object.entries(node)
    .filter(([key]) => key !== "environment" && key !== "token")
    .flatMap(([, value]) => (value !== null && typeof value === "object" ? [value as object] : []));
  return [node, ...children.flatMap(allNodes)];
}
