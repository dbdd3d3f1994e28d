import { describe, expect, inject, it } from "vitest";
import { addUser, asAnn, asBen, createAsAnn, createMaintenance } from "../test/fixtures/editors";
import { addChannel } from "../test/fixtures/notifications";
import { storeEndpoint } from "../test/fixtures/worker";

/** How often two editors meet, of each kind. */
const TIMES = { fast: 4, deep: 20 }[inject("depth")];

type Kind = {
  kind: string;
  /** Makes one, and answers its path. */
  make(): Promise<string>;
  /** What Ann and Ben change of it, each time something else. */
  changes(time: number): [ann: object, ben: object];
};

/** Ann's and Ben's changes have nothing to do with each other. */
const KINDS: Kind[] = [
  {
    kind: "endpoint",
    make: async () => `/endpoints/${await storeEndpoint("shop", { paused: true })}`,
    changes: (time) => [{ name: `Ann ${time}` }, { timeoutMs: 5_000 + time }],
  },
  {
    kind: "channel",
    make: async () => `/channels/${await addChannel("chat")}`,
    changes: (time) => [{ name: `Ann ${time}` }, { maxPerMinute: 1 + time }],
  },
  {
    kind: "channel's settings",
    make: () =>
      createAsAnn("/channels", {
        name: "Phone",
        kind: "ntfy",
        settings: { topic: "a", server: "https://ntfy.example" },
      }),
    changes: (time) => [
      { settings: { topic: `ann-${time}` } },
      { settings: { server: `https://ben-${time}.example` } },
    ],
  },
  {
    kind: "rule",
    make: async () => {
      await addChannel("chat");
      return createAsAnn("/rules", { name: "Nights", channelIds: ["chat"] });
    },
    changes: (time) => [{ name: `Ann ${time}` }, { delayMinutes: 1 + time }],
  },
  {
    kind: "page",
    make: () => createAsAnn("/pages", { slug: "acme", title: "Acme" }),
    changes: (time) => [{ title: `Ann ${time}` }, { description: `Ben ${time}` }],
  },
  {
    kind: "maintenance",
    make: createMaintenance,
    changes: (time) => [
      { title: `Ann ${time}` },
      { timeZone: time % 2 === 0 ? "Asia/Seoul" : "UTC" },
    ],
  },
  {
    kind: "setting",
    make: () => Promise.resolve("/settings"),
    changes: (time) => [
      { mergeIncidentsWithinSeconds: 30 + time },
      { requireSecondFactor: time % 2 === 0 },
    ],
  },
];

/** Of two who work on an incident at once the second is told (IW4), and a person has one field. */
const WHOLE_KINDS: Kind[] = [
  {
    kind: "incident",
    make: () => createAsAnn("/incidents", { title: "Disk full" }),
    changes: (time) => [{ title: `Ann ${time}` }, { title: `Ben ${time}` }],
  },
  {
    kind: "person",
    make: async () => {
      await addUser("Ann");
      return "/profile";
    },
    changes: (time) => [{ name: `Ann ${time}` }, { name: `Anna ${time}` }],
  },
];

describe.each(KINDS)("two editors of one $kind", ({ make, changes }) => {
  it(`[ED1] at the same moment, ${TIMES} times: both are stored`, async () => {
    const path = await make();
    for (let time = 0; time < TIMES; time++) {
      const [ann, ben] = changes(time);
      const answers = await Promise.all([asAnn("PATCH", path, ann), asBen("PATCH", path, ben)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const { body } = await asAnn("GET", path);
      expect(body).toMatchObject(ann);
      expect(body).toMatchObject(ben);
    }
  });
});

describe.each([...KINDS, ...WHOLE_KINDS])("one version of a $kind", ({ kind, make, changes }) => {
  it(`[ED2] is saved over once, ${TIMES} times: the other hears who was faster`, async () => {
    const path = await make();
    // Of a person's own name there are two tabs.
    const asOther = kind === "person" ? asAnn : asBen;
    for (let time = 0; time < TIMES; time++) {
      const [ann, ben] = changes(time);
      const { etag } = await asAnn("GET", path);
      const answers = await Promise.all([
        asAnn("PATCH", path, ann, etag!),
        asOther("PATCH", path, ben, etag!),
      ]);
      const [saved, refused] = answers.toSorted((one, other) => one.status - other.status);
      expect([saved!.status, refused!.status]).toEqual([200, 409]);
      const now = await asAnn("GET", path);
      expect(now.body).toMatchObject(saved === answers[0] ? ann : ben);
      expect(now.etag).toBe(saved!.etag);
      expect(now.etag).not.toBe(etag);
      const faster = kind === "person" || saved === answers[0] ? "Ann" : "Ben";
      expect(refused!.body).toMatchObject({
        error: {
          code: "conflict",
          message: expect.stringContaining(`; ${faster} changed it at `),
          conflict: { by: faster, at: expect.any(String), current: now.body },
        },
      });
      const { conflict } = (refused!.body as { error: { conflict: { version: number } } }).error;
      expect(`"${conflict.version}"`).toBe(now.etag);
    }
  });
});

// The settings of an installation can be changed and not removed.
const REMOVABLE_KINDS = KINDS.filter(({ kind }) => kind !== "setting");

describe.each(REMOVABLE_KINDS)("the removal of a $kind", ({ make, changes }) => {
  it("[ED2] does not remove what somebody saved since it was seen", async () => {
    const path = await make();
    const { etag } = await asAnn("GET", path);
    await asBen("PATCH", path, changes(0)[1]);
    expect(await asAnn("DELETE", path, undefined, etag!)).toMatchObject({
      status: 409,
      body: { error: { conflict: { by: "Ben" } } },
    });
    const now = await asAnn("GET", path);
    expect(now.status).toBe(200);
    expect((await asAnn("DELETE", path, undefined, now.etag!)).status).toBe(204);
    expect((await asAnn("GET", path)).status).toBe(404);
  });
});
