import { SUBSCRIPTION_BOUNDS as BOUNDS } from "../domain/pages/subscription";

/** What the standard of HTML takes for the part before the @. */
const LOCAL_PART = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}$/;
/** Nothing in which an address on the web has more than a host. */
const DOMAIN = /^[^\s@<>,;:"\\/?#%()[\]]+$/;
const ASCII_DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A mail address with its domain in ASCII, however it was written; null of what is none. */
export function parseEmailAddress(text: string): string | null {
  const [local = "", domain = "", ...more] = text.trim().split("@");
  if (more.length > 0 || !LOCAL_PART.test(local) || !DOMAIN.test(domain)) return null;
  const host = URL.parse(`http://${domain}`)?.hostname.replace(/\.+$/, "") ?? "";
  const address = `${local}@${host}`;
  return ASCII_DOMAIN.test(host) && address.length <= BOUNDS.email.max ? address : null;
}
