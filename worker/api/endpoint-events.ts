import { ENDPOINT_DEFAULTS, type Endpoint } from "../domain/checks/endpoint";
import { toIso } from "../domain/instant";
import type { StateChange } from "../domain/status/conclude";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { LiveEvent } from "../protocol/events";
import { endpointRoom, type RoomName } from "../protocol/rooms";
import { maskedAddress } from "./mask-address";
import { maskedSecrets } from "./mask-secrets";

/** The fields that differ; those alone are stored and told. */
export function changedFields(before: Endpoint, given: object): Partial<Endpoint> {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([field, value]) => JSON.stringify(before[field as keyof Endpoint]) !== JSON.stringify(value),
    ),
  );
}

/** A new endpoint, and in the same frame whatever of it is not as new ones are. */
export async function publishCreated(ports: ApiPorts, { endpoint }: EndpointRecord): Promise<void> {
  const at = toIso(endpoint.createdAt);
  const { id, name, url, method, headers, body, auth, createdAt, updatedAt, number, ...settings } =
    endpoint;
  const unusual = changedFields({ ...endpoint, ...ENDPOINT_DEFAULTS }, settings);
  const events: LiveEvent[] = [
    {
      type: "endpoint:created",
      at,
      data: { endpointId: id, name, url: maskedAddress(url), method },
    },
  ];
  if (Object.keys(unusual).length > 0) events.push(updated(endpoint, unusual, at));
  await ports.rooms.publish(["all"], events);
}

export async function publishUpdated(
  ports: ApiPorts,
  endpoint: Endpoint,
  changed: Partial<Endpoint>,
  ended: StateChange | null,
): Promise<void> {
  const now = ports.now();
  const events = [
    updated(endpoint, changed, toIso(now)),
    ...(ended ? ports.eventsForChange(ended, now) : []),
  ];
  await ports.rooms.publish(rooms(endpoint.id), events);
}

export async function publishDeleted(ports: ApiPorts, { id, name }: Endpoint): Promise<void> {
  const at = toIso(ports.now());
  await ports.rooms.publish(rooms(id), [
    { type: "endpoint:deleted", at, data: { endpointId: id, name } },
  ]);
}

const rooms = (id: string): RoomName[] => ["all", endpointRoom(id)];

/** What may be secret is told as those see it who may not change it. */
function updated(endpoint: Endpoint, changed: Partial<Endpoint>, at: string): LiveEvent {
  const masked = maskedSecrets({ ...endpoint, ...changed });
  const changes = Object.fromEntries(
    Object.entries(changed).map(([field, value]) => [
      field,
      field in masked ? masked[field as keyof typeof masked] : value,
    ]),
  );
  return { type: "endpoint:updated", at, data: { endpointId: endpoint.id, changes } };
}
