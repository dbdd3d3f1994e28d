import type { Comparison, Source } from "../../domain/checks/assertion";
import type { Language } from "../../domain/alerts/channel";
import { parseReason, type Reason } from "../../domain/reason";
import { t, type MessageKey } from "./messages";
import { formatDuration } from "./format-time";

/** Why, as a sentence in the channel's language. What is not known is shown as it is. */
export function reasonText(language: Language, text: string): string {
  const reason = parseReason(text);
  return reason ? capitalize(textOfReason(language, reason)) : text;
}

function textOfReason(language: Language, reason: Reason): string {
  const duration = (ms: number) => formatDuration(language, ms);
  switch (reason.kind) {
    case "slow":
      return t(language, "reason_slow", {
        actual: `${reason.actualMs} ms`,
        limit: `${reason.limitMs} ms`,
      });
    case "timeout":
      return t(language, "reason_timeout", { limit: duration(reason.limitMs) });
    case "no-report":
    case "run-too-long": {
      const limit = duration(reason.limitSeconds * 1_000);
      return t(language, reason.kind === "no-report" ? "reason_no_ping" : "reason_run_too_long", {
        limit,
      });
    }
    case "assertion":
      return t(language, "reason_assertion", {
        claim: assertionText(language, reason.assertion),
        actual: reason.actual,
      });
    case "regions":
      return t(language, "reason_regions", {
        failing: reason.failing,
        of: reason.of,
        because: textOfReason(language, reason.because),
      });
    default: {
      const { kind, ...values } = reason;
      return t(language, keyOf("reason", kind), values);
    }
  }
}

function assertionText(
  language: Language,
  { source, property, comparison, expected }: Extract<Reason, { kind: "assertion" }>["assertion"],
): string {
  const subject = [t(language, keyOf("subject", source)), property].filter(Boolean).join(" ");
  return t(language, keyOf("assertion", comparison), {
    subject,
    expected: JSON.stringify(expected),
  });
}

/** `tls-1.3-only` is `reason_tls_1_3_only`, `daysLeft` is `subject_days_left`. */
const keyOf = (
  prefix: "reason" | "subject" | "assertion",
  name: Reason["kind"] | Source | Comparison,
) =>
  `${prefix}_${name.replace(/[-.]/g, "_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}` as MessageKey;

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
