import { assertNever } from "$domain/assert-never";
import { m } from "$lib/paraglide/messages";
import type { Announcement } from "$lib/stores/announcements";
import type { ToastType } from "$lib/stores/toasts";
import { localizeReason } from "./reason";
import { durationText, dateTimeText } from "./time";

export type ToastText = {
  id: string;
  type: ToastType;
  title: string;
  description?: string;
  duration?: number;
};

export function toastOf(announcement: Announcement): ToastText {
  const { key: id } = announcement;
  switch (announcement.kind) {
    case "down":
      return {
        id,
        type: "error",
        title: m.toast_down(announcement),
        ...reasonDescription(announcement),
      };
    case "degraded":
      return {
        id,
        type: "warning",
        title: m.toast_degraded(announcement),
        ...reasonDescription(announcement),
      };
    case "up":
      return { id, type: "success", title: m.toast_up(announcement) };
    case "incident-started":
      return { id, type: "error", title: m.toast_incident_started(announcement) };
    case "recovered":
      return {
        id,
        type: "success",
        title: m.toast_recovered(announcement),
        description: m.toast_down_for({ duration: durationText(announcement.durationMs) }),
      };
    case "clock-stalled": {
      const at = dateTimeText(announcement.since);
      return announcement.source === "cron"
        ? {
            id,
            type: "warning",
            title: m.toast_cron_stalled({ at }),
            description: m.toast_cron_stalled_detail(),
          }
        : {
            id,
            type: "warning",
            title: m.toast_all_stalled({ at }),
            description: m.toast_all_stalled_detail(),
          };
    }
    case "clock-recovered": {
      const params = { duration: durationText(announcement.durationMs) };
      return {
        id,
        type: "success",
        title: announcement.source === "cron" ? m.toast_cron_recovered() : m.toast_all_recovered(),
        description: m.toast_monitoring_gap(params),
      };
    }
    case "maintenance-started":
      return {
        id,
        type: "info",
        title: m.toast_maintenance_started({ title: announcement.title }),
        description: m.toast_maintenance_until({ at: dateTimeText(announcement.endsAt) }),
      };
    case "maintenance-ended":
      return {
        id,
        type: "info",
        title: m.toast_maintenance_ended({ title: announcement.title }),
      };
    case "summary": {
      const { down, degraded, up } = announcement;
      const counts = [
        down > 0 && m.toast_summary_down({ count: down }),
        degraded > 0 && m.toast_summary_degraded({ count: degraded }),
        up > 0 && m.toast_summary_up({ count: up }),
      ];
      return {
        id,
        type: down > 0 ? "error" : degraded > 0 ? "warning" : "success",
        title: m.toast_summary({ count: down + degraded + up }),
        description: counts.filter(Boolean).join(" · "),
      };
    }
    case "missed": {
      const { incidents, open } = announcement;
      return {
        id,
        type: open > 0 ? "error" : "success",
        title: m.toast_missed({ incidents, open }),
        // Whoever was away looks up later than others.
        duration: 15_000,
      };
    }
    default:
      return assertNever(announcement);
  }
}

const reasonDescription = ({ reason }: { reason: string | null }) =>
  reason === null ? {} : { description: localizeReason(reason) };
