import { LANGUAGES, type Language } from "../domain/alerts/channel";
import { componentsOf } from "../domain/pages/page";
import { SUBSCRIPTION_BOUNDS as BOUNDS, type SubscriptionKind } from "../domain/pages/subscription";
import type { SitePorts } from "../ports/pages";
import type { PublicPage } from "../protocol/public-page";
import type { SubscribeProblem, SubscriptionView } from "../protocol/subscription";
import { parseEmailAddress } from "./email-address";
import { readFormBody } from "./read-form";
import { parsePushSubscription } from "./push-subscription";
import { publicComponents as shownOn } from "./status-text";

const MAX_BYTES = 16_384;
type Ports = SitePorts["subscriptions"];

/** Somebody wants to be told what a page says. The answer does not say whether an address is known. */
export async function subscribe(
  ports: Ports,
  page: PublicPage,
  { request, language }: { request: Request; language: string },
): Promise<Response> {
  const { origin, host } = new URL(request.url);
  const back = (answer: string) => redirect(`/subscription?page=${page.slug}&${answer}`);
  const problem = (kind: SubscribeProblem) => back(`problem=${kind}`);
  if (!(await ports.isWithinRateLimit(request))) return problem("often");
  const form = await readFormBody(request, MAX_BYTES);
  const kind = page.subscribeBy.find((one) => one === form.get("kind"));
  if (kind === "push" && form.get("act") === "end") {
    // Only that browser knows where it is pushed to.
    await ports.unsubscribePush(page.id, textOf(form, "address"));
    return back("ended");
  }
  const push = kind === "push" ? await parsePushSubscription(textOf(form, "push")) : null;
  if (kind === "push" && !push) return problem("push");
  const validate = (url: string) => ports.validateAddress(url, host);
  const address = kind && parseAddress(kind, push?.address ?? textOf(form, "address"), validate);
  if (!kind || !address) return problem("address");
  const wanted = form.getAll("component");
  const known = shownOn(page).flatMap(({ id }) => (wanted.includes(id) ? [id] : []));
  // Whoever chose some that went meanwhile did not ask for all.
  if (wanted.length > 0 && known.length === 0) return problem("components");
  const result = await ports.requestConfirmation({
    pageId: page.id,
    kind,
    address,
    keys: push?.keys ?? null,
    componentIds: known.length > 0 ? known : null,
    language: LANGUAGES.find((one): one is Language => one === language) ?? LANGUAGES[0],
    origin,
  });
  if (result !== "asked") return problem(result);
  return back(push ? "asked=push" : "asked");
}

/** What is said of a subscription to whoever has its token; null where there is none. */
export async function subscriptionView(
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
export async function manageSubscription(
  ports: Ports,
  token: string,
  request: Request,
): Promise<Response> {
  const form = await readFormBody(request, MAX_BYTES);
  const found = await ports.find(token);
  if (form.get("List-Unsubscribe") === "One-Click") {
    if (found) await ports.unsubscribe(found.subscription.id);
    return new Response(null, { status: 204, headers: NO_STORE });
  }
  if (found && form.get("act") === "confirm") {
    const isConfirmed = await ports.confirm(found.subscription.id);
    const full = `/subscription?page=${found.page.slug}&problem=full`;
    return redirect(isConfirmed ? `/subscription?token=${token}` : full);
  }
  if (found && form.get("act") === "end") await ports.unsubscribe(found.subscription.id);
  return redirect(`/subscription?page=${found?.page.slug ?? ""}&ended`);
}

/** Where it is sent to; null where it may not be. */
function parseAddress(
  kind: SubscriptionKind,
  text: string,
  refused: (url: string) => string | null,
): string | null {
  if (kind === "email") return parseEmailAddress(text);
  const address = text.trim();
  return address.length <= BOUNDS.address.max && refused(address) === null ? address : null;
}

function textOf(form: FormData, name: string): string {
  const given = form.get(name);
  return typeof given === "string" ? given : "";
}

const NO_STORE = { "cache-control": "no-store" };

const redirect = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, ...NO_STORE } });
