/**
 * Signing in at an OpenID provider: the authorization code flow with PKCE, state and nonce. openid-client checks issuer,
 * audience, times, nonce and signature. Reference: OpenID Connect Core 1.0 §3.1, RFC 9700.
 */
import type * as Client from "openid-client";
import { AuthError } from "../base/errors.ts";
import type { Identity } from "../domain/identity.ts";
import type { Net } from "../net/client.ts";

/** What the browser keeps while its person is at the provider, so that nobody else's way back is taken for theirs. */
export interface SignInKept {
  state: string;
  nonce: string;
  verifier: string;
}

/** A provider at which people sign in. */
export interface IdentityProvider {
  /** As people know it: Keycloak, Яндекс 360. */
  name: string;
  /** @throws AuthError when the provider cannot be asked */
  begin(): Promise<{ address: string; kept: SignInKept }>;
  /**
   * @param search the query with which the browser comes back
   * @throws AuthError when it does not prove who somebody is
   */
  finish(search: string, kept: SignInKept): Promise<Identity>;
}

export interface OidcSettings {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where the provider sends the browser back to. */
  returnTo: string;
}

const SCOPE = "openid";
/** The one that every provider must offer; what a token itself names is not asked. */
const ALGORITHM = "RS256";
const TIMEOUT_MS = 10_000;
const LARGEST_BYTES = 1024 * 1024;

/** @param open a way to the provider, for one request: people sign in too rarely to keep connections */
export function createOidc(settings: OidcSettings, open: () => Net): IdentityProvider {
  let known: Promise<Provider> | undefined;

  /** What the provider says of itself; asked again when that has failed. */
  function provider(): Promise<Provider> {
    known ??= discover(settings, open).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  return {
    name: settings.name,
    begin: () => refusing(settings, async () => begin(await provider(), settings.returnTo)),
    finish: (search, { state, nonce, verifier }) =>
      refusing(settings, async () => {
        const { client, config } = await provider();
        const back = new URL(settings.returnTo);
        back.search = search;
        const checks = {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        };
        const claims = (await client.authorizationCodeGrant(config, back, checks)).claims();
        if (!claims) throw new Error("there is no ID token");
        return { issuer: claims.iss, subject: claims.sub };
      }),
  };
}

interface Provider {
  client: typeof Client;
  config: Client.Configuration;
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings, open: () => Net): Promise<Provider> {
  // It is loaded with the first sign-in, because most programs have no provider.
  const client = await import("openid-client");
  const url = new URL(issuer);
  const metadata = { id_token_signed_response_alg: ALGORITHM };
  const config = await client.discovery(url, clientId, metadata, client.ClientSecretBasic(clientSecret), {
    [client.customFetch]: fetchThrough(open),
    // The library leaves the signature to TLS; a proxy that looks into TLS (`net.ca_file`) could then sign in anybody.
    // Plain HTTP is for this machine alone: the configuration allows no other.
    execute: [client.enableNonRepudiationChecks, ...(url.protocol === "http:" ? [client.allowInsecureRequests] : [])],
  });
  return { client, config };
}

async function begin({ client, config }: Provider, returnTo: string): Promise<{ address: string; kept: SignInKept }> {
  const kept = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: returnTo,
    scope: SCOPE,
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(kept.verifier),
    code_challenge_method: "S256",
  });
  return { address: address.href, kept };
}

/** The provider is asked like everybody else: no redirect is followed, and what comes back is bounded. */
function fetchThrough(open: () => Net): Client.CustomFetch {
  return async (url, { method, headers, body }) => {
    const net = open();
    try {
      const reply = await net.request({
        url: new URL(url),
        method: method === "POST" ? "POST" : "GET",
        headers,
        body: body instanceof URLSearchParams ? body.toString() : null,
        signal: new AbortController().signal,
        timeoutMs: TIMEOUT_MS,
        largestBytes: LARGEST_BYTES,
      });
      const type = reply.headers.get("content-type");
      return new Response(reply.text, { status: reply.status, headers: type === null ? {} : { "content-type": type } });
    } finally {
      await net.close();
    }
  };
}

async function refusing<T>({ issuer }: OidcSettings, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new AuthError(`${issuer} does not say who signs in`, { cause: error });
  }
}
