/** Shows what a channel of the kind "web push" sends to this browser. */
self.addEventListener("push", (event) => {
  const { title, body, link } = event.data?.json() ?? { title: "Pharos", body: "", link: "/" };
  event.waitUntil(self.registration.showNotification(title, { body, data: { link } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.link));
});
