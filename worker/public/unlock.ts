import type { PageEntry, SitePorts } from "../ports/pages";
import { readForm } from "./form";
import { unlockingCookie } from "./password";

const MAX_BYTES = 4_096;

/** Whoever gives the page's password may read it from here on; all others are told what was wrong. */
export async function unlock(
  ports: SitePorts,
  entry: PageEntry,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  const back = (problem: string) => lead(`/status/${entry.slug}/unlock?problem=${problem}`);
  if (!(await ports.mayKnock(request))) return back("often");
  const given = (await readForm(request, MAX_BYTES)).get("password");
  const password = typeof given === "string" ? given : "";
  const { passwordHash } = entry;
  if (passwordHash === null || !(await ports.isPassword(password.trim(), passwordHash))) {
    return back("wrong");
  }
  const cookie = await unlockingCookie(entry, url, ports.now());
  return lead(`/status/${entry.slug}`, { "set-cookie": cookie });
}

const lead = (location: string, headers: Record<string, string> = {}): Response =>
  new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", ...headers },
  });
