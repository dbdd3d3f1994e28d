import { expect, it } from "vitest";
import { MAX_SESSIONS_PER_USER, OBJECT_LIMITS, REQUEST_LIMITS, RETENTION } from "./limits";

const files = import.meta.glob<string>(["../../docs/spec.md", "../../wrangler.toml"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const [spec, settings] = [files["../../docs/spec.md"]!, files["../../wrangler.toml"]!];
const rows = spec
  .split("\n## BN")[1]!
  .split("\n")
  .filter((line) => line.startsWith("| "));
const inEnglish = (count: number) => count.toLocaleString("en");

it.each([
  ["endpoints", OBJECT_LIMITS.endpoint.max],
  ["pages", OBJECT_LIMITS.page.max],
  ["channels", OBJECT_LIMITS.channel.max],
  ["notification rules", OBJECT_LIMITS.rule.max],
  ["maintenance windows", OBJECT_LIMITS.maintenance.max],
  ["incidents that people open", OBJECT_LIMITS.incident.max],
  ["tokens", OBJECT_LIMITS.token.max],
  ["invitations and recovery links", OBJECT_LIMITS.invitation.max],
  ["people", OBJECT_LIMITS.user.max],
  ["passkeys", OBJECT_LIMITS.passkey.max],
  ["sessions", MAX_SESSIONS_PER_USER],
  ["audit entries", RETENTION.auditLog.rows],
  ["audit entries", RETENTION.auditLog.days],
  ["keys of repeated requests", RETENTION.idempotencyKeys.rows],
  ["requests that write", REQUEST_LIMITS.write.max],
  ["checks, dry runs", REQUEST_LIMITS.heavy.max],
])("[BN1] the table of bounds says of %s what holds: %i", (name, max) => {
  const row = rows.find((line) => line.startsWith(`| ${name}`));
  expect(row).toMatch(new RegExp(`\\b${inEnglish(max)}\\b`));
});

it.each([
  ["WRITE_LIMIT", REQUEST_LIMITS.write.max],
  ["HEAVY_REQUEST_LIMIT", REQUEST_LIMITS.heavy.max],
  ["PUBLIC_SOCKET_LIMIT", 1_200],
  ["HEARTBEAT_LIMIT", 600],
])("[BN2] %s of the installation is the %i that are promised", (name, max) => {
  const setting = settings.split("[[ratelimits]]").find((text) => text.includes(`"${name}"`));
  expect(setting).toContain(`limit = ${max}, period = 60`);
});
