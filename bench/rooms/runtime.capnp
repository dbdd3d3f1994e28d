# The runtime alone, as the platform runs it: `wrangler dev` would put a proxy before it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "rooms",
      worker = (
        modules = [(name = "worker.js", esModule = embed "worker.js")],
        compatibilityDate = "2026-10-01",
        bindings = [
          (name = "ROOM", durableObjectNamespace = "Room"),
          (name = "ROOM_LIMITS", text = "LIMITS"),
        ],
        durableObjectNamespaces = [(className = "Room", uniqueKey = "bench-room", enableSql = true)],
        durableObjectStorage = (localDisk = "state"),
      ),
    ),
    (name = "state", disk = (path = "state", writable = true)),
  ],
  sockets = [(name = "http", http = (), service = "rooms")],
);
