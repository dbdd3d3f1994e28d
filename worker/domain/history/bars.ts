import type { Rollup } from "./rollup";
import type { Status } from "../status/status";

/** One endpoint's day in a list: as much as a bar shows. */
export type Bar = {
  number: number;
  coveredSeconds: number;
  /** Rounded up: what was down for a moment was not up all day. */
  downtimeSeconds: number;
  worst: Status;
  hadMaintenance: boolean;
  /** Counted no further than 255. */
  incidents: number;
};

/**
 * A day of all endpoints in one blob, so that ninety days of a thousand are ninety rows. Big-endian,
 * 12 bytes a bar: endpoint number u32 | covered seconds u24 | downtime seconds u24 | worst status in
 * the lower and maintenance in the highest bit u8 | incidents u8.
 */
const BYTES_PER_BAR = 12;
const STATUS_CODES = ["UNKNOWN", "UP", "DEGRADED", "DOWN"] as const satisfies readonly Status[];
const MAINTENANCE_BIT = 0x80;
const MAX_U24 = 0xffffff;

export function barOf(number: number, rollup: Rollup, incidents: number): Bar {
  const downSeconds = Math.ceil(rollup.downtimeMs / 1_000);
  return {
    number,
    coveredSeconds: Math.min(Math.max(Math.round(rollup.coveredMs / 1_000), downSeconds), MAX_U24),
    downtimeSeconds: Math.min(downSeconds, MAX_U24),
    worst: worstStatus(rollup),
    hadMaintenance: rollup.maintenanceMs > 0,
    incidents: Math.min(incidents, 0xff),
  };
}

/** The worst that was known of a time. */
export function worstStatus({ coveredMs, downtimeMs, degraded }: Rollup): Status {
  if (downtimeMs > 0) return "DOWN";
  if (degraded > 0) return "DEGRADED";
  return coveredMs > 0 ? "UP" : "UNKNOWN";
}

/** A day of several as one. */
export function mergeBars(bars: readonly Bar[]): Bar {
  const sum = (of: (bar: Bar) => number) => bars.reduce((total, bar) => total + of(bar), 0);
  return {
    number: 0,
    coveredSeconds: sum(({ coveredSeconds }) => coveredSeconds),
    downtimeSeconds: sum(({ downtimeSeconds }) => downtimeSeconds),
    worst:
      ["DOWN" as const, "DEGRADED" as const, "UP" as const].find((status) =>
        bars.some(({ worst }) => worst === status),
      ) ?? "UNKNOWN",
    hadMaintenance: bars.some(({ hadMaintenance }) => hadMaintenance),
    incidents: sum(({ incidents }) => incidents),
  };
}

export function packBars(bars: readonly Bar[]): Uint8Array {
  const bytes = new Uint8Array(bars.length * BYTES_PER_BAR);
  const view = new DataView(bytes.buffer);
  bars.forEach((bar, index) => {
    const offset = index * BYTES_PER_BAR;
    view.setUint32(offset, bar.number);
    setUint24(view, offset + 4, bar.coveredSeconds);
    setUint24(view, offset + 7, bar.downtimeSeconds);
    const worst = STATUS_CODES.indexOf(bar.worst);
    view.setUint8(offset + 10, worst | (bar.hadMaintenance ? MAINTENANCE_BIT : 0));
    view.setUint8(offset + 11, bar.incidents);
  });
  return bytes;
}

/** What can be read of it, of these endpoints or of all: a damaged one gives its whole records. */
export function unpackBars(bytes: Uint8Array, wanted?: ReadonlySet<number>): Bar[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bars: Bar[] = [];
  for (let offset = 0; offset + BYTES_PER_BAR <= bytes.byteLength; offset += BYTES_PER_BAR) {
    const number = view.getUint32(offset);
    if (wanted && !wanted.has(number)) continue;
    const flags = view.getUint8(offset + 10);
    const worst = STATUS_CODES[flags & ~MAINTENANCE_BIT];
    if (!worst) continue;
    bars.push({
      number,
      coveredSeconds: getUint24(view, offset + 4),
      downtimeSeconds: getUint24(view, offset + 7),
      worst,
      hadMaintenance: (flags & MAINTENANCE_BIT) !== 0,
      incidents: view.getUint8(offset + 11),
    });
  }
  return bars;
}

/** How many records of a blob cannot be read, one that is cut off included. */
export function corruptBars(bytes: Uint8Array): number {
  let corrupt = bytes.byteLength % BYTES_PER_BAR === 0 ? 0 : 1;
  for (let offset = 0; offset + BYTES_PER_BAR <= bytes.byteLength; offset += BYTES_PER_BAR) {
    if (!STATUS_CODES[bytes[offset + 10]! & ~MAINTENANCE_BIT]) corrupt += 1;
  }
  return corrupt;
}

function setUint24(view: DataView, offset: number, value: number): void {
  view.setUint8(offset, value >>> 16);
  view.setUint16(offset + 1, value & 0xffff);
}

const getUint24 = (view: DataView, offset: number): number =>
  view.getUint8(offset) * 0x10000 + view.getUint16(offset + 1);
