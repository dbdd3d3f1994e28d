import { vi } from "vitest";
import { receivedBodies, inboxUrl, receivedRequests, dispatchAndSend } from "./notify-fixtures";
import { queryRows } from "./pipeline-fixtures";
import { freezeTime } from "./page-fixtures";
import { fetchWorker, setBehaviour, minuteAt, ORIGIN, sendJson, runTickAt } from "./workerd-fixtures";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** Posts a form, as a browser would, and says where that leads. */
export async function postForm(path: string, fields: [string, string][], headers: object = {}) {
  const response = await fetchWorker(path, {
    method: "POST",
    headers: { ...FORM, ...headers },
    body: new URLSearchParams(fields).toString(),
    redirect: "manual",
  });
  return { status: response.status, location: response.headers.get("location") };
}

/** Somebody fills in the form of the page `acme`. */
export const requestSubscription = (kind: string, address: string, components: string[] = [], headers = {}) =>
  postForm(
    "/status/acme/subscriptions",
    [
      ["kind", kind],
      ["address", address],
      ...components.map((id) => ["component", id] as [string, string]),
    ],
    headers,
  );

export const subscriberIds = async () =>
  (await queryRows<{ id: string }>("select id from subscriptions order by rowid")).map(({ id }) => id);

/** Whoever is asked at this inbox, by webhook, follows the link and presses the button. */
export async function subscribeInbox(name: string, components: string[] = []) {
  await requestSubscription("webhook", inboxUrl(name), components);
  await dispatchAndSend(...(await subscriberIds()));
  const asked = await vi.waitFor(async () => {
    const [body] = await receivedBodies(name);
    if (!body) throw new Error(`${name} was not asked`);
    return body as { type: string; data: { link: string } };
  });
  const path = asked.data.link.replace(ORIGIN, "");
  await postForm(path, [["act", "confirm"]]);
  return { path, asked, id: (await subscriberIds()).at(-1)! };
}

/** A page's mails go out by Resend, which is this inbox. */
export async function setMailChannel(name: string): Promise<string> {
  const settings = { apiKey: "re_abc", from: "status@example.com", to: "ops@example.com" };
  const response = await sendJson("POST", "/channels", {
    name,
    kind: "resend",
    settings: { ...settings, apiUrl: inboxUrl(name) },
  });
  return (await response.json<{ id: string }>()).id;
}

type SentEmail = { to: string[]; subject: string; text: string; headers: Record<string, string> };

export const receivedEmails = async (name: string): Promise<SentEmail[]> =>
  (await receivedRequests(name)).map(({ body }) => JSON.parse(body) as SentEmail);

export type Message = {
  type: string;
  data: { text: string; updates: ({ names: string[] } & Record<string, unknown>)[] };
};
/** What an inbox was told after it was asked: at least so much comes. */
export const receivedMessages = (name: string, atLeast = 0) =>
  vi.waitFor(
    async () => {
      const messages = (await receivedBodies(name)).slice(1) as Message[];
      if (messages.length < atLeast) throw new Error(`${messages.length} of ${atLeast} came`);
      return messages;
    },
    { timeout: 5_000 },
  );

/** A tick that finds these, a second late, and the messages that come of it. */
export async function tickWithStatuses(index: number, statuses: Record<string, number>) {
  freezeTime(minuteAt(index) + 1_000);
  for (const [id, status] of Object.entries(statuses)) await setBehaviour(id, { status });
  await runTickAt(minuteAt(index));
  await dispatchToSubscribers();
}
export const dispatchToSubscribers = async () => dispatchAndSend(...(await subscriberIds()));
