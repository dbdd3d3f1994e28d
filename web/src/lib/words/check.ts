import type { CheckRecord } from "$domain/check";
import { m } from "$lib/paraglide/messages";
import { milliseconds } from "./figure";
import { reasonWords } from "./reason";
import { statusWord } from "./status";

type Seen = Pick<CheckRecord, "statusCode" | "responseTime">;

/** "200 · 120 ms", or as much of it as there is. */
export const checkSeen = ({ statusCode, responseTime }: Seen): string =>
  [statusCode, responseTime === null ? null : milliseconds(responseTime)]
    .filter((part) => part !== null)
    .join(" · ");

/** What a check that was asked for by hand has found. */
export function checkOutcome(check: Seen & Pick<CheckRecord, "status" | "errorMessage">): string {
  const seen = check.errorMessage === null ? checkSeen(check) : reasonWords(check.errorMessage);
  const title = m.detail_check_result({ status: statusWord(check.status) });
  return [title, seen].filter(Boolean).join(" · ");
}
