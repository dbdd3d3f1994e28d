const TEST_NAMES = ["it", "test"];
/** `it.each(rows)(...)` is one test in the text, however many rows it has. */
const TABLE_FORMS = ["each", "for"];
const TEST_FORMS = ["only", "concurrent", "sequential", "fails"];
/** What is not run does not count, nor do the assertions within. */
const SWITCHED_OFF = ["skip", "todo", "fixme", "skipIf", "runIf"];
const SUITE_NAMES = [...TEST_NAMES, "describe"];
const ASSERTION_FORMS = ["expect.poll", "expect.soft", "fc.assert"];

/** How many tests and assertions stand in the text of a file. `ts` is the compiler of TypeScript. */
export function countTests(ts, path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const counts = { tests: 0, assertions: 0 };
  const visit = (node) => {
    if (ts.isCallExpression(node)) {
      const name = nameOf(ts, node.expression);
      if (isSwitchedOff(name) && node.arguments.length > 1) return;
      if (isTest(ts, node, name)) counts.tests++;
      if (name === "expect" || ASSERTION_FORMS.includes(name)) counts.assertions++;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return counts;
}

/** `it.each(rows)` and `it.each` are both called `it.each`; what has no such name has none. */
function nameOf(ts, node) {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node))
    return `${nameOf(ts, node.expression)}.${node.name.text}`;
  if (ts.isCallExpression(node)) return nameOf(ts, node.expression);
  if (ts.isTaggedTemplateExpression(node)) return nameOf(ts, node.tag);
  return "";
}

function isSwitchedOff(name) {
  const [first, ...rest] = name.split(".");
  return SUITE_NAMES.includes(first) && rest.some((form) => SWITCHED_OFF.includes(form));
}

function isTest(ts, call, name) {
  const [first, ...forms] = name.split(".");
  if (!TEST_NAMES.includes(first)) return false;
  const isTable = forms.some((form) => TABLE_FORMS.includes(form));
  // The call that takes the rows is not yet the one that takes the test.
  const isNamed = isTable
    ? ts.isCallExpression(call.expression) || ts.isTaggedTemplateExpression(call.expression)
    : !ts.isCallExpression(call.expression);
  return isNamed && forms.every((form) => [...TABLE_FORMS, ...TEST_FORMS].includes(form));
}

const STATED = /^\s*[-*]\s+\*\*([A-Z]{1,4}\d+)\*\*/gm;
const CITED = /["'`]((?:\[[A-Z]{1,4}\d+\]\s*)+)/g;

/** The rules that `spec` states, each with the number of names of tests that cite it. */
export function rulesOf(spec, tests) {
  const cited = tests
    .flatMap((text) => [...text.matchAll(CITED)])
    .flatMap(([, ids]) => ids.match(/[A-Z]{1,4}\d+/g));
  return Object.fromEntries(
    [...spec.matchAll(STATED)]
      .map(([, id]) => [id, cited.filter((one) => one === id).length])
      .sort(sortedByName),
  );
}

export const sortedByName = ([a], [b]) => a.localeCompare(b, "en", { numeric: true });

/**
 * What was recorded and is no longer there. Files that `moved` joins are compared by their sums: what
 * one of them lost another has to have.
 */
export function findLosses(recorded, present, moved) {
  const sum = (files, paths, key) =>
    paths.reduce((total, path) => total + (files[path]?.[key] ?? 0), 0);
  const shrunk = (title, paths) =>
    ["tests", "assertions"].flatMap((key) => {
      const [before, now] = [recorded, present].map(({ files }) => sum(files, paths, key));
      return now < before ? [`${title}: ${now} of ${before} ${key} are left`] : [];
    });
  const everywhere = [...new Set([recorded, present].flatMap(({ files }) => Object.keys(files)))];
  return [
    ...Object.entries(recorded.rules)
      .filter(([id]) => !present.rules[id])
      .map(([id]) => `${id}: ${id in present.rules ? "no test cites it" : "the rule is gone"}`),
    ...groupsOf(Object.keys(recorded.files), moved).flatMap((paths) =>
      shrunk(paths.join(", "), paths),
    ),
    ...shrunk("in total", everywhere),
  ];
}

/** Files that moved into each other, directly or over others; every other file by itself. */
function groupsOf(paths, moved) {
  const groups = new Map(paths.map((path) => [path, new Set([path])]));
  for (const [old, targets] of Object.entries(moved)) {
    const joined = new Set([old, ...targets].flatMap((path) => [...(groups.get(path) ?? [path])]));
    for (const path of joined) groups.set(path, joined);
  }
  return [...new Set(groups.values())].map((group) => [...group]);
}
