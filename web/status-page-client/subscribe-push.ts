import { isPushSupported, subscribeBrowser, currentSubscription } from "$lib/push-subscription";

/**
 * Lets a visitor be told in this browser: loaded once the box for subscribing is opened, and shown
 * where the browser can. The form is sent as for any other way of being told.
 */
const offer = document.querySelector<HTMLElement>("[data-push-offer]")!;
const statusText = offer.querySelector<HTMLElement>("[data-push-said]")!;
const button = (name: string) => offer.querySelector<HTMLButtonElement>(`[data-push-${name}]`)!;
const form = offer.closest("form")!;
/** Of this page alone: of the team's own pushes, and of other pages, it knows nothing. */
const scope = `${new URL(form.action).pathname.replace(/subscriptions$/, "")}`;

function send(fields: Record<string, string>): void {
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = form.action;
  const chosen = new FormData(form).getAll("component").map((id) => ["component", id as string]);
  for (const [name, value] of [...Object.entries({ kind: "push", ...fields }), ...chosen]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    sent.append(input);
  }
  document.body.append(sent);
  sent.submit();
}

async function start(): Promise<void> {
  button("start").disabled = true;
  statusText.textContent = "";
  const result = await subscribeBrowser(scope);
  button("start").disabled = false;
  if (typeof result === "string") {
    statusText.textContent = statusText.dataset[result] ?? "";
    return;
  }
  const { subscription, publicKey, privateKey } = result;
  const { endpoint, keys } = JSON.parse(subscription) as PushSubscriptionJSON;
  send({ push: JSON.stringify({ endpoint, ...keys, publicKey, privateKey }) });
}

async function stop(): Promise<void> {
  const subscription = await currentSubscription(scope);
  await subscription?.unsubscribe();
  send({ act: "end", address: subscription?.endpoint ?? "" });
}

async function show(): Promise<void> {
  const isSubscribed = (await currentSubscription(scope)) !== null;
  button("start").hidden = isSubscribed;
  button("stop").hidden = !isSubscribed;
  offer.hidden = false;
}

if (isPushSupported()) {
  button("start").addEventListener("click", () => void start());
  button("stop").addEventListener("click", () => void stop());
  void show();
}
