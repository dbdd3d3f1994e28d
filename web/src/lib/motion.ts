import { cubicOut } from "svelte/easing";
import { prefersReducedMotion } from "svelte/motion";
import { slide, type TransitionConfig } from "svelte/transition";

/** How what arrives or leaves moves; not at all for those who asked for that. */
export const enterTransition = () => ({
  duration: prefersReducedMotion.current ? 0 : 150,
  easing: cubicOut,
});

/** Rows that a filter lets in again are not new: a thousand of them must be there at once. */
export const enterTransitionIf = (node: Element, isNew: boolean): TransitionConfig =>
  isNew ? slide(node, enterTransition()) : { duration: 0 };

const MARK_MS = 2_000;

/** Marks an element for a moment whenever `subject` changes, but not when it first appears. */
export function highlightOnChange(node: HTMLElement, subject: unknown) {
  let previous = subject;
  return {
    update(next: unknown) {
      if (next === previous) return;
      previous = next;
      if (prefersReducedMotion.current) return;
      const from = "color-mix(in oklch, var(--accent) 18%, transparent)";
      node.animate([{ backgroundColor: from }, { backgroundColor: "transparent" }], MARK_MS);
    },
  };
}
