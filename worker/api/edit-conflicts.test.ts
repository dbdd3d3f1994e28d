import { describe, expect, inject, it } from "vitest";
import { disableChannel, findChannel, insertChannel, updateChannel } from "../store/channels";
import { openDatabase } from "../store/database";
import { reencryptAll } from "../store/reencrypt";
import { findVersion } from "../store/versions";
import { FIRST_EDIT } from "../test/fixtures/edits";
import {
  addUser,
  asAnn,
  asBen,
  asUser,
  createAsAnn,
  createMaintenance,
} from "../test/fixtures/editors";
import { addChannel, channelFixture } from "../test/fixtures/notifications";
import { bindings, db, storeEndpoint } from "../test/fixtures/worker";

const TIMES = { fast: 4, deep: 20 }[inject("depth")];

const createPage = (fields: object) =>
  createAsAnn("/pages", { slug: "acme", title: "Acme", ...fields });

describe("a person", () => {
  it("[ED1] is renamed by themselves and given another role at the same moment", async () => {
    for (let time = 0; time < TIMES; time++) {
      const id = `person-${time}`;
      await addUser("Ben").catch(() => undefined);
      await addUser(id, "viewer");
      const answers = await Promise.all([
        asUser(id)("PATCH", "/profile", { name: "Mina" }),
        asBen("PATCH", `/people/${id}`, { role: "editor" }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers[1].body).toMatchObject({ role: "editor" });
      const row = await bindings.DB.prepare("select name, role, version from users where id = ?")
        .bind(id)
        .first();
      expect(row).toEqual({ name: "Mina", role: "editor", version: 2 });
    }
  });

  it("[ED2] keeps the role that another owner gave since, and is not removed", async () => {
    for (const id of ["Ann", "Ben", "Cho"]) await addUser(id);
    const { data } = (await asAnn("GET", "/people")).body as {
      data: { id: string; version: number }[];
    };
    const seen = `"${data.find(({ id }) => id === "Cho")!.version}"`;
    expect((await asBen("PATCH", "/people/Cho", { role: "viewer" }, seen)).status).toBe(200);
    expect(await asAnn("PATCH", "/people/Cho", { role: "editor" }, seen)).toMatchObject({
      status: 409,
      body: { error: { conflict: { by: "Ben", current: { role: "viewer" } } } },
    });
    expect((await asAnn("DELETE", "/people/Cho", undefined, seen)).status).toBe(409);
    expect((await asAnn("DELETE", "/people/Cho")).status).toBe(204);
  });
});

describe("a channel", () => {
  const settingsOf = async () => (await findChannel(db, bindings, "chat"))!.settings;
  const shownSecret = ({ body }: { body: unknown }) =>
    (body as { settings: { secret: string } }).settings.secret;

  it("[ED1] signs with the secret that was shown, whatever is saved beside the rotation", async () => {
    await addChannel("chat");
    for (let time = 0; time < TIMES; time++) {
      const [rotated, renamed] = await Promise.all([
        asAnn("POST", "/channels/chat/rotate-secret"),
        asBen("PATCH", "/channels/chat", {
          name: `Chat ${time}`,
          settings: { secret: "********" },
        }),
      ]);
      expect([rotated.status, renamed.status]).toEqual([200, 200]);
      expect((await settingsOf())["secret"]).toBe(shownSecret(rotated));
      expect((await asAnn("GET", "/channels/chat")).body).toMatchObject({ name: `Chat ${time}` });
    }
  });

  it("[ED1] of two rotations at once both secrets sign", async () => {
    await addChannel("chat");
    const rotations = await Promise.all([
      asAnn("POST", "/channels/chat/rotate-secret"),
      asBen("POST", "/channels/chat/rotate-secret"),
    ]);
    const { secret, previousSecret } = await settingsOf();
    const signing = [secret, ...previousSecret!.split(" ")];
    for (const rotated of rotations) expect(signing).toContain(shownSecret(rotated));
  });

  it("[ED1] that its receiver ended stays off, whoever saves something else", async () => {
    await addChannel("chat");
    const { etag } = await asAnn("GET", "/channels/chat");
    await disableChannel(db, "chat", 1_000);
    const late = await asAnn("PATCH", "/channels/chat", { name: "Chat" }, etag!);
    expect(late).toMatchObject({
      status: 409,
      body: {
        error: {
          message: expect.stringContaining("Pharos changed it at 1970-01-01T00:00:01.000Z"),
          conflict: { by: null, current: { enabled: false } },
        },
      },
    });
    expect((await asAnn("PATCH", "/channels/chat", { name: "Chat" })).body).toMatchObject({
      name: "Chat",
      enabled: false,
    });
  });
});

describe("what a save changes elsewhere", () => {
  it("[ED3] is told to whoever edits what names a removed endpoint", async () => {
    const maintenance = await createMaintenance();
    await storeEndpoint("mail", { paused: true });
    await storeEndpoint("web", { paused: true, dependsOn: ["shop"] });
    await asAnn("PATCH", maintenance, { endpointIds: ["shop", "mail"] });
    const paths = [maintenance, "/endpoints/web"];
    const seen = await Promise.all(paths.map((path) => asAnn("GET", path)));
    await asBen("DELETE", "/endpoints/shop");
    for (const [at, path] of paths.entries()) {
      const late = await asAnn("PATCH", path, {}, seen[at]!.etag!);
      expect(late).toMatchObject({ status: 409, body: { error: { conflict: { by: "Ben" } } } });
    }
  });

  it("[ED3] is told to whoever edits a page that lost its mail channel, or its place", async () => {
    await asAnn("POST", "/channels", {
      name: "Mail",
      kind: "resend",
      settings: { apiKey: "re_x", from: "a@example.org", to: "b@example.org" },
    });
    const { data } = (await asAnn("GET", "/channels")).body as { data: { id: string }[] };
    const page = await createPage({ mailChannelId: data[0]!.id, isDefault: true });
    const other = await createPage({ slug: "other" });
    const { etag } = await asAnn("GET", page);
    await asBen("DELETE", `/channels/${data[0]!.id}`);
    const late = await asAnn("PATCH", page, { title: "Mine" }, etag!);
    expect(late).toMatchObject({
      status: 409,
      body: { error: { conflict: { by: "Ben", current: { mailChannelId: null } } } },
    });
    const then = await asAnn("GET", page);
    await asBen("PATCH", other, { isDefault: true });
    expect((await asAnn("PATCH", page, { title: "Mine" }, then.etag!)).body).toMatchObject({
      error: { conflict: { by: "Ben", current: { isDefault: false } } },
    });
  });
});

describe("If-Match", () => {
  it.each([
    ["*", 200],
    ['"0"', 200],
    ['W/"0"', 200],
    ['"7", "0"', 200],
    ['"1"', 409],
    ['"another server\'s"', 409],
    ["0", 400],
    ['"0', 400],
  ])("[ED2] of %s answers %i", async (header, status) => {
    await addChannel("chat");
    const answer = await asAnn("PATCH", "/channels/chat", { name: "Chat" }, header);
    expect(answer.status).toBe(status);
    const { version } = (await bindings.DB.prepare("select version from channels").first<{
      version: number;
    }>())!;
    expect(version).toBe(status === 200 ? 1 : 0);
  });
});

describe("another key for secrets", () => {
  const NEW = { ENCRYPTION_KEY: "the-present-key".padEnd(40, "2") };
  const OLD = { ENCRYPTION_KEY: "the-former-key".padEnd(40, "1") };
  const BOTH = { ...NEW, ENCRYPTION_KEY_PREVIOUS: OLD.ENCRYPTION_KEY };
  const edit = { ...FIRST_EDIT, by: "Ben" };

  /** The database, in which somebody saves just before a channel is written. */
  const databaseAfter = (save: () => Promise<unknown>) => {
    const delayed = (statement: D1PreparedStatement): D1PreparedStatement =>
      new Proxy(statement, {
        get: (target, name: "bind" | "run") =>
          name === "bind"
            ? (...values: unknown[]) => delayed(target.bind(...values))
            : async () => {
                await save();
                return target[name]();
              },
      });
    const prepare = (text: string) => {
      const statement = bindings.DB.prepare(text);
      return text.startsWith('update "channels"') ? delayed(statement) : statement;
    };
    return openDatabase({ prepare } as unknown as D1Database);
  };

  it("[ED1] undoes nothing that is saved while everything is sealed anew", async () => {
    await insertChannel(db, OLD, channelFixture("chat"));
    const settings = { url: "https://ben.example/" };
    const save = () => updateChannel(db, BOTH, { id: "chat", changes: { settings }, edit });
    await reencryptAll(databaseAfter(save), BOTH);
    expect((await findChannel(db, NEW, "chat"))!.settings).toEqual(settings);
  });

  it("[ED1] [SE2] leaves the version as it is: nobody edited anything", async () => {
    await insertChannel(db, OLD, channelFixture("chat"));
    expect(await reencryptAll(db, BOTH)).toBe(1);
    expect(await findVersion(db, "channel", "chat")).toMatchObject({ version: 0 });
  });
});
