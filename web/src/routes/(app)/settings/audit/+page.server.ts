import type { AuditLogEntryView } from "$protocol/users";
import { loadFromApi } from "$lib/server/api";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const cursor = event.url.searchParams.get("cursor");
  const from = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const page = await loadFromApi<{ data: AuditLogEntryView[]; nextCursor: string | null }>(
    event,
    `/audit?limit=50${from}`,
  );
  return { entries: page.data, nextCursor: page.nextCursor };
};
