import { parentOf } from "../worker/room/shard-names.ts";
import { formatNumber, sum, markdownTable } from "./stats.mjs";

const VIEWERS = 1_000_000;
/** As the product has them: see `worker/room/limits.ts`. */
const LIMITS = { sockets: 2_000, fanOut: 25 };
/** CPU of one send, as `crowd` has seen it at its worst, with a frame of one event. */
const SEND_MS = 0.0625;
/** What it costs a part to pass one frame on to one other: an estimate. */
const RELAY_MS = 0.5;
/** From one object to another: estimates. */
const HOPS_MS = { "within a continent": 20, "around the world": 150 };
/** An hour of incident: a tick every ten seconds, and what people write. */
const FRAMES = 360 + 20;
/** Everybody comes once, and a deploy in the middle cuts everybody. */
const CONNECTS = 2;
/** A frame, position, freshness, how many watch, and a frame that is too old to be kept. */
const ROWS_PER_FRAME = 5;
/** Workers Paid, November 2026: dollars per million of each; sends, pings and sleep are free. */
const PRICES = { workerRequests: 0.3, objectRequests: 0.15, gigabyteSeconds: 12.5, rows: 1 };
/** What an object is billed for, whatever it needs. */
const OBJECT_GB = 0.125;

/** What is a million viewers, by the limits of the rooms and the measured cost of a send? */
export function simulateMillion() {
  const below = treeOf(Math.ceil(VIEWERS / LIMITS.sockets));
  const hops = hopsBelow(0, below);
  // The dearest case: a part waits for those below it, around the world.
  const farMs = Math.max(...Object.values(HOPS_MS));
  const seconds =
    (sum(below.map((_, shard) => relayDelayMs(shard, below, farMs))) * FRAMES) / 1_000;
  const used = {
    workerRequests: VIEWERS * CONNECTS,
    objectRequests: VIEWERS * CONNECTS + below.length * FRAMES,
    gigabyteSeconds: seconds * OBJECT_GB,
    rows: below.length * FRAMES * ROWS_PER_FRAME,
  };
  const dollars = Object.entries(used).map(([resource, count]) => (count * PRICES[resource]) / 1e6);
  return {
    title: `Simulation: ${VIEWERS.toLocaleString("en-US")} viewers in one room, for an hour of incident`,
    text: [
      markdownTable([
        ["", ""],
        ["objects", formatNumber(below.length)],
        ["hops from the first part to the last", formatNumber(hops)],
        [
          "parts below one, at most",
          formatNumber(Math.max(...below.map((children) => children.length))),
        ],
        ["frames, each to everybody", formatNumber(FRAMES)],
        ["sends", formatNumber(FRAMES * VIEWERS)],
        ...Object.entries(HOPS_MS).map(([where, hopMs]) => [
          `the last viewer has a frame after ms, ${where}`,
          formatNumber(lastDeliveryMs(hops, hopMs)),
        ]),
        ["connects, with one deploy that cuts everybody", formatNumber(VIEWERS * CONNECTS)],
        ["requests to Workers", formatNumber(used.workerRequests)],
        ["requests to objects", formatNumber(used.objectRequests)],
        ["rows written", formatNumber(used.rows)],
        ["duration of all objects together, s", formatNumber(seconds)],
        [
          "dollars an hour: Workers, requests, duration, rows",
          dollars.map(formatNumber).join(", "),
        ],
        ["dollars an hour", formatNumber(sum(dollars))],
      ]),
      `By arithmetic from ${formatNumber(SEND_MS * 1_000)} µs of CPU a send, the worst that \`crowd\` has seen here, and from list prices without what a plan includes; the tree is the product's own. How long a hop takes on the platform, and what passing a frame on costs there, are estimates.`,
    ].join("\n\n"),
    goals: [
      { goal: "at most two hops", seen: formatNumber(hops), isMet: hops <= 2, isInvariant: true },
    ],
  };
}

/** The parts below each part. */
function treeOf(shardCount) {
  const below = Array.from({ length: shardCount }, () => []);
  for (let shard = 1; shard < shardCount; shard++)
    below[parentOf(shard, LIMITS.fanOut)].push(shard);
  return below;
}

const hopsBelow = (shard, below) =>
  Math.max(0, ...below[shard].map((child) => 1 + hopsBelow(child, below)));

/** A frame is passed on before it is sent, and the answers of those below are waited for. */
const relayDelayMs = (shard, below, hopMs) =>
  below[shard].length * RELAY_MS +
  Math.max(
    LIMITS.sockets * SEND_MS,
    ...below[shard].map((child) => hopMs + relayDelayMs(child, below, hopMs)),
  );

/** Through the last part of each level, to the last socket of that part. */
const lastDeliveryMs = (hops, hopMs) =>
  hops * (LIMITS.fanOut * RELAY_MS + hopMs) + LIMITS.sockets * SEND_MS;
