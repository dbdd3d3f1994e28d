import {
  COMPONENT_STATUSES,
  VISIBILITIES,
  type ComponentStatus,
  type Visibility,
} from "$domain/pages/page";
import type { PageView } from "$protocol/page-view";
import { textField } from "$lib/forms/text-field";

/** A component as a row of the form; rows that follow on with the same group are one group. */
export type ComponentRowValues = {
  id: string;
  group: string;
  name: string;
  description: string;
  endpointIds: string[];
  /** Empty where the endpoints say it. */
  status: ComponentStatus | "";
  showLatency: boolean;
};

export type PageValues = {
  title: string;
  slug: string;
  description: string;
  domain: string;
  visibility: Visibility;
  isDefault: boolean;
  allowIndexing: boolean;
  showViewerCount: boolean;
  allowSubscriptions: boolean;
  /** Empty where nobody is mailed. */
  mailChannelId: string;
  accent: string;
  rows: ComponentRowValues[];
};

const MAX_ROWS = 120;
/** Without scripts there is no button that adds a row. */
export const SPARE_COMPONENT_ROWS = 3;

export const emptyRow = (group = ""): ComponentRowValues => ({
  id: "",
  group,
  name: "",
  description: "",
  endpointIds: [],
  status: "",
  showLatency: false,
});

export const newPageValues = (endpoints: readonly { id: string; name: string }[]): PageValues => ({
  title: "",
  slug: "",
  description: "",
  domain: "",
  visibility: "public",
  isDefault: false,
  allowIndexing: true,
  showViewerCount: false,
  allowSubscriptions: true,
  mailChannelId: "",
  accent: "",
  rows: endpoints.slice(0, 8).map(({ id, name }) => ({ ...emptyRow(), name, endpointIds: [id] })),
});

export const pageValues = (page: PageView): PageValues => ({
  title: page.title,
  slug: page.slug,
  description: page.description ?? "",
  domain: page.domain ?? "",
  visibility: page.visibility,
  isDefault: page.isDefault,
  allowIndexing: page.allowIndexing,
  showViewerCount: page.showViewerCount,
  allowSubscriptions: page.allowSubscriptions,
  mailChannelId: page.mailChannelId ?? "",
  accent: page.theme.accent ?? "",
  rows: page.groups.flatMap(({ name: group, components }) =>
    components.map(({ id, name, description, endpointIds, status, showLatency }) => ({
      id,
      group,
      name,
      description: description ?? "",
      endpointIds,
      status: status ?? ("" as const),
      showLatency,
    })),
  ),
});

/** What was posted, as it was typed and as the API takes it. A row without a name is none. */
export function parsePageForm(form: FormData): {
  values: PageValues;
  body: ReturnType<typeof pageBody> & { password?: string };
} {
  const text = (field: string) => textField(form, field).trim();
  const rows: ComponentRowValues[] = [];
  for (let index = 0; index < MAX_ROWS && form.has(`row-${index}-name`); index++) {
    const of = (field: string) => text(`row-${index}-${field}`);
    rows.push({
      id: of("id"),
      group: of("group"),
      name: of("name"),
      description: of("description"),
      endpointIds: form.getAll(`row-${index}-endpoints`).map(String),
      status: COMPONENT_STATUSES.find((status) => status === of("status")) ?? "",
      showLatency: form.has(`row-${index}-latency`),
    });
  }
  const values: PageValues = {
    title: text("title"),
    slug: text("slug"),
    description: text("description"),
    domain: text("domain"),
    visibility: VISIBILITIES.find((candidate) => candidate === text("visibility")) ?? "public",
    isDefault: form.has("isDefault"),
    allowIndexing: form.has("allowIndexing"),
    showViewerCount: form.has("showViewerCount"),
    allowSubscriptions: form.has("allowSubscriptions"),
    mailChannelId: text("mailChannelId"),
    accent: text("accent"),
    rows,
  };
  const password = text("password");
  return { values, body: { ...pageBody(values), ...(password !== "" && { password }) } };
}

/** Its logo and its password are sent where they are another one. */
function pageBody({ rows, accent, slug, ...values }: PageValues) {
  const { description, domain, mailChannelId, ...fields } = values;
  return {
    ...fields,
    slug: slug || slugify(values.title),
    description: description || null,
    domain: domain || null,
    mailChannelId: mailChannelId || null,
    groups: componentGroups(rows),
    theme: { accent: accent || null },
  };
}

/** What the form of a page would send if nothing were changed, with a mark of its logo. */
export function unchangedPage(page: PageView) {
  const { theme, ...body } = pageBody(pageValues(page));
  return { ...body, theme: { ...theme, logo: page.theme.logo && markOfImage(page.theme.logo) } };
}

/** An image is too large to travel with each form: this tells one from another. */
export function markOfImage(address: string): string {
  let sum = 0;
  for (let at = 0; at < address.length; at++) sum = (sum * 31 + address.charCodeAt(at)) >>> 0;
  return `${/^data:([^;,]*)/.exec(address)?.[1] ?? ""} #${sum.toString(36)}`;
}

export function componentGroups(rows: readonly ComponentRowValues[]) {
  const groups: { name: string; components: object[] }[] = [];
  for (const { group, id, status, description, ...row } of rows) {
    if (row.name === "") continue;
    const component = {
      ...row,
      ...(id !== "" && { id }),
      description: description || null,
      status: status || null,
    };
    const last = groups.at(-1);
    if (last?.name === group) last.components.push(component);
    else groups.push({ name: group, components: [component] });
  }
  return groups;
}

/** What is written after /status/ where nothing was typed. */
export const slugify = (title: string): string =>
  title
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 63);
