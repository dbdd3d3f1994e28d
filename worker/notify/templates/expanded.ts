import type { Notification } from "../../domain/alerts/alert";
import { formatNames } from "./digest";
import { t } from "./messages";
import { iconOf, type Recipient, type MessageContent } from "./content";

/** What a message says to those who know of an incident that became larger or worse. */
export function renderExpanded(
  notification: Extract<Notification, { kind: "expanded" }>,
  { name, since }: { name: string; since: string },
  { language }: Recipient,
): Pick<MessageContent, "icon" | "title" | "lines"> {
  const { joinedEndpoints, severity } = notification;
  const escalation =
    severity === null
      ? []
      : [t(language, "worse", { name, severity: t(language, `severity_${severity}`) })];
  const additions =
    joinedEndpoints.length === 0
      ? []
      : [
          t(language, "expanded", { names: formatNames(joinedEndpoints, language) }),
          t(language, "part_of", { name }),
        ];
  const [title = name, ...lines] = [...additions, ...escalation];
  return { icon: iconOf(notification), title, lines: [...lines, since] };
}
