import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./latency-plot.css";
import type { Band, Columns } from "./latency-series";

/** Loaded only where a chart is shown: nothing else may import this file but by `import()`. */
export type Plot = {
  show(columns: Columns, bands: readonly Band[]): void;
  resize(width: number): void;
  /** After a change of theme. */
  recolour(colours: PlotColors): void;
  /** Puts the cursor on a point; null takes it away. */
  point(index: number | null): void;
  /** Shows a part of the time: `by` its length, `shift` in lengths. */
  zoom(by: number, shift: number): void;
  reset(): void;
  destroy(): void;
};

export type PlotColors = Record<
  "accent" | "ink" | "soft" | "line" | "down" | "maintenance",
  string
>;

type Settings = {
  columns: Columns;
  bands: readonly Band[];
  colours: PlotColors;
  height: number;
  milliseconds: (ms: number) => string;
  /** In which marks of the time stand at round hours and days. */
  zone: () => string;
  /** A mark on the axis of time; `isDay` where marks are days apart. */
  mark: (at: number, isDay: boolean) => string;
  pointed: (index: number | null) => void;
  zoomed: (isZoomed: boolean) => void;
};

const FONT = "12px system-ui, sans-serif";
const DAY_S = 86_400;
/** Less than this is no zoom but a slip of the hand. */
const MIN_SPAN_S = 1_800;

export function createPlot(element: HTMLElement, settings: Settings): Plot {
  let { bands, colours } = settings;
  const extent = ([at]: Columns) => ({ min: at[0] ?? 0, max: at.at(-1) ?? 1 });
  let fullExtent = extent(settings.columns);
  const isZoomed = ({ min, max }: { min?: number; max?: number }) =>
    (min ?? fullExtent.min) > fullExtent.min || (max ?? fullExtent.max) < fullExtent.max;

  const line = (label: string, colour: keyof PlotColors, width: number, dash?: number[]) =>
    ({
      label,
      stroke: () => colours[colour],
      width,
      ...(dash && { dash }),
      spanGaps: false,
      points: { show: true, size: 4, filter: isolated, fill: () => colours[colour] },
    }) satisfies uPlot.Series;

  const axis = {
    font: FONT,
    stroke: () => colours.soft,
    grid: { stroke: () => colours.line, width: 1 },
    ticks: { show: false },
  };

  const plot = new uPlot(
    {
      width: element.clientWidth,
      height: settings.height,
      legend: { show: false },
      tzDate: (at) => uPlot.tzDate(new Date(at * 1_000), settings.zone()),
      cursor: { y: false, drag: { x: true, y: false, dist: 5 }, points: { size: 7 } },
      scales: { y: { range: (_, __, max) => [0, Math.max(10, max * 1.1)] } },
      series: [
        {},
        line("p50", "accent", 2),
        line("p95", "ink", 1.25),
        line("p99", "soft", 1, [2, 3]),
      ],
      // What most answers take lies between the two.
      bands: [
        { series: [2, 1], fill: () => `color-mix(in oklch, ${colours.accent} 12%, transparent)` },
      ],
      axes: [
        {
          ...axis,
          size: 30,
          space: 70,
          values: (_, marks, __, ___, step) => marks.map((at) => settings.mark(at, step >= DAY_S)),
        },
        { ...axis, size: 64, values: (_, marks) => marks.map(settings.milliseconds) },
      ],
      hooks: {
        drawClear: [(chart) => drawBands(chart, bands, colours)],
        setCursor: [({ cursor }) => settings.pointed(cursor.idx ?? null)],
        setScale: [
          ({ scales }, key) => {
            if (key === "x") settings.zoomed(isZoomed(scales["x"] ?? {}));
          },
        ],
      },
    },
    settings.columns,
    element,
  );

  const reset = () => plot.setScale("x", fullExtent);
  return {
    reset,
    show(columns, next) {
      const { min, max } = plot.scales["x"] ?? {};
      const wasZoomed = isZoomed({ min: min!, max: max! });
      fullExtent = extent(columns);
      bands = next;
      plot.setData(columns, false);
      plot.setScale("x", wasZoomed ? { min: min!, max: max! } : fullExtent);
    },
    resize: (width) => plot.setSize({ width, height: settings.height }),
    recolour(next) {
      colours = next;
      plot.redraw(false, true);
    },
    point(index) {
      const at = index === null ? undefined : plot.data[0][index];
      plot.setCursor(
        at === undefined
          ? { left: -10, top: -10 }
          : { left: plot.valToPos(at, "x"), top: plot.over.clientHeight / 2 },
      );
    },
    zoom(by, shift) {
      const { min, max } = plot.scales["x"] ?? {};
      const span = Math.min(
        Math.max((max! - min!) * by, MIN_SPAN_S),
        fullExtent.max - fullExtent.min,
      );
      const target = (min! + max! - span) / 2 + shift * span;
      const from = Math.min(Math.max(target, fullExtent.min), fullExtent.max - span);
      plot.setScale("x", { min: from, max: from + span });
    },
    destroy: () => plot.destroy(),
  };
}

/** Points with nothing beside them, which no line would show. */
function isolated({ data }: uPlot, series: number, show: boolean): number[] | null {
  const values = data[series] ?? [];
  if (!show) return null;
  return Array.from(values, (value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null
      ? index
      : -1,
  ).filter((index) => index >= 0);
}

const INCIDENT_HEIGHT_PX = 5;
const MIN_WIDTH_PX = 2;

/** Incidents stand on a foot, maintenance hangs from the top: the colour is not all that tells them apart. */
function drawBands(chart: uPlot, bands: readonly Band[], colours: PlotColors): void {
  const { ctx, bbox } = chart;
  const markHeight = INCIDENT_HEIGHT_PX * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { kind, from, to } of bands) {
    const left = chart.valToPos(from, "x", true);
    const width = Math.max(MIN_WIDTH_PX * devicePixelRatio, chart.valToPos(to, "x", true) - left);
    ctx.fillStyle = kind === "incident" ? colours.down : colours.maintenance;
    ctx.globalAlpha = 0.14;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(
      left,
      kind === "incident" ? bbox.top + bbox.height - markHeight : bbox.top,
      width,
      markHeight,
    );
  }
  ctx.restore();
}
