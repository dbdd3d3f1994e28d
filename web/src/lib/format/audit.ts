import { m } from "$lib/paraglide/messages";

/** What was done, where it is told by more than a thing and a verb. */
const ACTION_TEXTS: Record<string, () => string> = {
  "POST /setup": m.audit_setup,
  "POST /session": m.audit_sign_in,
  "POST /session/passkey": m.audit_sign_in,
  "POST /session/second-factor": m.audit_sign_in,
  "GET /session/callback/:provider": m.audit_sign_in,
  "DELETE /session": m.audit_sign_out,
  "DELETE /sessions": m.audit_sign_out_others,
  "DELETE /sessions/:id": m.audit_sign_out_one,
  "POST /invitations/accept": m.audit_invitation_accepted,
  "POST /people/:id/recovery": m.audit_recovery,
  "POST /profile/password": m.audit_password,
  "POST /profile/passkeys": m.audit_passkey_added,
  "DELETE /profile/passkeys/:id": m.audit_passkey_removed,
  "POST /profile/two-factor": m.audit_two_factor_started,
  "POST /profile/two-factor/confirm": m.audit_two_factor_enabled,
  "POST /profile/two-factor/disable": m.audit_two_factor_disabled,
  "POST /profile/recovery-codes": m.audit_codes,
  "POST /secrets/rotate": m.audit_keys_rotated,
};

const RESOURCE_LABELS: Record<string, () => string> = {
  channels: m.audit_channel,
  endpoints: m.audit_endpoint,
  incidents: m.audit_incident,
  invitations: m.audit_invitation,
  maintenances: m.audit_maintenance,
  pages: m.audit_page,
  people: m.audit_user,
  profile: m.audit_profile,
  rules: m.audit_rule,
  settings: m.audit_settings,
  tokens: m.audit_token,
};

/** By the last word of the route, else by the method. */
const VERB_TEXTS: Record<string, () => string> = {
  acknowledge: m.audit_acknowledged,
  check: m.audit_checked,
  merge: m.audit_merged,
  pause: m.audit_paused,
  "ping-token": m.audit_new_address,
  retry: m.audit_retried,
  resume: m.audit_resumed,
  "rotate-secret": m.audit_rotated,
  unmerge: m.audit_unmerged,
  test: m.audit_tested,
  updates: m.audit_updated_incident,
  POST: m.audit_created,
  PATCH: m.audit_changed,
  DELETE: m.audit_removed,
};

/** An entry of the audit log in the reader's language; what has no words is told as it is. */
export function auditText(action: string): string {
  const short = action.replace("/api/v1", "");
  const act = ACTION_TEXTS[short];
  if (act) return act();
  const [method = "", path = ""] = short.split(" ");
  const [, kind = "", ...rest] = path.split("/");
  const resource = RESOURCE_LABELS[kind];
  const verb =
    method === "POST" ? (VERB_TEXTS[rest.at(-1) ?? ""] ?? VERB_TEXTS["POST"]) : VERB_TEXTS[method];
  return resource && verb ? `${resource()} · ${verb()}` : short;
}
