export type PushSettings = { subscription: string; publicKey: string; privateKey: string };

/**
 * Subscribes this browser to pushes by a pair of keys of its own, which the channel then signs with:
 * RFC 8292. `refused` where the person or the browser says no, `unable` where it cannot.
 */
export async function subscribeHere(): Promise<PushSettings | "refused" | "unable"> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return "unable";
  if ((await Notification.requestPermission()) !== "granted") return "refused";
  try {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const pair = await crypto.subtle.generateKey(curve, true, ["sign", "verify"]);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
    await navigator.serviceWorker.register("/push.js");
    const { pushManager } = await navigator.serviceWorker.ready;
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

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
