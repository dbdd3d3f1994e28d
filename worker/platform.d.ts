/** The Worker that SvelteKit builds; it exists after the first build of the pages. */
declare module "*/_worker.js" {
  const pages: { fetch(request: Request, env: unknown, ctx: ExecutionContext): Promise<Response> };
  export default pages;
}

declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import("./index");
    durableNamespaces:
      | "Room"
      | "Clock"
      | "LoginLimiter"
      | "PasswordHasher"
      | "RegionProbe"
      | "ProbeFanOut"
      | "NotificationDispatcher"
      | "ChannelQueue"
      | "StatusPageCache";
  }
}

declare module "cloudflare:test-internal" {
  /** Until all is done that an invocation has promised to do after its answer. */
  export function waitForGlobalWaitUntil(): Promise<void>;
}
