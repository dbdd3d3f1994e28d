import { MAX_DIGEST_ITEMS, type Provider } from "../provider";
import { renderEmail } from "../templates/email";
import { buildMime } from "../transport/mime";

/** RFC 5321, by the submission ports of RFC 8314. */
export const smtp: Provider = {
  maxDigestItems: MAX_DIGEST_ITEMS,
  deliver(message, transport) {
    const { host, port, security, username, password } = message.channel.settings;
    const mode = security ?? "tls";
    const mail = renderEmail(message);
    return transport.smtp(
      {
        hostname: host!,
        port: Number(port ?? (mode === "tls" ? 465 : 587)),
        security: mode as "tls" | "starttls" | "none",
        credentials: username ? { username, password: password ?? "" } : null,
      },
      { from: mail.from, to: mail.to, data: buildMime(mail, message.at) },
    );
  },
};
