import type { CheckRecord } from "$domain/checks/check";
import { m } from "$lib/paraglide/messages";
import { formatMilliseconds } from "./stat-text";
import { localizeReason } from "./reason";
import { statusLabel } from "./status";

type CheckFigures = Pick<CheckRecord, "statusCode" | "responseTime">;

/** "200 · 120 ms", or as much of it as there is. */
export const checkSummary = ({ statusCode, responseTime }: CheckFigures): string =>
  [statusCode, responseTime === null ? null : formatMilliseconds(responseTime)]
    .filter((part) => part !== null)
    .join(" · ");

/** What a check that was asked for by hand has found. */
export function checkOutcome(
  check: CheckFigures & Pick<CheckRecord, "status" | "errorMessage">,
): string {
  const observation =
    check.errorMessage === null ? checkSummary(check) : localizeReason(check.errorMessage);
  const title = m.detail_check_result({ status: statusLabel(check.status) });
  return [title, observation].filter(Boolean).join(" · ");
}
