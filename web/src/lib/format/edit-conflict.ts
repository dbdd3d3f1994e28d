import { MASKED_SECRET } from "$protocol/api";
import { markOfImage } from "$lib/forms/page";
import { m } from "$lib/paraglide/messages";
import { channelFieldLabel } from "./channel";
import { dateTimeText } from "./time";

/** What fields of the API are called in the forms. */
const LABELS: Record<string, () => string> = {
  name: m.form_name,
  title: m.pages_field_title,
  severity: m.incident_severity,
  assignedTo: m.incident_assigned,
  affected: m.incident_affected,
  tags: m.form_tags,
  url: m.form_url,
  method: m.form_method,
  headers: m.form_headers,
  auth: m.form_auth,
  body: m.form_body,
  bodyType: m.form_body_type,
  expectedStatus: m.form_expected,
  intervalSeconds: m.form_interval,
  graceSeconds: m.form_grace,
  timeoutMs: m.form_timeout,
  retryDelaySeconds: m.form_retry,
  degradedAfterMs: m.form_degraded,
  failureThreshold: m.form_failures,
  recoveryThreshold: m.form_recoveries,
  maxRedirects: m.form_redirects,
  assertions: m.form_assertions,
  regions: m.form_regions,
  regionQuorum: m.form_quorum,
  dependsOn: m.form_depends_on,
  sloTarget: m.form_slo_target,
  sloWindowDays: m.form_slo_window,
  enabled: m.channel_enabled,
  language: m.channel_language,
  timeZone: m.maintenance_zone,
  maxPerMinute: m.channel_rate_limit,
  channelIds: m.rule_channels,
  "match.level": m.rule_level,
  "match.endpointIds": m.maintenance_endpoints,
  "match.pages": m.rule_pages,
  "match.tags": m.rule_tags,
  "match.hours": m.rule_hours,
  delayMinutes: m.rule_delay,
  reminderMinutes: m.rule_reminder,
  escalationSteps: m.rule_escalation,
  quietHours: m.rule_quiet_hours,
  slug: m.pages_field_slug,
  description: m.pages_field_description,
  domain: m.pages_field_domain,
  visibility: m.pages_field_visibility,
  password: m.unlock_password,
  isDefault: m.pages_field_default,
  allowIndexing: m.pages_field_indexed,
  showViewerCount: m.pages_field_viewers,
  allowSubscriptions: m.pages_field_subscribers,
  mailChannelId: m.pages_field_mail,
  groups: m.pages_components_title,
  "theme.accent": m.pages_field_accent,
  "theme.logo": m.pages_field_logo,
  endpointIds: m.maintenance_endpoints,
  startsAt: m.maintenance_starts,
  endsAt: m.maintenance_ends,
  recurrence: m.maintenance_repeats,
};

export const editedFieldLabel = (field: string): string =>
  field.startsWith("settings.")
    ? channelFieldLabel(field.slice("settings.".length))
    : (LABELS[field]?.() ?? field);

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A value of the API as a reader knows it; ids by the names that `names` has. */
export function editedValueText(value: unknown, names: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined || value === "") return m.edited_empty();
  if (typeof value === "boolean") return value ? m.edited_on() : m.edited_off();
  if (typeof value === "string") return textOfString(value, names);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => editedValueText(item, names));
    return items.length === 0 ? m.edited_empty() : items.join(", ");
  }
  if (typeof value !== "object") return JSON.stringify(value);
  const { name, components } = value as { name?: string; components?: unknown };
  if (name !== undefined && components === undefined) return name;
  if (components !== undefined) return `${name}: ${editedValueText(components, names)}`;
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${editedValueText(inner, names)}`)
    .join(", ");
}

function textOfString(value: string, names: ReadonlyMap<string, string>): string {
  if (value.includes(MASKED_SECRET)) return value.replaceAll(MASKED_SECRET, m.edited_hidden());
  if (value.startsWith("data:")) return markOfImage(value);
  return INSTANT.test(value) ? dateTimeText(value) : (names.get(value) ?? value);
}
