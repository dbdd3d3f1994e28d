/** Files by path, from the root of the repository: `worker/room/event-log.ts`. */
type Sources = ReadonlyMap<string, string>;
/** Where an alias such as `$lib` leads. */
type Aliases = Readonly<Record<string, string>>;

const ENDINGS = ["", ".ts", ".mjs", ".js", ".svelte", ".svelte.ts", "/index.ts"];

/** What a text imports, types and dynamic imports included. */
export const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g)].map(([, name]) => name!);

/** The path that a relative name leads to. */
export const resolveRelative = (from: string, name: string): string =>
  new URL(name, `file:///${from}`).pathname.slice(1);

const resolveImport = (from: string, name: string, aliases: Aliases): string | null => {
  if (name.startsWith(".")) return resolveRelative(from, name);
  const [alias = "", ...rest] = name.split("/");
  const folder = aliases[alias];
  return folder === undefined ? null : [folder, ...rest].join("/");
};

/** Which files each file imports; packages and files that are not among the sources are left out. */
export const importGraph = (sources: Sources, aliases: Aliases = {}): Map<string, string[]> => {
  const fileOf = (path: string) =>
    // TypeScript lets `./log.js` name `log.ts`, and Vite lets `./log.ts?raw` name its text.
    [path, path.replace(/\?.*$/, ""), path.replace(/\.js$/, "")]
      .flatMap((name) => ENDINGS.map((ending) => name + ending))
      .find((name) => sources.has(name));
  return new Map(
    [...sources].map(([path, text]) => {
      const targets = importsOf(text)
        .map((name) => resolveImport(path, name, aliases))
        .map((target) => (target === null ? undefined : fileOf(target)))
        .filter((target) => target !== undefined);
      return [path, [...new Set(targets)]];
    }),
  );
};

/** The strongly connected components (Tarjan) that are circles, each sorted. */
export const importCircles = (graph: ReadonlyMap<string, readonly string[]>): string[][] => {
  const indexes = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];

  const visit = (file: string): number => {
    const index = indexes.size;
    indexes.set(file, index);
    stack.push(file);
    let low = index;
    for (const target of graph.get(file) ?? []) {
      if (!indexes.has(target)) low = Math.min(low, visit(target));
      else if (stack.includes(target)) low = Math.min(low, indexes.get(target)!);
    }
    if (low === index) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1 || graph.get(file)?.includes(file)) circles.push(component.sort());
    }
    return low;
  };

  for (const file of graph.keys()) if (!indexes.has(file)) visit(file);
  return circles.sort(([a = ""], [b = ""]) => a.localeCompare(b));
};
