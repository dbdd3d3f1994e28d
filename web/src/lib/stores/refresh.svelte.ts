import { fromStore } from "svelte/store";
import { readAnew } from "./read-anew";
import { getSession } from "./session";

const EVERY_MS = 5 * 60_000;

/** Reads now and then what no event carries, such as uptimes: only where somebody looks. */
export function refreshFigures(): void {
  const connection = fromStore(getSession().connection);

  $effect(() => {
    const timer = setInterval(
      () => {
        const isSeen = document.visibilityState === "visible";
        if (isSeen && connection.current === "connected") void readAnew();
      },
      EVERY_MS * (1 + Math.random() / 4),
    );
    return () => clearInterval(timer);
  });
}
