import { LANGUAGES, type Language } from "../domain/channel";
import { componentsOf } from "../domain/page";
import {
  isEmailAddress,
  SUBSCRIPTION_BOUNDS as BOUNDS,
  type SubscriptionKind,
} from "../domain/subscription";
import type { SitePorts } from "../ports/pages";
import type { PublicPage } from "../protocol/page";
import type { SubscribeProblem, SubscriptionView } from "../protocol/subscription";
import { readForm } from "./form";
import { readPush } from "./push";
import { componentsOf as shownOn } from "./words";

const MAX_BYTES = 16_384;
type Ports = SitePorts["subscriptions"];

/** Somebody wants to be told what a page says. The answer does not say whether an address is known. */
export async function subscribe(
  ports: Ports,
  page: PublicPage,
  { request, language }: { request: Request; language: string },
): Promise<Response> {
  const { origin, host } = new URL(request.url);
  const back = (answer: string) => lead(`/subscription?page=${page.slug}&${answer}`);
  const problem = (kind: SubscribeProblem) => back(`problem=${kind}`);
  if (!(await ports.mayAsk(request))) return problem("often");
  const form = await readForm(request, MAX_BYTES);
  const kind = page.subscribeBy.find((one) => one === form.get("kind"));
  if (kind === "push" && form.get("act") === "end") {
    // Only that browser knows where it is pushed to.
    await ports.endAt(page.id, textOf(form, "address"));
    return back("ended");
  }
  const push = kind === "push" ? await readPush(textOf(form, "push")) : null;
  if (kind === "push" && !push) return problem("push");
  const address = push?.address ?? textOf(form, "address").trim();
  if (!kind || !isAddress(kind, address, (url) => ports.refusedAddress(url, host))) {
    return problem("address");
  }
  const wanted = form.getAll("component");
  const known = shownOn(page).flatMap(({ id }) => (wanted.includes(id) ? [id] : []));
  // Whoever chose some that went meanwhile did not ask for all.
  if (wanted.length > 0 && known.length === 0) return problem("components");
  if (await ports.isFull(page.id)) return problem("full");
  await ports.ask({
    pageId: page.id,
    kind,
    address,
    keys: push?.keys ?? null,
    componentIds: known.length > 0 ? known : null,
    language: LANGUAGES.find((one): one is Language => one === language) ?? LANGUAGES[0],
    origin,
  });
  return back(push ? "asked=push" : "asked");
}

/** What is said of a subscription to whoever has its token; null where there is none. */
export async function subscriptionOf(
  ports: Ports,
  token: string,
): Promise<SubscriptionView | null> {
  const found = await ports.find(token);
  if (!found) return null;
  const { subscription, page } = found;
  const { kind, address, componentIds, confirmedAt, secret } = subscription;
  return {
    kind,
    address: kind === "email" ? address.replace(/^(.).*@/, "$1…@") : new URL(address).host,
    page: { slug: page.slug, title: page.title },
    components:
      componentIds &&
      componentsOf(page).flatMap(({ id, name }) => (componentIds.includes(id) ? [name] : [])),
    isConfirmed: confirmedAt !== null,
    secret: kind === "webhook" ? secret : null,
  };
}

/** Confirms or ends a subscription; only ever by POST, since scanners of mail follow every link. */
export async function manage(ports: Ports, token: string, request: Request): Promise<Response> {
  const form = await readForm(request, MAX_BYTES);
  const found = await ports.find(token);
  if (form.get("List-Unsubscribe") === "One-Click") {
    if (found) await ports.end(found.subscription.id);
    return new Response(null, { status: 204, headers: UNKEPT });
  }
  if (found && form.get("act") === "confirm") {
    await ports.confirm(found.subscription.id);
    return lead(`/subscription?token=${token}`);
  }
  if (found && form.get("act") === "end") await ports.end(found.subscription.id);
  return lead(`/subscription?page=${found?.page.slug ?? ""}&ended`);
}

const isAddress = (
  kind: SubscriptionKind,
  address: string,
  refused: (url: string) => string | null,
): boolean =>
  kind === "email"
    ? address.length <= BOUNDS.email.max && isEmailAddress(address)
    : address.length <= BOUNDS.address.max && refused(address) === null;

function textOf(form: FormData, name: string): string {
  const given = form.get(name);
  return typeof given === "string" ? given : "";
}

const UNKEPT = { "cache-control": "no-store" };

const lead = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, ...UNKEPT } });
