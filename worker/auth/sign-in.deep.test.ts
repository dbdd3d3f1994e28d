import { describe, expect, it } from "vitest";
import { createBrowser, OWNER_ACCOUNT, setUpOwner } from "../test/fixtures/browser";
import { bindings } from "../test/fixtures/worker";

describe("the first person", () => {
  it("[PE1] is made once, by the set-up token, of fifty who try at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        createBrowser()("POST", "/setup", { ...OWNER_ACCOUNT, email: `${index}@example.com` }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    const row = await bindings.DB.prepare("select count(*) as n from users").first<{
      n: number;
    }>();
    expect(row?.n).toBe(1);
  });
});

describe("signing in", () => {
  it("[PE3] is slowed down by account and by address, its cost taken before it is tried", async () => {
    await setUpOwner();
    const from = (address: string, email: string, password = "wrong-password") =>
      createBrowser()("POST", "/session", { email, password }, { "cf-connecting-ip": address });
    const many = await Promise.all(
      Array.from({ length: 30 }, (_, index) => from(`203.0.113.${index}`, "ada@example.com")),
    );
    expect(many.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(many.filter(({ status }) => status === 429)).toHaveLength(10);
    const right = await from("203.0.113.200", "ada@example.com", OWNER_ACCOUNT.password);
    expect(right.status).toBe(429);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
    const one = await Promise.all(
      Array.from({ length: 45 }, (_, index) => from(`2001:db8::${index}`, `${index}@example.com`)),
    );
    expect(one.filter(({ status }) => status === 429)).toHaveLength(5);
  });
});
