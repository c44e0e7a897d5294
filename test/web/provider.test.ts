/** Signing in at an OpenID provider, by the pages, with a browser that has no script. */
import { expect, test } from "vitest";
import { CLIENT, startProvider, type FakeProvider } from "../support/oidc-provider.ts";
import { Browser, openShop } from "./shop.ts";

const BACK = "/login/oidc/back";

async function openWithProvider() {
  const provider = await startProvider();
  const oidc = { name: "Keycloak", issuer: provider.issuer, ...CLIENT };
  const shop = await openShop([], { http: { sign_in: { oidc } } });
  const irina = await shop.app.people.add({ login: "irina", role: "manager", brands: null }, "person:test");
  return { ...shop, provider, irina };
}

/** Goes to the provider, signs in there and comes back. */
async function through(browser: Browser, provider: FakeProvider, subject: string) {
  const { location } = await browser.get("/login/oidc");
  return browser.get(BACK + provider.signIn(location ?? "", subject));
}

/** Opens a link and chooses the provider there. */
async function accept(browser: Browser, provider: FakeProvider, code: string, subject: string) {
  const page = await browser.post("/link", { code, through: "provider", login: "pavel", name: "Павел" });
  const address = /href="(http[^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  return browser.get(BACK + provider.signIn(address, subject));
}

test("only a one-time link lets in whom the provider names; from then on no link is needed", async () => {
  const { app, url, provider, irina } = await openWithProvider();
  const browser = new Browser(url);
  const stranger = await through(browser, provider, "subject-1");
  expect(stranger.text).toContain("Этот вход никому не принадлежит");
  expect([stranger.status, stranger.headers.getSetCookie().some((cookie) => cookie.startsWith("session-"))]).toEqual([
    401,
    false,
  ]);
  const { code } = await app.people.makeLink({ userId: irina.id }, "person:test");
  expect(await accept(browser, provider, code, "subject-1")).toMatchObject({ status: 303, location: "/inbox" });
  expect(await app.people.openLink(code, "127.0.0.1")).toBeUndefined();
  const again = new Browser(url);
  await again.get("/alerts?code=ABCD2345");
  const led = await through(again, provider, "subject-1");
  expect(led).toMatchObject({ status: 303, location: "/alerts?code=ABCD2345" });
  expect((await again.get("/inbox")).text).toContain("irina");
  expect((await through(new Browser(url), provider, "subject-2")).status).toBe(401);
});

test("an invitation makes a person with the provider's identity, which is nobody else's then", async () => {
  const { app, url, provider, irina } = await openWithProvider();
  const { code } = await app.people.makeLink({ role: "senior", brands: null }, "person:test");
  expect((await accept(new Browser(url), provider, code, "subject-1")).location).toBe("/inbox");
  expect((await app.people.find("pavel")).role).toBe("senior");
  const other = await app.people.makeLink({ userId: irina.id }, "person:test");
  expect((await accept(new Browser(url), provider, other.code, "subject-1")).status).toBe(400);
  expect(await app.people.openLink(other.code, "127.0.0.1")).toBeDefined();
  const pavel = await app.people.find("pavel");
  await app.people.setOff(pavel.id, "person:test");
  expect((await through(new Browser(url), provider, "subject-1")).status).toBe(401);
});

const HOUR_AGO = Math.floor(Date.now() / 1000) - 3600;

test.each([
  ["another issuer", { claims: { iss: "https://evil.example" } }],
  ["the token of another program", { claims: { aud: "another" } }],
  ["a token that is over", { claims: { exp: HOUR_AGO } }],
  ["another nonce", { claims: { nonce: "another" } }],
  ["no nonce", { claims: { nonce: undefined } }],
  ["no subject", { claims: { sub: undefined } }],
  ["no signature", { alg: "none" }],
  ["a signature of another kind", { alg: "HS256" }],
  ["the signature of another key", { isForeignKey: true }],
])("a provider's word with %s lets nobody in", async (_, lies) => {
  const { app, url, provider, irina } = await openWithProvider();
  const { code } = await app.people.makeLink({ userId: irina.id }, "person:test");
  provider.lie(lies);
  const browser = new Browser(url);
  const refused = await accept(browser, provider, code, "subject-1");
  expect(refused.status).toBe(401);
  expect(refused.text).toContain("Keycloak не подтверждает вход");
  expect((await browser.get("/inbox")).location).toBe("/login");
  expect(await app.people.openLink(code, "127.0.0.1")).toBeDefined();
});

test("a way back that this browser has not begun, or has come already, lets nobody in", async () => {
  const { app, url, provider, irina } = await openWithProvider();
  const { code } = await app.people.makeLink({ userId: irina.id }, "person:test");
  await accept(new Browser(url), provider, code, "subject-1");
  const browser = new Browser(url);
  const { location } = await browser.get("/login/oidc");
  const back = BACK + provider.signIn(location ?? "", "subject-1");
  expect((await new Browser(url).get(back)).status).toBe(401);
  expect((await browser.get(back.replace(/state=[^&]*/, "state=another"))).status).toBe(401);
  expect((await browser.get(back)).status).toBe(401);
});
