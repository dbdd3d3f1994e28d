import type { Env } from "../../env";
import type { AddressPolicy } from "./address";

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
