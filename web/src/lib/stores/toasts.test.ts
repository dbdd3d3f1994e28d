import { get } from "svelte/store";
import { describe, expect, it } from "vitest";
import { createToasts, type Toast } from "./toasts";

/** A surface that keeps what is drawn, and lets the test end a toast as time or a hand would. */
function start() {
  const drawn = new Map<string, { toast: Toast; onClosed: () => void }>();
  const toasts = createToasts({
    show: (toast, onClosed) => drawn.set(toast.id, { toast, onClosed }),
    hide: (id) => drawn.delete(id),
  });
  const titles = () => get(toasts).map(({ title }) => title);
  return { toasts, drawn, titles };
}

describe("toasts", () => {
  it("[TO5] last 3,000 ms unless told otherwise; 0 stays", () => {
    const { toasts, drawn } = start();
    toasts.show({ id: "a", type: "info", title: "a" });
    toasts.show({ id: "b", type: "error", title: "b", duration: 0 });
    expect(drawn.get("a")?.toast.duration).toBe(3_000);
    expect(drawn.get("b")?.toast.duration).toBe(0);
  });

  it("[TO6] five at most, and the oldest goes first", () => {
    const { toasts, drawn, titles } = start();
    for (const title of ["1", "2", "3", "4", "5", "6", "7"]) toasts.show({ type: "info", title });
    expect(titles()).toEqual(["3", "4", "5", "6", "7"]);
    expect([...drawn.values()].map(({ toast }) => toast.title)).toEqual(titles());
  });

  it("[TO4] the same id again replaces the toast instead of adding one", () => {
    const { toasts, titles } = start();
    toasts.show({ id: "a", type: "info", title: "old" });
    toasts.show({ id: "b", type: "info", title: "other" });
    toasts.show({ id: "a", type: "info", title: "new" });
    expect(titles()).toEqual(["other", "new"]);
  });

  it("[TO6] one that has gone, by time or by hand, makes room", () => {
    const { toasts, drawn, titles } = start();
    for (const id of ["1", "2", "3", "4", "5"]) toasts.show({ id, type: "info", title: id });
    drawn.get("2")?.onClosed();
    toasts.hide("4");
    toasts.show({ type: "info", title: "6" });
    expect(titles()).toEqual(["1", "3", "5", "6"]);
  });
});
