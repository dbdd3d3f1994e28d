import { ENDPOINT_DEFAULTS } from "$domain/checks/endpoint";
import type { EndpointView } from "$protocol/api";

/** An endpoint for tests: healthy, and as every new one but for what is given. */
export const endpointFixture = (overrides: Partial<EndpointView>): EndpointView => ({
  ...ENDPOINT_DEFAULTS,
  id: overrides.name ?? "id",
  name: "Name",
  url: "https://example.com/",
  headers: {},
  expectedStatus: [...ENDPOINT_DEFAULTS.expectedStatus],
  assertions: [],
  regions: [],
  dependsOn: [],
  tags: [],
  pingUrl: null,
  status: "UP",
  since: "2026-11-23T08:00:00.000Z",
  lastCheckedAt: "2026-11-23T08:20:00.000Z",
  lastResponseTime: 100,
  errorMessage: null,
  uptime24h: 1,
  maintenance: null,
  details: null,
  createdAt: "2026-11-23T08:00:00.000Z",
  updatedAt: "2026-11-23T08:00:00.000Z",
  ...overrides,
});
