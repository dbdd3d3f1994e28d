import { goto } from "$app/navigation";

/** Marks what `j` and `k` walk through, and where `/` leads. */
export const ROW_ATTRIBUTE = "data-row";
export const SEARCH_ATTRIBUTE = "data-search";

/** The keys that work on every page, unless someone is typing or a dialog is open. */
export function shortcuts(event: KeyboardEvent, openHelp: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const act = ACTIONS[event.key];
  if (event.key !== "?" && !act) return;
  event.preventDefault();
  if (act) act();
  else openHelp();
}

const ACTIONS: Record<string, () => void> = {
  j: () => moveBy(1),
  k: () => moveBy(-1),
  n: () => void goto("/endpoints/new"),
  "/": () => {
    const field = document.querySelector<HTMLElement>(`[${SEARCH_ATTRIBUTE}]`);
    if (field) field.focus();
    else void goto("/endpoints?search");
  },
};

function moveBy(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(`[${ROW_ATTRIBUTE}]`)];
  const current = rows.indexOf(document.activeElement as HTMLElement);
  const next = current === -1 ? (step > 0 ? 0 : rows.length - 1) : current + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
