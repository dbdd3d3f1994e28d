import type { Env } from "../../env";
import type { AddressPolicy } from "./address";

/** Whom a stranger may have us send to: never anybody within our own network, whatever checks may ask. */
export const strangerAddressPolicy = (env: Env, askedAt?: string): AddressPolicy => ({
  ...addressPolicy(env, askedAt),
  allowPrivate: false,
  requireHttps: true,
});

/** Whom checks may ask in this installation; `askedAt` is the host at which it is asked just now. */
export const addressPolicy = (env: Env, askedAt?: string): AddressPolicy => ({
  allowPrivate: env.ALLOW_PRIVATE_TARGETS === "true",
  publicHostnames: [
    ...(env.PUBLIC_HOSTNAMES ?? "").split(","),
    env.LOCAL_ADDRESS ?? "",
    askedAt ?? "",
  ]
    .map((host) => host.trim())
    .filter(Boolean),
});
