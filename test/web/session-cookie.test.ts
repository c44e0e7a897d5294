import { expect, test } from "vitest";
import { PASSWORD, personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

async function cookiesOf(http: object): Promise<string[]> {
  const { app, url } = await openShop([], { http });
  await personWith(app, "olga", "admin");
  const browser = new Browser(url);
  const plain = await browser.signIn("olga");
  const kept = await browser.post("/login", { login: "olga", password: PASSWORD, keep: "on" });
  return [plain, kept]
    .flatMap(({ headers }) => headers.getSetCookie())
    .map((it) => it.replace(/=[\w-]{43};/, "=…;").replace(`session-${new URL(url).port}=`, "session-PORT="));
}

test("the cookie of a session is for its host alone, out of the reach of scripts and of forms elsewhere", async () => {
  const month = 30 * 24 * 3600;
  expect(await cookiesOf({})).toEqual([
    "session-PORT=…; Path=/; HttpOnly; SameSite=Lax",
    `session-PORT=…; Max-Age=${month}; Path=/; HttpOnly; SameSite=Lax`,
  ]);
  expect(await cookiesOf({ public_url: "https://reputation.example" })).toEqual([
    "__Host-session=…; Path=/; HttpOnly; Secure; SameSite=Lax",
    `__Host-session=…; Max-Age=${month}; Path=/; HttpOnly; Secure; SameSite=Lax`,
  ]);
});

test("a session that somebody has put into a browser beforehand is not the one that a sign-in begins", async () => {
  const { app, url } = await openShop([]);
  await personWith(app, "olga", "admin");
  const planted = "a".repeat(43);
  const { headers } = await new Browser(url).post(
    "/login",
    { login: "olga", password: PASSWORD },
    { cookie: `session-${new URL(url).port}=${planted}` },
  );
  expect(headers.getSetCookie()[0]).not.toContain(planted);
  expect((await new Browser(url).get("/inbox", { cookie: `session-${new URL(url).port}=${planted}` })).status).toBe(
    303,
  );
});

test("the cookie with the way back holds an address of ours for ten minutes, and is out of the reach of scripts and of other sites", async () => {
  const cookieOf = async (http: object, path: string) => {
    const { url } = await openShop([], { http });
    const { headers } = await new Browser(url).get(path);
    return headers.getSetCookie().map((it) => it.replace(`back-${new URL(url).port}=`, "back-PORT="));
  };
  expect(await cookieOf({}, "/figures/month?month=2026-11")).toEqual([
    "back-PORT=%2Ffigures%2Fmonth%3Fmonth%3D2026-11; Max-Age=600; Path=/; HttpOnly; SameSite=Lax",
  ]);
  const secure = { public_url: "https://reputation.example" };
  expect(await cookieOf(secure, "/products/week")).toEqual([
    "__Host-back=%2Fproducts%2Fweek; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax",
  ]);
  expect(await cookieOf({}, `/sent?q=${"a".repeat(1000)}`)).toEqual([
    "back-PORT=%2Finbox; Max-Age=600; Path=/; HttpOnly; SameSite=Lax",
  ]);
  for (const path of ["/events", "/photo/1/0", "/export/inbox.csv"]) expect(await cookieOf({}, path), path).toEqual([]);
});

test("a page that was opened before the sign-in follows it with its query, once, and never leads to another site", async () => {
  const { app, url } = await openShop([]);
  await personWith(app, "olga", "admin");
  const browser = new Browser(url);
  expect(await browser.get("/alerts?code=ABCD2345")).toMatchObject({ status: 303, location: "/login" });
  expect((await browser.signIn("olga", "a wrong password")).status).toBe(401);
  expect(await browser.signIn("olga")).toMatchObject({ status: 303, location: "/alerts?code=ABCD2345" });
  expect((await browser.signIn("olga")).location).toBe("/inbox");
  const planted = ["https://evil.example/", "//evil.example/alerts?a=1", "/\\evil.example", "/logout", "%", ""];
  for (const place of planted) {
    const cookie = `back-${new URL(url).port}=${encodeURIComponent(place)}`;
    const { location } = await new Browser(url).post("/login", { login: "olga", password: PASSWORD }, { cookie });
    expect(["/inbox", "/alerts?a=1"], place).toContain(location);
  }
});
