/** Shows what a channel of the kind "web push", or a status page, sends to this browser. */
self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data?.json() ?? { title: "Pharos", body: "", link: "/" }));
});

self.addEventListener("notificationclick", (event) => {
  const { link, end } = event.notification.data;
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.action === "end" ? end.link : link));
});

async function show(message) {
  const isConfirmed = message.confirmed && (await confirm(message.link));
  const { title, body, link, end } = isConfirmed ? message.confirmed : message;
  const actions = end ? [{ action: "end", title: end.label }] : [];
  await self.registration.showNotification(title, { body, data: { link, end }, actions });
}

/** Only a browser that was reached knows this address; where it fails, a person is led to it. */
async function confirm(address) {
  try {
    const body = new URLSearchParams({ act: "confirm" });
    const { ok, url } = await fetch(address, { method: "POST", body });
    // What is there no more leads elsewhere.
    return ok && url === new URL(address, location.origin).href;
  } catch {
    return false;
  }
}
