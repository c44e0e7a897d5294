/** A proxy that has signed somebody in says so in a header; anybody else who says so is refused. */
import { request } from "node:http";
import { expect, test } from "vitest";
import { served } from "../support/listening.ts";
import { TOKENS } from "../support/served.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "../web/shop.ts";

const SECRET = "the-secret-of-the-proxy-1";
const header = { name: "X-Remote-User", from: ["127.0.0.1", "10.1.0.0/16"], secret: SECRET };

/** The status of a request that needs no token, from an address of this machine. */
function ask(url: string, headers: Record<string, string | string[]>, localAddress = "127.0.0.1"): Promise<unknown> {
  const asked = Promise.withResolvers<unknown>();
  request(`${url}/readyz`, { headers, localAddress }, (reply) => asked.resolve(reply.resume().statusCode))
    .on("error", asked.reject)
    .end();
  return asked.promise;
}

test("only the proxy's address with the proxy's secret may name a person, and only one", async () => {
  const url = await served({ http: { ...TOKENS, sign_in: { header } } });
  const named = { "x-remote-user": "irina" };
  const proved = { ...named, "x-sign-in-secret": SECRET };
  expect(await ask(url, proved)).toBe(200);
  expect(await ask(url, named)).toBe(401);
  expect(await ask(url, { ...named, "x-sign-in-secret": `${SECRET}2` })).toBe(401);
  expect(await ask(url, { ...named, "x-sign-in-secret": [SECRET, SECRET] })).toBe(401);
  expect(await ask(url, proved, "127.0.0.2")).toBe(401);
  expect(await ask(url, { ...proved, "x-forwarded-for": "127.0.0.1" }, "127.0.0.2")).toBe(401);
  expect(await ask(url, { ...proved, "x-remote-user": ["irina", "marina"] })).toBe(400);
  expect(await ask(url, { "x-sign-in-secret": "of nobody" })).toBe(200);
});

test("without the setting the header means nothing", async () => {
  expect(await ask(await served(), { "x-remote-user": "irina" })).toBe(200);
});

test("on the pages the named person is who the proxy says, whatever cookie comes with it; programs need their token", async () => {
  const { app, url } = await openShop([], { http: { ...TOKENS, sign_in: { header } } });
  await personWith(app, "marina", "admin");
  const { id } = await app.people.add({ login: "irina", name: "Ирина", role: "manager", brands: null }, "person:test");
  const marina = new Browser(url);
  await marina.signIn("marina");
  const named = { "x-remote-user": "irina", "x-sign-in-secret": SECRET };
  expect((await marina.get("/inbox", named)).text).toContain("Ирина");
  expect(
    (await new Browser(url).get("/api/v1/reputation/items", { ...named, accept: "application/json" })).status,
  ).toBe(401);
  const foreign = { ...named, origin: "https://evil.example" };
  expect((await new Browser(url).post("/me/theme", { theme: "dark" }, foreign)).status).toBe(403);
  expect((await new Browser(url).post("/me/theme", { theme: "dark" }, named)).location).toBe("/inbox");
  await app.people.setOff(id, "person:test");
  expect((await marina.get("/inbox", named)).location).toBe("/login");
  expect((await marina.get("/inbox")).status).toBe(200);
});
