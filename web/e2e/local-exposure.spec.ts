import { expect, test } from "./fixtures";

const DATABASE = "00000000-0000-0000-0000-000000000000";
const QUERY = JSON.stringify({ sql: "select count(*) from sqlite_master" });

for (const prefix of ["/cdn-cgi/local/explorer", "/cdn-cgi/explorer"]) {
  for (const path of ["", "/api/d1/database", `/api/d1/database/${DATABASE}/raw`]) {
    test(`[DR8] ${prefix}${path || "/"} gives no page access to the database`, async ({
      baseURL,
    }) => {
      const response = await fetch(`${baseURL}${prefix}${path}`, {
        method: path.endsWith("/raw") ? "POST" : "GET",
        headers: { origin: "http://localhost:3000", "content-type": "application/json" },
        ...(path.endsWith("/raw") && { body: QUERY }),
      });
      expect(response.status).toBe(404);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    });
  }
}
