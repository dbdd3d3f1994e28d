import * as v from "valibot";
import {
  COMPONENT_STATUSES,
  endpointIdsOf,
  isSlug,
  PAGE_BOUNDS as BOUNDS,
  VISIBILITIES,
  type ComponentGroup,
} from "../domain/pages/page";
import { strictObject, expectedText, shortText } from "./input";

const flag = v.boolean(expectedText("true or false"));
const optionalText = ({ max }: { max: number }) =>
  v.pipe(
    v.nullable(
      v.pipe(
        v.string(expectedText("a text or null")),
        v.trim(),
        v.maxLength(max, `expected at most ${max} characters`),
      ),
    ),
    v.transform((text) => text || null),
  );

const idList = v.pipe(
  v.array(shortText({ min: 1, max: 64 }), expectedText("a list of endpoints")),
  v.maxLength(BOUNDS.endpointIds.max, `expected at most ${BOUNDS.endpointIds.max}`),
  v.check((ids) => new Set(ids).size === ids.length, "expected each once"),
);

const component = strictObject({
  /** Of one that is there already: by it, it stays the same for subscribers and other programs. */
  id: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, expectedText("an id")))),
  name: shortText(BOUNDS.title),
  description: v.optional(optionalText(BOUNDS.description), null),
  endpointIds: v.optional(idList, []),
  status: v.optional(
    v.nullable(
      v.picklist(
        COMPONENT_STATUSES,
        expectedText(`null or one of ${COMPONENT_STATUSES.join(", ")}`),
      ),
    ),
    null,
  ),
  showLatency: v.optional(flag, false),
});

const group = strictObject({
  name: v.optional(shortText({ min: 0, max: BOUNDS.title.max }), ""),
  components: v.array(component, expectedText("a list of components")),
});

const LOGO = /^data:image\/(png|jpeg|webp|gif|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/;

const theme = strictObject({
  accent: v.optional(
    v.nullable(
      v.pipe(
        v.string(expectedText("a colour such as #2563eb, or null")),
        v.regex(/^#[0-9a-f]{6}$/i, expectedText("a colour such as #2563eb, or null")),
        v.toLowerCase(),
      ),
    ),
    null,
  ),
  logo: v.optional(
    v.nullable(
      v.pipe(
        v.string(expectedText("an image as a data: address, or null")),
        v.maxLength(
          Math.ceil((BOUNDS.logo.maxBytes * 4) / 3) + 64,
          `expected an image of at most ${BOUNDS.logo.maxBytes / 1024} KB`,
        ),
        v.regex(LOGO, "expected a PNG, JPEG, WebP, GIF or SVG image as a data: address in base64"),
      ),
    ),
    null,
  ),
});

/** A name with a dot, as a browser would send it. */
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

const fields = {
  slug: v.pipe(
    v.string(expectedText("small letters, digits and hyphens")),
    v.check(
      isSlug,
      expectedText(`1 to ${BOUNDS.slug.max} small letters, digits and hyphens within`),
    ),
  ),
  title: shortText(BOUNDS.title),
  description: optionalText(BOUNDS.description),
  isDefault: flag,
  domain: v.nullable(
    v.pipe(
      v.string(expectedText("a name such as status.example.com, or null")),
      v.toLowerCase(),
      v.regex(DOMAIN, expectedText("a name such as status.example.com, or null")),
    ),
  ),
  visibility: v.picklist(VISIBILITIES, expectedText(`one of ${VISIBILITIES.join(", ")}`)),
  allowIndexing: flag,
  showViewerCount: flag,
  allowSubscriptions: flag,
  mailChannelId: v.nullable(shortText({ min: 1, max: 64 })),
  groups: v.pipe(
    v.array(group, expectedText("a list of groups")),
    v.maxLength(BOUNDS.groups.max, `expected at most ${BOUNDS.groups.max} groups`),
    v.check(
      (groups) => count(groups) <= BOUNDS.components.max,
      `expected at most ${BOUNDS.components.max} components`,
    ),
    v.check(
      (groups) =>
        endpointIdsOf({ groups: groups as ComponentGroup[] }).length <= BOUNDS.endpoints.max,
      `expected at most ${BOUNDS.endpoints.max} endpoints`,
    ),
    v.check((groups) => {
      const ids = groups.flatMap(({ components }) => components.flatMap(({ id }) => id ?? []));
      return new Set(ids).size === ids.length;
    }, "expected each component once"),
  ),
  theme,
  /** Write-only. */
  password: v.nullable(shortText(BOUNDS.password)),
};

const count = (groups: readonly { components: readonly unknown[] }[]): number =>
  groups.reduce((sum, { components }) => sum + components.length, 0);

export const newPageSchema = strictObject({
  ...fields,
  description: v.optional(fields.description, null),
  isDefault: v.optional(flag, false),
  domain: v.optional(fields.domain, null),
  visibility: v.optional(fields.visibility, "public"),
  allowIndexing: v.optional(flag, true),
  showViewerCount: v.optional(flag, false),
  allowSubscriptions: v.optional(flag, true),
  mailChannelId: v.optional(fields.mailChannelId, null),
  groups: v.optional(fields.groups, []),
  theme: v.optional(theme, {}),
  password: v.optional(fields.password, null),
});
export const pageChangesSchema = strictObject(v.partial(v.object(fields)).entries);

type GivenGroup = v.InferOutput<typeof group>;

/**
 * Each component with an id: its own where it is given and known, that of one with the same name where
 * there was one, else a new one.
 */
export function withComponentIds(
  given: readonly GivenGroup[],
  before: readonly ComponentGroup[],
  newId: () => string,
): ComponentGroup[] {
  const known = before.flatMap(({ components }) => components);
  const claimed = new Set(
    given.flatMap(({ components }) => components.flatMap(({ id }) => id ?? [])),
  );
  const idOf = ({ id, name }: GivenGroup["components"][number]): string => {
    if (id !== undefined && known.some((one) => one.id === id)) return id;
    const same = known.find((one) => one.name === name && !claimed.has(one.id));
    if (same) claimed.add(same.id);
    return same?.id ?? newId();
  };
  return given.map(({ name, components }) => ({
    name,
    components: components.map((one) => ({ ...one, id: idOf(one) })),
  }));
}
