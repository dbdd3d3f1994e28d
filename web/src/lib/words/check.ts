import type { CheckView } from "$protocol/api";
import { m } from "$lib/paraglide/messages";
import { milliseconds } from "./figure";
import { reasonWords } from "./reason";
import { statusWord } from "./status";

/** What a check that was asked for by hand has found. */
export function checkOutcome({
  status,
  statusCode,
  responseTime,
  errorMessage,
}: CheckView): string {
  const seen =
    errorMessage === null
      ? [statusCode, responseTime === null ? null : milliseconds(responseTime)]
      : [reasonWords(errorMessage)];
  const title = m.detail_check_result({ status: statusWord(status) });
  return [title, ...seen.filter((part) => part !== null)].join(" · ");
}
