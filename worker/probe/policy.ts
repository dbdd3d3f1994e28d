import type { Env } from "../env";
import type { AddressPolicy } from "./address";

/** Whom checks may ask in this installation. */
export const addressPolicy = (env: Env): AddressPolicy => ({
  allowPrivate: env.ALLOW_PRIVATE_TARGETS === "true",
});
