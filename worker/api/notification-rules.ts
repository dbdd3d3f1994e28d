import { Hono, type Context } from "hono";
import * as v from "valibot";
import type { Instant } from "../domain/instant";
import { toIso } from "../domain/instant";
import type { PlannedNotification } from "../domain/alerts/planner";
import { snapshotAt, simulateRule, type PastAlertGroup } from "../domain/alerts/simulation";
import type { Rule } from "../domain/alerts/rule";
import { DAY_MS } from "../domain/schedule";
import { groupResolution, summarizeGroup } from "../domain/alerts/group";
import type { ApiPorts } from "../ports";
import type { RuleList, RulePreview, RuleView } from "../protocol/notifications";
import type { ApiEnv } from "./context";
import { createOnce } from "./create-once";
import { notFound, HttpError } from "./errors";
import { decode, pageQuery, readJson, withoutUndefined } from "./input";
import { saveEdit, sendEtag } from "./versions";
import { subjectView } from "./views";
import { newRuleSchema, ruleChangesSchema } from "./rule-input";

/** Messages that a preview spells out; the others are counted. */
const MAX_PREVIEW_MESSAGES = 200;

export const ruleRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const page = await c.var.ports.rules.list(decode(v.object(pageQuery), c.req.query()));
    const list: RuleList = { ...page, data: page.data.map(ruleView) };
    return c.json(list);
  })
  .post("/", async (c) => {
    const ports = c.var.ports;
    const given = decode(newRuleSchema, await readJson(c));
    const rule = withDefaults(given, { id: "", ports, at: ports.now() });
    const { created } = await createOnce(c, {
      kind: "rule",
      body: given,
      find: (id) => sendEtag(c, "rule", id).then(() => ports.rules.find(id)),
      prepare: () => assertValidRule(ports, rule),
      insert: (id) => ports.rules.insert({ ...rule, id }),
    });
    return c.json(ruleView(created), 201);
  })
  .post("/preview", async (c) => {
    const ports = c.var.ports;
    const body = await readJson(c);
    // Without a rule in the body: what all rules together would have said.
    const isEmpty = Object.keys(body as object).length === 0;
    const rules = isEmpty ? await ports.rules.all() : [await draftRule(ports, body)];
    return c.json(await preview(ports, rules));
  })
  .get("/:id", async (c) => {
    const id = c.req.param("id");
    await sendEtag(c, "rule", id);
    return c.json(ruleView(await loadRule(c.var.ports, id)));
  })
  .patch("/:id", async (c) => {
    const ports = c.var.ports;
    const given = decode(ruleChangesSchema, await readJson(c));
    const changes = withoutUndefined(given) as Partial<Rule>;
    const after = await saveEdit(c, {
      ...ruleEdit(c),
      write: async (before, edit) => {
        const saved = { ...before, ...changes, updatedAt: edit.at };
        await assertValidRule(ports, saved, before);
        return (await ports.rules.update(before.id, changes, edit)) ? { saved } : null;
      },
    });
    // What it says later may be due now.
    ports.waitUntil(ports.scheduleDispatch());
    return c.json(ruleView(after));
  })
  .delete("/:id", async (c) => {
    await saveEdit(c, {
      ...ruleEdit(c),
      write: async ({ id, name }, edit) => {
        c.var.auth.addAuditNote({ resource: name });
        return (await c.var.ports.rules.remove(id, edit)) ? { saved: null } : null;
      },
    });
    return c.body(null, 204);
  });

const ruleEdit = (c: Context<ApiEnv, "/:id">) => ({
  kind: "rule" as const,
  id: c.req.param("id"),
  load: () => loadRule(c.var.ports, c.req.param("id")),
  view: ruleView,
});

async function draftRule(ports: ApiPorts, body: unknown): Promise<Rule> {
  const rule = withDefaults(decode(newRuleSchema, body), { id: "draft", ports, at: 0 });
  await assertValidRule(ports, rule);
  return rule;
}

const withDefaults = (
  given: v.InferOutput<typeof newRuleSchema>,
  { id, ports, at }: { id: string; ports: ApiPorts; at: Instant },
): Rule => ({
  ...given,
  id,
  timeZone: given.timeZone ?? ports.history.timeZone,
  createdAt: at,
  updatedAt: at,
});

async function loadRule(ports: ApiPorts, id: string): Promise<Rule> {
  const rule = await ports.rules.find(id);
  if (!rule) throw notFound("rule", id);
  return rule;
}

/** What these rules would have said in the last week, had they been there. */
async function preview(ports: ApiPorts, rules: Rule[]): Promise<RulePreview> {
  const to = ports.now();
  const from = to - 7 * DAY_MS;
  const [past, channelIds] = await Promise.all([
    ports.rules.pastAlertGroups({ from, to }),
    ports.channels.enabledIds(),
  ]);
  const activeRules = rules.map((rule) => ({ ...rule, createdAt: 0 }));
  const planned = past.flatMap((group) =>
    simulateRule(group, { rules: activeRules, channelIds }, to).map((notification) => ({
      notice: notification,
      one: group,
    })),
  );
  planned.sort((one, other) => other.notice.at - one.notice.at);
  const counts = new Map<string, number>();
  for (const { notice: notification } of planned) {
    counts.set(notification.channelId, (counts.get(notification.channelId) ?? 0) + 1);
  }
  return {
    from: toIso(from),
    to: toIso(to),
    incidents: past.length,
    total: planned.length,
    channels: [...counts].map(([channelId, messages]) => ({ channelId, messages })),
    messages: planned.slice(0, MAX_PREVIEW_MESSAGES).map(messageView),
  };
}

function messageView({ notice, one }: { notice: PlannedNotification; one: PastAlertGroup }) {
  const { at, kind, channelId } = notice;
  const isResolved = kind === "ended";
  const then = snapshotAt(one, at);
  const { alert, additionalEndpoints } = summarizeGroup(then, {
    isResolved,
    alertIds: notice.alertIds,
  });
  return {
    at: toIso(at),
    kind,
    channelId,
    ...subjectView(alert, additionalEndpoints),
    resolution: isResolved ? (groupResolution(then.members)?.resolution ?? null) : null,
  };
}

function ruleView({ createdAt, updatedAt, ...rule }: Rule): RuleView {
  return { ...rule, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

/** What is gone since a rule named it is no reason to refuse that the rule is changed or disabled. */
async function assertValidRule(ports: ApiPorts, rule: Rule, before?: Rule): Promise<void> {
  const named = before && referencedIds(before);
  const { endpointIds, pageIds, channelIds, laterIds } = referencedIds(rule);
  const isNew = (of: "endpointIds" | "pageIds" | "channelIds" | "laterIds") => (id: string) =>
    !named?.[of].includes(id);
  const [endpoints, pages, channels, later] = await Promise.all([
    ports.endpoints.missing(endpointIds.filter(isNew("endpointIds"))),
    ports.pages.missing(pageIds.filter(isNew("pageIds"))),
    ports.channels.missing(channelIds.filter(isNew("channelIds"))),
    ports.channels.missing(laterIds.filter(isNew("laterIds"))),
  ]);
  const problems: Record<string, string> = {};
  const reportMissing = (field: string, resources: string, missing: readonly string[]) => {
    if (missing.length === 0) return;
    problems[field] = `expected existing ${resources}, saw ${missing.join(", ")}`;
  };
  reportMissing("match.endpointIds", "endpoints", endpoints);
  reportMissing("match.pages", "pages", pages);
  reportMissing("channelIds", "channels", channels);
  reportMissing("escalationSteps", "channels", later);
  const [first] = Object.entries(problems);
  if (first) throw new HttpError("invalid", first.join(": "), problems);
}

const referencedIds = ({ match, channelIds, escalationSteps }: Rule) => ({
  endpointIds: match.endpointIds,
  pageIds: match.pages,
  channelIds,
  laterIds: escalationSteps.flatMap((step) => step.channelIds),
});
