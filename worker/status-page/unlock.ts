import type { PageEntry, SitePorts } from "../ports/pages";
import { readFormBody } from "./read-form";
import { unlockCookie } from "./password";

const MAX_BYTES = 4_096;

/** Whoever gives the page's password may read it from here on; all others are told what was wrong. */
export async function unlock(
  ports: SitePorts,
  entry: PageEntry,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  const given = (await readFormBody(request, MAX_BYTES)).get("password");
  const result = await ports.tryPassword(entry, typeof given === "string" ? given : "", request);
  if (result !== "right") return redirect(`/status/${entry.slug}/unlock?problem=${result}`);
  const cookie = await unlockCookie(entry, url, ports.now());
  return redirect(`/status/${entry.slug}`, { "set-cookie": cookie });
}

const redirect = (location: string, headers: Record<string, string> = {}): Response =>
  new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", ...headers },
  });
