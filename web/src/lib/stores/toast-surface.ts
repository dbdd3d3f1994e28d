import { toast } from "svelte-sonner";
import type { ToastSurface } from "./toasts";

/** Draws toasts with svelte-sonner. What is shown, and for how long, is decided in `toasts.ts`. */
export const sonnerSurface: ToastSurface = {
  show({ id, type, title, description, duration, action }, onClosed) {
    toast[type](title, {
      id,
      duration: duration === 0 ? Number.POSITIVE_INFINITY : duration,
      onDismiss: onClosed,
      onAutoClose: onClosed,
      ...(description !== undefined && { description }),
      ...(action && { action: { label: action.label, onClick: action.run } }),
    });
  },
  hide: (id) => toast.dismiss(id),
};
