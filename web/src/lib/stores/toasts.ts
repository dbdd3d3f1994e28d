import { readonly, writable, type Readable } from "svelte/store";

export type ToastType = "success" | "error" | "warning" | "info";

export type Toast = {
  /** The same id again replaces what is shown. */
  id: string;
  type: ToastType;
  title: string;
  description?: string;
  /** Milliseconds; 0 stays until it is closed. */
  duration: number;
  action?: { label: string; run(): void };
};

/** Where toasts are drawn. It tells when one has gone, by time or by hand. */
export type ToastSurface = {
  show(toast: Toast, onClosed: () => void): void;
  hide(id: string): void;
};

export type Toasts = Readable<Toast[]> & {
  show(toast: Omit<Toast, "id" | "duration"> & Partial<Pick<Toast, "id" | "duration">>): void;
  hide(id: string): void;
};

const DURATION_MS = 3_000;
const MAX_TOASTS = 5;

/** The toasts on screen, oldest first: five at most, the oldest goes first. */
export function createToasts(surface: ToastSurface): Toasts {
  const shown = writable<Toast[]>([]);
  let list: Toast[] = [];
  let count = 0;

  const set = (next: Toast[]) => {
    list = next;
    shown.set(next);
  };
  const hide = (id: string) => {
    if (!list.some((toast) => toast.id === id)) return;
    set(list.filter((toast) => toast.id !== id));
    surface.hide(id);
  };

  return {
    subscribe: readonly(shown).subscribe,
    hide,
    show(options) {
      const toast = { id: `toast-${++count}`, duration: DURATION_MS, ...options };
      set([...list.filter(({ id }) => id !== toast.id), toast]);
      surface.show(toast, () => set(list.filter((other) => other !== toast)));
      for (const { id } of list.slice(0, -MAX_TOASTS)) hide(id);
    },
  };
}
