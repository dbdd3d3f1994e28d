export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** `share` is 0.5 for the median, 0.99 for p99. */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const medianOf = (values) => percentile(values, 0.5);

/** Three digits that mean something. */
export const formatNumber = (value) =>
  value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : Number(value.toPrecision(3)).toString();

/** Rows of text as a Markdown table. */
export const markdownTable = ([head, ...rows]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
