/** The selection with one more, or without it if it was in. */
export function toggled(selection: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return selection.has(id)
    ? new Set([...selection].filter((other) => other !== id))
    : new Set([...selection, id]);
}
