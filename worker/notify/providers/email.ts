import { MAX_DIGEST_ITEMS, type Provider } from "../provider";
import { renderEmail } from "../templates/email";

/** By the platform's own binding: https://developers.cloudflare.com/email-service/ */
export const email: Provider = {
  maxDigestItems: MAX_DIGEST_ITEMS,
  deliver: (message, transport) => transport.email(renderEmail(message)),
};
