export type PushSettings = { subscription: string; publicKey: string; privateKey: string };

export const isPushSupported = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window;

/**
 * Subscribes this browser to pushes by a pair of keys of its own, which the channel then signs with:
 * RFC 8292. Each scope has a subscription of its own. `refused` where the person or the browser says
 * no, `unable` where it cannot.
 */
export async function subscribeBrowser(scope = "/"): Promise<PushSettings | "refused" | "unable"> {
  if (!isPushSupported()) return "unable";
  if ((await Notification.requestPermission()) !== "granted") return "refused";
  try {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const pair = await crypto.subtle.generateKey(curve, true, ["sign", "verify"]);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
    const { pushManager } = await activeWorker(scope);
    await (await pushManager.getSubscription())?.unsubscribe();
    const subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: publicKey,
    });
    return {
      subscription: JSON.stringify(subscription),
      publicKey: base64url(publicKey),
      privateKey: d!,
    };
  } catch (problem) {
    console.warn("push", problem);
    return "unable";
  }
}

/** What this browser is subscribed to already in this scope, and in no other. */
export async function currentSubscription(scope: string): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  if (registration?.scope !== new URL(scope, location.href).href) return null;
  return registration.pushManager.getSubscription();
}

/** Only a worker that is active can be pushed to. */
async function activeWorker(scope: string): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register("/push.js", { scope });
  const coming = registration.installing ?? registration.waiting;
  if (!registration.active && coming) {
    await new Promise<void>((resolve) => {
      coming.addEventListener("statechange", () => {
        if (coming.state === "activated" || coming.state === "redundant") resolve();
      });
    });
  }
  return registration;
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
