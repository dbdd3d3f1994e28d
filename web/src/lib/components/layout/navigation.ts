import Bell from "@lucide/svelte/icons/bell";
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
import Globe from "@lucide/svelte/icons/globe";
import ListChecks from "@lucide/svelte/icons/list-checks";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Wrench from "@lucide/svelte/icons/wrench";
import { m } from "$lib/paraglide/messages";

/** The pages of the app, in the order in which they are asked for. */
export const NAVIGATION = [
  { href: "/dashboard", label: m.nav_dashboard, icon: LayoutDashboard },
  { href: "/endpoints", label: m.nav_endpoints, icon: ListChecks },
  { href: "/incidents", label: m.nav_incidents, icon: TriangleAlert },
  { href: "/maintenance", label: m.nav_maintenance, icon: Wrench },
  { href: "/channels", label: m.nav_channels, icon: Bell },
  { href: "/pages", label: m.nav_pages, icon: Globe },
] as const;

export const isCurrent = (href: string, pathname: string): boolean =>
  pathname === href || pathname.startsWith(`${href}/`);
