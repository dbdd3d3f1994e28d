/**
 * What a page's own domain does: its name has no address yet, it does not answer over HTTPS, it leads
 * to another server, or it shows the page.
 */
export type DomainState = "waiting-for-dns" | "unreachable" | "elsewhere" | "active";
