import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { ApiError } from "$protocol/errors";
import type { IncidentDetail, IncidentList, TimelineView } from "$protocol/incidents";
import { toHtml } from "$protocol/markdown";
import { textField } from "$lib/forms/text-field";
import { loadFromApi, writeToApi } from "$lib/server/api";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/incidents/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const path = pathOf(event.params.id);
  const room = await loadRoomState(event, "all");
  const [incident, timeline] = await Promise.all([
    loadFromApi<IncidentDetail>(event, path),
    loadFromApi<TimelineView>(event, `${path}/timeline`),
  ]);
  const updates = incident.updates.map((update) => ({
    ...update,
    html: toHtml(update.body),
    revisions: update.revisions.map((before) => ({ ...before, html: toHtml(before.body) })),
  }));
  const others = await mergeTargetsOf(event, incident);
  return { ...room, incident, updates, others, timeline: timeline.data };
};

/** Those that it may become part of: what a person opened is no part of anything. */
async function mergeTargetsOf(event: RequestEvent, incident: IncidentDetail) {
  const { id, closedAt, openedBy, mergedInto } = incident;
  if (closedAt !== null || openedBy !== null || mergedInto !== null) return [];
  const open = await loadFromApi<IncidentList>(
    event,
    "/incidents?status=open&merged=false&limit=200",
  );
  return open.data.filter((other) => other.id !== id);
}

type Act = RequestEvent<{ id: string }>;

async function act(event: Act, method: "POST" | "PATCH" | "DELETE", rest: string, body: object) {
  const written = await writeToApi(event, method, pathOf(event.params.id) + rest, body);
  if (written.ok) return { done: true };
  const { status, error } = written;
  const typed = rest === "/updates" && "body" in body ? String(body.body) : "";
  const isLate = isTooLate(error, rest);
  return fail(status, { ...error, typed, isLate });
}

/** Somebody else was there first, and the page says what they did. */
const isTooLate = ({ code, fields = {} }: ApiError["error"], rest: string): boolean =>
  code === "conflict" && ("version" in fields || rest === "/acknowledge");

export const actions: Actions = {
  acknowledge: (event) => act(event, "POST", "/acknowledge", {}),
  unacknowledge: (event) => act(event, "DELETE", "/acknowledge", {}),
  unmerge: async (event) => {
    const memberId = textField(await event.request.formData(), "id") || event.params.id;
    return act({ ...event, params: { id: memberId } }, "POST", "/unmerge", {});
  },
  merge: async (event) => {
    const into = textField(await event.request.formData(), "into");
    const result = await act(event, "POST", "/merge", { into });
    return "done" in result ? redirect(303, `/incidents/${encodeURIComponent(into)}`) : result;
  },
  change: async (event) => {
    const form = await event.request.formData();
    const { affected } = await loadFromApi<IncidentDetail>(event, pathOf(event.params.id));
    const requested = affected.map(({ endpointId, impact }) => ({
      endpointId,
      impact: textField(form, `impact.${endpointId}`) || impact,
    }));
    const isChanged = requested.some(({ impact }, at) => impact !== affected[at]!.impact);
    return act(event, "PATCH", "", {
      title: textField(form, "title").trim() || null,
      severity: textField(form, "severity"),
      ...(isChanged && { affected: requested }),
      assignedTo: textField(form, "assignedTo").trim() || null,
      version: Number(textField(form, "version")),
    });
  },
  edit: async (event) => {
    const form = await event.request.formData();
    const update = encodeURIComponent(textField(form, "updateId"));
    return act(event, "PATCH", `/updates/${update}`, {
      body: textField(form, "body"),
      version: Number(textField(form, "version")),
    });
  },
  update: async (event) => {
    const form = await event.request.formData();
    return act(event, "POST", "/updates", {
      status: textField(form, "status"),
      body: textField(form, "body"),
      version: Number(textField(form, "version")),
    });
  },
};
