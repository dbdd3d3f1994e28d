const CUT = "…";
const MIN_BYTES = jsonBytes(CUT);

/**
 * A JSON value in at most so many bytes. What is too large is cut where it is large: each part has an
 * equal share of what is left, so that one long part takes nothing from short ones.
 */
export function fitJson(value: unknown, bytes: number): unknown {
  if (jsonBytes(value) <= bytes) return value;
  if (typeof value === "string") return fitText(value, bytes);
  if (Array.isArray(value)) {
    const parts = fitParts(
      value.map((item): Part => [null, item]),
      bytes,
    );
    return parts.map(([, item]) => item);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      fitParts(Object.entries(value), bytes).map(([name, item]) => [name ?? CUT, item]),
    );
  }
  return CUT;
}

/** A text in at most so many bytes of JSON. */
export function fitText(text: string, bytes: number): string {
  if (jsonBytes(text) <= bytes) return text;
  let kept = text.slice(0, bytes);
  while (kept !== "" && jsonBytes(kept + CUT) > bytes)
    kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return kept.toWellFormed() + CUT;
}

type Part = [name: string | null, value: unknown];

/** In the order that they have; the last says that there were more. */
function fitParts(parts: readonly Part[], bytes: number): Part[] {
  const fitting: Part[] = [];
  // The brackets, and the part that says that there is more.
  let left = bytes - 2 - 2 * MIN_BYTES - 2;
  for (const [index, [name, value]] of parts.entries()) {
    const around = (name === null ? 0 : jsonBytes(name) + 1) + 1;
    const share = Math.max(Math.floor(left / (parts.length - index)) - around, MIN_BYTES);
    if (around + share > left) return [...fitting, [name === null ? null : CUT, CUT]];
    const fitted = fitJson(value, share);
    fitting.push([name, fitted]);
    left -= around + jsonBytes(fitted);
  }
  return fitting;
}

function jsonBytes(value: unknown): number {
  // Of what is undefined JSON has nothing.
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 0 : Buffer.byteLength(text);
}
