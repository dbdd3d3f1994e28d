import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = () => ({ serverNow: Date.now() });
