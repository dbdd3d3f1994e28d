import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { URLSearchParams } from "node:url";

const KEY_ID = "provider";
const MINUTES_VALID = 5;
let keys;
/** What is asked for, by the code that answers it. */
const codes = new Map();
/** Who signs in next, and what else the provider says of itself or of them. */
let nextSignIn = {};

/**
 * A provider of identities (OpenID Connect, code flow with PKCE) at which everybody is signed in
 * already. `PUT /provider/who` sets the claims of whoever comes next; `key: "another"` has it sign
 * with a key that it does not publish.
 */
export async function serveIdentityProvider({ request, response, argument, query }) {
  keys ??= newKeys();
  const issuer = `http://${request.headers.host}/provider`;
  const json = (body, status = 200) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const form = request.method === "GET" ? null : await textOf(request);
  switch (argument) {
    case "who":
      nextSignIn = JSON.parse(form);
      return response.writeHead(204).end();
    case ".well-known/openid-configuration":
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        code_challenge_methods_supported: ["S256"],
      });
    case "keys":
      return json({
        keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: KEY_ID, alg: "RS256" }],
      });
    case "authorize": {
      const code = randomUUID();
      codes.set(code, Object.fromEntries(query));
      const back = new URL(query.get("redirect_uri"));
      back.searchParams.set("code", code);
      back.searchParams.set("state", query.get("state"));
      return response.writeHead(302, { location: back.href }).end();
    }
    case "token": {
      const given = new URLSearchParams(form);
      const asked = codes.get(given.get("code"));
      codes.delete(given.get("code"));
      const verifier = given.get("code_verifier") ?? "";
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      if (asked?.code_challenge !== challenge) return json({ error: "invalid_grant" }, 400);
      const id_token = signed({
        ...claims(),
        nonce: asked.nonce,
        iss: nextSignIn.iss ?? issuer,
        aud: nextSignIn.aud ?? asked.client_id,
        iat: Math.floor(Date.now() / 1_000),
        exp: Math.floor(Date.now() / 1_000) + MINUTES_VALID * 60,
      });
      return json({ access_token: "access", token_type: "Bearer", expires_in: 300, id_token });
    }
    case "userinfo":
      return json(claims());
    default:
      return response.writeHead(404).end();
  }
}

const claims = () => ({
  sub: nextSignIn.sub ?? nextSignIn.email,
  email: nextSignIn.email,
  name: nextSignIn.name ?? "Somebody",
  ...("email_verified" in nextSignIn && { email_verified: nextSignIn.email_verified }),
});

const newKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A JSON Web Token, RS256. */
function signed(payload) {
  const encoded = [{ alg: "RS256", kid: KEY_ID }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const { privateKey } = nextSignIn.key === "another" ? newKeys() : keys;
  const text = encoded.join(".");
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

async function textOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
