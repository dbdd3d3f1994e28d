import { afterEach, expect, it, vi } from "vitest";
import { createOutbound } from "../probe/net/outbound";
import type { DomainView } from "../protocol/page-view";
import { publishPage, WEBSITE } from "../test/fixtures/pages";
import { target } from "../test/fixtures/probe";
import { bindings, fetchApi, ORIGIN, storeEndpoint } from "../test/fixtures/worker";
import { ask } from "../test/contract/requests";
import { DOMAIN_PROOF_PATH, domainProof } from "../status-page/domain-proof";
import { checkDomain } from "./page-domain";

const DOMAIN = "status.example.com";
const outbound = (allowPrivate = true) => createOutbound({ allowPrivate });

afterEach(() => {
  vi.unstubAllGlobals();
});

/** All requests to the domain arrive at this Pharos, as DNS would have it, or are answered like this. */
function routeDomain(answer?: () => Response) {
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", async (input: string | Request, init?: RequestInit) => {
    const url = new URL(typeof input === "string" ? input : input.url);
    if (url.hostname !== DOMAIN) return real(input, init);
    return answer?.() ?? ask({ method: "GET", path: url.pathname, origin: url.origin });
  });
}

const stateOf = async (id: string) => (await fetchApi(`/pages/${id}/domain`)).json<DomainView>();

it("[DR18] is active where it leads to this Pharos", async () => {
  await storeEndpoint("web");
  const id = await publishPage({ groups: WEBSITE, domain: DOMAIN });
  routeDomain();
  expect(await stateOf(id)).toEqual({ domain: DOMAIN, state: "active" });
});

it.each<[string, () => Response]>([
  ["another Pharos", () => new Response("a proof of other keys")],
  ["a parked page", () => new Response("<h1>For sale</h1>")],
  ["a body without an end", () => new Response("x".repeat(1_000_000))],
  ["a redirect", () => Response.redirect(`${ORIGIN}/`, 302)],
  ["an error", () => new Response("", { status: 500 })],
])("[DR18] leads elsewhere where %s answers", async (_, answer) => {
  await storeEndpoint("web");
  const id = await publishPage({ groups: WEBSITE, domain: DOMAIN });
  routeDomain(answer);
  expect(await stateOf(id)).toEqual({ domain: DOMAIN, state: "elsewhere" });
});

it("[DR18] waits for DNS while its name has no address", async () => {
  expect(await checkDomain("https://nowhere.invalid", "x", outbound())).toBe("waiting-for-dns");
  await storeEndpoint("web");
  const id = await publishPage({ groups: WEBSITE, domain: DOMAIN });
  routeDomain(() => new Response("error code: 1016", { status: 530 }));
  expect(await stateOf(id)).toEqual({ domain: DOMAIN, state: "waiting-for-dns" });
});

it("[DR18] is unreachable while nobody answers, and is never asked within our own network", async () => {
  expect(await checkDomain("https://127.0.0.1:1", "x", outbound())).toBe("unreachable");
  expect(await checkDomain(target, "x", outbound())).toBe("elsewhere");
  expect(await checkDomain("https://127.0.0.1:1", "x", outbound(false))).toBe("elsewhere");
});

it("[DR18] is not asked of a page that has none, and proves nothing of other names", async () => {
  await storeEndpoint("web");
  const id = await publishPage({ groups: WEBSITE });
  expect(await stateOf(id)).toEqual({ domain: null, state: null });
  expect((await fetchApi("/pages/none/domain")).status).toBe(404);
  const proofAt = (origin: string) => ask({ method: "GET", path: DOMAIN_PROOF_PATH, origin });
  expect((await proofAt(ORIGIN)).status).toBe(404);
  await publishPage({ groups: WEBSITE, domain: DOMAIN, slug: "other" });
  expect((await proofAt(ORIGIN)).status).toBe(404);
  const own = await proofAt(`https://${DOMAIN}`);
  expect(await own.text()).toBe(await domainProof(DOMAIN, bindings));
});
