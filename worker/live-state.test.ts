import { expect, it, vi } from "vitest";
import {
  fetchApi,
  setBehaviour,
  createThroughApi,
  openRoomSocket,
  sendJson,
  runTickAt,
  storeEndpoint,
  type RoomSocket,
} from "./test/fixtures/worker";
import type { EndpointList, EndpointView } from "./protocol/api";
import type { IncidentList } from "./protocol/incidents";
import { checkCompleted } from "./protocol/events";
import { decodeFrame, type Frame } from "./protocol/frames";
import { reduce, type LiveState } from "./protocol/reduce";
import { acceptFrame } from "./protocol/resume";

/** Ahead of every clock, so that no alarm that is set here rings. */
const at = (minute: number) => Date.UTC(2035, 0, 5, 8, minute);

/** What events keep up to date; uptime and the time of an edit are read with the page. */
const followed = ({ uptime24h: _, updatedAt: __, ...endpoint }: EndpointView) => endpoint;

async function serverState(): Promise<LiveState & Pick<EndpointList, "live">> {
  const list = await (await fetchApi("/endpoints")).json<EndpointList>();
  const incidents = await (await fetchApi("/incidents")).json<IncidentList>();
  const { asOf, nextExpectedAt, live } = list;
  return {
    endpoints: list.data,
    incidents: incidents.data,
    checks: null,
    asOf,
    nextExpectedAt,
    live,
  };
}

const checksOf = (frame: Frame) =>
  frame.type === "events"
    ? (frame.checks ?? []).map((check) => checkCompleted(check, frame.asOf ?? ""))
    : [];

/** Applies all that has come, as a page does. */
function follow(state: LiveState, { waiting }: RoomSocket, from: EndpointList["live"]): LiveState {
  let position = from;
  return waiting.reduce((before, frame) => {
    const decoded = decodeFrame(JSON.stringify(frame));
    if (!decoded.ok) throw new Error(decoded.problem);
    const accepted = acceptFrame(position, decoded.value);
    if (accepted.kind !== "apply")
      throw new Error(`expected the next frame, saw a ${accepted.kind}`);
    position = accepted.position;
    const checks = checksOf(decoded.value);
    return [...accepted.events, ...checks].reduce(reduce, before);
  }, state);
}

it("[LS5] state from before plus the events since is the state the server has", async () => {
  vi.useFakeTimers({ now: at(4) + 5_000, toFake: ["Date"] });
  await storeEndpoint("mail");
  await storeEndpoint("shop", { failureThreshold: 1, intervalSeconds: 10 });
  await storeEndpoint("gone");
  await runTickAt(at(0));
  const before = await serverState();
  const listener = await openRoomSocket(
    "all",
    `v=1&epoch=${before.live.epoch}&since=${before.live.seq}`,
  );

  await setBehaviour("shop", { status: 503 });
  await runTickAt(at(1));
  await sendJson("PATCH", "/endpoints/mail", {
    name: "a new name",
    tags: ["mail"],
    degradedAfterMs: 900,
  });
  await createThroughApi({ name: "New", tags: ["b"], intervalSeconds: 300 });
  await runTickAt(at(2));
  await setBehaviour("shop", { status: 200 });
  await runTickAt(at(3));
  await setBehaviour("shop", { mode: "hang" });
  await runTickAt(at(4));
  await sendJson("POST", "/endpoints/mail/pause", "");
  await sendJson("DELETE", "/endpoints/gone", "");

  const after = await serverState();
  const followedState = follow(before, listener, before.live);
  expect(followedState.endpoints.map(followed)).toEqual(after.endpoints.map(followed));
  expect(followedState.incidents).toEqual(after.incidents);
  vi.useRealTimers();
});
