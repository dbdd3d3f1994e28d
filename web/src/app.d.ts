import type { ErrorCode } from "$protocol/errors";
import type { PublicPageReader } from "$protocol/public-page-reader";

// Interfaces, since they merge with the ones that SvelteKit declares.
declare global {
  namespace App {
    interface Error {
      message: string;
      /** The API's own code, or that nothing answered at all. */
      code?: ErrorCode | "unreachable";
    }

    interface Locals {
      /** Set-Cookie lines of the API that the browser is to get. */
      apiCookies: string[];
    }

    interface Platform {
      env: {
        /** The API of the same Worker, called without leaving it. */
        API: { fetch(request: Request): Promise<Response> };
        /** What strangers see, read without a request. */
        PUBLIC_PAGES: PublicPageReader<Request>;
      };
    }
  }
}

export {};
