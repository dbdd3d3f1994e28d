/** A code such as "204" or a range such as "200-299". */
export const STATUS_RANGE = /^[1-5]\d\d(-[1-5]\d\d)?$/;

export function isStatusRange(text: string): boolean {
  if (!STATUS_RANGE.test(text)) return false;
  const [from, to] = rangeBounds(text);
  return from <= to;
}

export function isExpectedStatus(expected: readonly string[], code: number): boolean {
  return expected.some((range) => {
    const [from, to] = rangeBounds(range);
    return from <= code && code <= to;
  });
}

function rangeBounds(range: string): [from: number, to: number] {
  const [from, to] = range.split("-").map(Number) as [number, number?];
  return [from, to ?? from];
}
