import { expect, it, vi } from "vitest";
import {
  api,
  behave,
  create,
  listen,
  send,
  tick,
  watch,
  type Listener,
} from "./local/workerd-fixtures";
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
  const list = await (await api("/endpoints")).json<EndpointList>();
  const incidents = await (await api("/incidents")).json<IncidentList>();
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
function follow(state: LiveState, { waiting }: Listener, from: EndpointList["live"]): LiveState {
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
  await watch("mail");
  await watch("shop", { failureThreshold: 1, intervalSeconds: 10 });
  await watch("gone");
  await tick(at(0));
  const before = await serverState();
  const listener = await listen("all", `v=1&epoch=${before.live.epoch}&since=${before.live.seq}`);

  await behave("shop", { status: 503 });
  await tick(at(1));
  await send("PATCH", "/endpoints/mail", {
    name: "a new name",
    tags: ["mail"],
    degradedAfterMs: 900,
  });
  await create({ name: "New", tags: ["b"], intervalSeconds: 300 });
  await tick(at(2));
  await behave("shop", { status: 200 });
  await tick(at(3));
  await behave("shop", { mode: "hang" });
  await tick(at(4));
  await send("POST", "/endpoints/mail/pause", "");
  await send("DELETE", "/endpoints/gone", "");

  const after = await serverState();
  const followedState = follow(before, listener, before.live);
  expect(followedState.endpoints.map(followed)).toEqual(after.endpoints.map(followed));
  expect(followedState.incidents).toEqual(after.incidents);
  vi.useRealTimers();
});
