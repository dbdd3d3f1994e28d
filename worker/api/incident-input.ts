import * as v from "valibot";
import {
  IMPACTS,
  INCIDENT_BOUNDS as BOUNDS,
  INCIDENT_STATES,
  SEVERITIES,
} from "../domain/incidents/actions";
import { strictObject, expectedText, instant, shortText, boundedInteger } from "./input";

const choice = <const Options extends readonly string[]>(options: Options) =>
  v.picklist(options, expectedText(`one of ${options.join(", ")}`));

const affected = v.pipe(
  v.array(
    strictObject({
      endpointId: shortText({ min: 1, max: 64 }),
      impact: v.optional(choice(IMPACTS), "major_outage"),
    }),
    expectedText("a list of endpoints with their impact"),
  ),
  v.maxLength(BOUNDS.affected.max, `expected at most ${BOUNDS.affected.max}`),
  v.check(
    (all) => new Set(all.map(({ endpointId }) => endpointId)).size === all.length,
    "expected each once",
  ),
);
const title = shortText(BOUNDS.title);
const body = v.pipe(
  v.string(expectedText("a text")),
  v.check((text) => text.trim().length > 0, "expected a text, saw none"),
  v.maxLength(BOUNDS.body.max, `expected at most ${BOUNDS.body.max} characters`),
);
/** What whoever writes has seen. */
const version = v.optional(boundedInteger({ min: 0, max: 1_000_000_000 }));

export const newIncidentSchema = strictObject({
  title,
  severity: v.optional(choice(SEVERITIES), "major"),
  status: v.optional(choice(INCIDENT_STATES), "investigating"),
  affected: v.optional(affected, []),
  body: v.optional(body),
  startedAt: v.optional(instant),
});

export const incidentChangesSchema = strictObject({
  title: v.optional(v.nullable(title)),
  severity: v.optional(choice(SEVERITIES)),
  affected: v.optional(affected),
  assignedTo: v.optional(v.nullable(shortText(BOUNDS.assignedTo))),
  version,
});

export const newUpdateSchema = strictObject({
  status: v.optional(choice(INCIDENT_STATES)),
  body,
  version,
});
export const updateChangesSchema = strictObject({ body, version });
export const versionSchema = strictObject({ version });
export const mergeSchema = strictObject({ into: shortText({ min: 1, max: 200 }), version });
