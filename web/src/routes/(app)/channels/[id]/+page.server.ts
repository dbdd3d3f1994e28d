import { fail, redirect } from "@sveltejs/kit";
import { textField } from "$lib/forms/text-field";
import { channelBody } from "$lib/forms/channel";
import { loadFromApi, writeToApi } from "$lib/server/api";
import { saveChannel } from "$lib/server/channel-action";
import { loadForEdit } from "$lib/server/edit";
import { loadRoomState } from "$lib/server/room";
import type {
  ChannelTestResult,
  ChannelView,
  DeliveryList,
  DeliveryView,
} from "$protocol/notifications";
import type { Actions, PageServerLoad } from "./$types";

const SHOWN = 50;
const pathOf = (id: string) => `/channels/${encodeURIComponent(id)}`;

const STATUSES: readonly DeliveryView["status"][] = ["waiting", "delivered", "dead", "skipped"];

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const path = pathOf(event.params.id);
  const status =
    STATUSES.find((candidate) => candidate === event.url.searchParams.get("status")) ?? null;
  const cursor = event.url.searchParams.get("cursor");
  const query = [
    `limit=${SHOWN}`,
    ...(status ? [`status=${status}`] : []),
    ...(cursor ? [`cursor=${encodeURIComponent(cursor)}`] : []),
  ];
  const [{ view: channel, loaded }, log, dead] = await Promise.all([
    loadForEdit<ChannelView>(event, path, channelBody),
    loadFromApi<DeliveryList>(event, `${path}/deliveries?${query.join("&")}`),
    loadFromApi<DeliveryList>(event, `${path}/deliveries?status=dead&limit=1`),
  ]);
  return {
    ...room,
    channel,
    loaded,
    deliveries: log.data,
    nextCursor: log.nextCursor,
    status,
    hasDead: dead.data.length > 0,
  };
};

export const actions: Actions = {
  save: (event) => saveChannel(event, pathOf(event.params.id)),
  test: async (event) => {
    const path = `${pathOf(event.params.id)}/test`;
    const written = await writeToApi<ChannelTestResult>(event, "POST", path);
    return written.ok
      ? { test: written.answer }
      : fail(written.status, { message: written.error.message });
  },
  rotate: async (event) => {
    const path = `${pathOf(event.params.id)}/rotate-secret`;
    const written = await writeToApi<ChannelView>(event, "POST", path);
    return written.ok
      ? { secret: written.answer.settings["secret"] ?? "" }
      : fail(written.status, { message: written.error.message });
  },
  retry: async (event) => {
    const id = textField(await event.request.formData(), "id");
    const deliveryPath = id === "" ? "" : `/${encodeURIComponent(id)}`;
    const path = `${pathOf(event.params.id)}/deliveries${deliveryPath}/retry`;
    const written = await writeToApi<{ repeated: number }>(event, "POST", path);
    return written.ok ? written.answer : fail(written.status, { message: written.error.message });
  },
  delete: async (event) => {
    const written = await writeToApi(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404)
      return fail(written.status, { message: written.error.message });
    redirect(303, "/channels");
  },
};
