import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { publicInboxUrl, receivedRequests } from "../test/fixtures/notifications";
import { freezeTime, publishPage } from "../test/fixtures/pages";
import { payloadErrors } from "../test/fixtures/provider-payloads";
import {
  requestSubscription,
  postForm,
  dispatchToSubscribers,
  tickWithStatuses,
} from "../test/fixtures/subscriptions";
import { minuteAt, ORIGIN, storeEndpoint } from "../test/fixtures/worker";

beforeEach(async () => {
  freezeTime(minuteAt(0));
  await storeEndpoint("web", { failureThreshold: 1 });
});
afterEach(() => {
  vi.useRealTimers();
});

type Message = { text: string; blocks: { elements?: { text: { text: string }; url: string }[] }[] };
const buttonsOf = ({ blocks }: Message) =>
  blocks.flatMap(({ elements = [] }) => elements.map(({ text, url }) => [text.text, url]));

it("[SB19] Slack is asked, told and let go in the shape that it takes, and a name mentions nobody", async () => {
  const components = [{ name: "<!channel> & *Shop*", endpointIds: ["web"] }];
  await publishPage({ groups: [{ name: "", components }] });
  await requestSubscription("slack", publicInboxUrl("slack"));
  const all = (count: number) =>
    vi.waitFor(
      async () => {
        const sent = await receivedRequests("slack");
        expect(sent).toHaveLength(count);
        return sent;
      },
      { timeout: 5_000 },
    );
  await dispatchToSubscribers();
  const [question] = await all(1);
  const manage = /http\S+\/subscription\?token=[\w-]{32}/.exec(question!.body)![0];
  expect(buttonsOf(JSON.parse(question!.body) as Message)).toEqual([["Confirm", manage]]);
  await postForm(manage.replace(ORIGIN, ""), [["act", "confirm"]]);
  await tickWithStatuses(2, { web: 500 });
  const [, notification] = await all(2);
  for (const one of [question!, notification!]) {
    expect(payloadErrors("slack", one, new URL(publicInboxUrl("slack")).pathname)).toEqual([]);
  }
  const message = JSON.parse(notification!.body) as Message;
  expect(message.text).toMatch(
    /^✕ Acme: &lt;!channel&gt; &amp; \u200b\*Shop\u200b\* has a major outage$/,
  );
  expect(buttonsOf(message)).toEqual([
    ["See the status page", `${ORIGIN}/status/acme`],
    ["Unsubscribe", manage],
  ]);
});
