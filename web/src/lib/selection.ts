/** The selection with one more, or without it if it was in. */
export function toggle(selection: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return selection.has(id)
    ? new Set([...selection].filter((other) => other !== id))
    : new Set([...selection, id]);
}

/** The selection without these. */
export const without = (
  selection: ReadonlySet<string>,
  removed: readonly string[],
): ReadonlySet<string> => new Set([...selection].filter((id) => !removed.includes(id)));
