import { MAX_DIGEST_ITEMS, type Provider } from "../contract";
import { renderEmail } from "../mail";

/** By the platform's own binding: https://developers.cloudflare.com/email-service/ */
export const email: Provider = {
  maxDigestItems: MAX_DIGEST_ITEMS,
  deliver: (letter, out) => out.email(renderEmail(letter)),
};
