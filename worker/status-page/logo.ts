import type { Rendered } from "./http-cache";

/** A page's logo as an image of its own; what it holds runs nothing, wherever it is opened. */
export function logo(address: string | null): Rendered | null {
  const [, type, data] = /^data:(image\/[\w+]+);base64,(.*)$/.exec(address ?? "") ?? [];
  if (type === undefined || data === undefined) return null;
  return {
    body: new Uint8Array(Buffer.from(data, "base64")),
    type,
    maxAge: 60,
    headers: {
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    },
  };
}
