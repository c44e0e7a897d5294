/** An OpenID provider on loopback that signs in whom it is told, and lies when it is told to. */
import { createHash, createPublicKey, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export const CLIENT = { client_id: "reputation", client_secret: "the-secret-of-the-program" };

interface Lies {
  /** Claims that stand in the ID token instead of the true ones. */
  claims?: Record<string, unknown>;
  alg?: string;
  /** Signs with a key that the provider does not publish. */
  isForeignKey?: boolean;
}

export interface FakeProvider {
  issuer: string;
  /** Does what the person's browser does at the provider. @returns the query with which it comes back */
  signIn(address: string, subject: string): string;
  lie(lies: Lies): void;
}

const KEYS = [1, 2].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey) as [KeyObject, KeyObject];

export async function startProvider(): Promise<FakeProvider> {
  const codes = new Map<string, { subject: string; asked: URLSearchParams }>();
  let lies: Lies = {};
  // oxlint-disable-next-line typescript/no-misused-promises -- a failure to answer fails the test
  const server = createServer(async (request, response) => {
    const body = await answer(request.url ?? "", request);
    response.writeHead(body === undefined ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? { error: "invalid_grant" }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(path: string, request: AsyncIterable<Uint8Array> & { headers: object }): Promise<unknown> {
    if (path === "/.well-known/openid-configuration") {
      const [authorize, token, keys] = ["authorize", "token", "keys"].map((name) => `${issuer}/${name}`);
      return { issuer, authorization_endpoint: authorize, token_endpoint: token, jwks_uri: keys };
    }
    if (path === "/keys")
      return { keys: [{ ...createPublicKey(KEYS[0]).export({ format: "jwk" }), kid: "1", alg: "RS256" }] };
    const form = new URLSearchParams(await text(request));
    const known = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const { authorization } = request.headers as { authorization?: string };
    // Both parts are encoded as in a form (RFC 6749 §2.3.1).
    const given = Buffer.from(authorization?.replace("Basic ", "") ?? "", "base64")
      .toString()
      .split(":");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isHis =
      given.map(decodeURIComponent).join(":") === `${CLIENT.client_id}:${CLIENT.client_secret}` &&
      known?.asked.get("redirect_uri") === form.get("redirect_uri") &&
      known?.asked.get("code_challenge") === challenge;
    if (!known || !isHis) return undefined;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: CLIENT.client_id, sub: known.subject, iat: now, exp: now + 300 };
    return {
      access_token: "x",
      token_type: "bearer",
      id_token: signed({ ...claims, nonce: known.asked.get("nonce") }),
    };
  }

  function signed(claims: object): string {
    const alg = lies.alg ?? "RS256";
    const parts = [
      { alg, kid: "1" },
      { ...claims, ...lies.claims },
    ];
    const body = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    const key = KEYS[lies.isForeignKey ? 1 : 0];
    return `${body}.${alg === "none" ? "" : createSign("RSA-SHA256").update(body).sign(key, "base64url")}`;
  }

  return {
    issuer,
    signIn(address, subject) {
      const asked = new URL(address).searchParams;
      const code = `code-${codes.size}-${subject}`;
      codes.set(code, { subject, asked });
      return `?${new URLSearchParams({ code, state: asked.get("state") ?? "" }).toString()}`;
    },
    lie: (more) => void (lies = more),
  };
}
