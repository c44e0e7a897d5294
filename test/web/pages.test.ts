import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../src/base/clock.ts";
import { dayOf, weekdayOf } from "../../src/domain/calendar.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { listItems, requireItem } from "../../src/store/tables/items.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { backUp } from "../../src/store/sqlite/backup.ts";
import { storeNew } from "../support/items.ts";
import { contactOf } from "../support/messenger.ts";
import { PASSWORD, personWith } from "../support/people.ts";
import { tempFolder } from "../support/temp.ts";
import { Browser, hidden, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая." },
  { id: "b", platform: "wb", rating: 4, text: "Хорошие брюки, но длинноваты." },
  { id: "c", platform: "wb", rating: 5, text: "Свитер тёплый, не колется совсем." },
];
const HELD = { approval: { undo_window: "1h", rules: [] } };

async function signedIn(items = REVIEWS, settings: Record<string, unknown> = {}) {
  const shop = await openShop(items, settings);
  await personWith(shop.app, "marina", "manager");
  const browser = new Browser(shop.url);
  await browser.signIn("marina");
  return { ...shop, browser };
}

describe("who may come in", () => {
  test("nobody without a sign-in sees anything but the door", async () => {
    const { url } = await openShop(REVIEWS);
    const browser = new Browser(url);
    for (const path of ["/", "/inbox", "/inbox/1", "/sent", "/bulk?id=1", "/nowhere"]) {
      expect(await browser.get(path), path).toMatchObject({ status: 303, location: "/login" });
    }
    expect(await browser.post("/items/1", { do: "send", version: "1" })).toMatchObject({ location: "/login" });
    const door = await browser.get("/login");
    expect(door.status).toBe(200);
    expect(door.text).not.toContain("рубашка");
  });

  test("a wrong password opens nothing, the right one does, and signing out ends it", async () => {
    const { app, url } = await openShop(REVIEWS);
    await personWith(app, "marina", "manager");
    const browser = new Browser(url);
    expect(await browser.signIn("marina", "not-her-password")).toMatchObject({ status: 401 });
    expect((await browser.get("/inbox")).status).toBe(303);
    expect(await browser.signIn("marina")).toMatchObject({ status: 303, location: "/inbox" });
    expect((await browser.get("/inbox")).status).toBe(200);
    await browser.post("/logout", {});
    expect((await browser.get("/inbox")).status).toBe(303);
  });

  test("pages forbid everything from elsewhere and everything inline, and are kept by nobody", async () => {
    const { browser } = await signedIn();
    const { headers, text } = await browser.get("/inbox");
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self'/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(text).not.toMatch(/ style="| on[a-z]+="|<script>|<style/);
    const asset = /\/assets\/[^"]+design\.css/.exec(text)?.[0] ?? "";
    expect((await browser.get(asset)).headers.get("cache-control")).toContain("immutable");
    for (const path of ["/inbox", asset]) {
      const as = async (encoding: string) => browser.get(path, { "accept-encoding": encoding });
      const [packed, plain, refused] = [await as("br, gzip"), await as("identity"), await as("gzip;q=0")];
      const packing = [packed, plain, refused].map(({ headers: given }) => given.get("content-encoding"));
      expect(packing, path).toEqual(["gzip", null, null]);
      expect(packed.headers.get("vary"), path).toBe("accept-encoding");
      expect(packed.text.length, path).toBe(plain.text.length);
    }
  });

  test("a viewer reads and decides nothing", async () => {
    const { app, url } = await openShop(REVIEWS);
    await personWith(app, "vera", "viewer");
    const browser = new Browser(url);
    await browser.signIn("vera");
    expect((await browser.get("/inbox/1")).text).not.toContain('value="send"');
    expect((await browser.post("/items/1", { do: "send", version: "1", text: "x" })).status).toBe(403);
    expect((await browser.post("/bulk", { do: "send", read: "1", id: "1", "version-1": "1" })).status).toBe(403);
    expect(requireItem(app.db, 1).status).toBe("pending_review");
  });
});

describe("an answer", () => {
  test("can be written before there is a draft, and is sent as any other", async () => {
    const { app, browser } = await signedIn();
    const { account, brand_id: brandId } = requireItem(app.db, 1);
    const id = await app.db.write((tx) => storeNew(tx, { account, brandId, text: "Пуговица оторвалась", rating: 1 }));
    const card = await browser.get(`/inbox/${id}`);
    expect(card.text).toMatch(/<textarea id="answer"(?![^>]*readonly)/);
    const text = "Здравствуйте! Просим прощения за пуговицу.";
    await browser.post(`/items/${id}`, { do: "send", text, version: hidden(card.text, "version"), next: "/inbox" });
    expect(requireItem(app.db, id).status).toBe("approved");
    expect(answerText(responseOf(app.db, id)!)).toBe(text);
  });

  test("goes out exactly as it stood on the page, once, and the next one opens", async () => {
    const { app, sandbox, browser } = await signedIn();
    const card = await browser.get("/inbox/1");
    const text = "Спасибо за тёплые слова о рубашке, носите с радостью!";
    const wish = { do: "send", text, version: hidden(card.text, "version"), next: "/inbox/2" };
    expect((await browser.post("/items/1", wish)).location).toMatch(/^\/inbox\/2\?sent=1-\d+$/);
    // A double click sends the same form again.
    await browser.post("/items/1", wish);
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("published");
    expect(sandbox.world.item("a").received.map((answer) => answer.text)).toEqual([text]);
    expect(auditOf(app.db, 1).map(({ actor, action }) => `${actor} ${action}`)).toContain("person:marina approve");
  });

  test("that a colleague has changed meanwhile is not sent, and what was typed is still there", async () => {
    const { app, browser } = await signedIn();
    const card = await browser.get("/inbox/1");
    await app.decisions.edit(1, "Вариант Павла: спасибо за отзыв!", "person:pavel");
    const mine = "Мой вариант: спасибо за рубашку!";
    const reply = await browser.post("/items/1", { do: "send", text: mine, version: hidden(card.text, "version") });
    expect(reply.status).toBe(409);
    expect(reply.text).toContain(`>${mine}</textarea>`);
    expect(reply.text).toContain("Вариант Павла");
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    expect(answerText(responseOf(app.db, 1)!)).toBe("Вариант Павла: спасибо за отзыв!");
  });

  test("with a remark asks once, and goes out when it is sent again", async () => {
    const { app, browser } = await signedIn(REVIEWS, HELD);
    const card = await browser.get("/inbox/1");
    const text = "Спасибо! Подробнее на https://shop.example.com";
    const asked = await browser.post("/items/1", { do: "send", text, version: hidden(card.text, "version") });
    expect(asked.status).toBe(409);
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    await browser.post("/items/1", { do: "sure", text, version: hidden(asked.text, "version") });
    expect(requireItem(app.db, 1).status).toBe("approved");
  });

  test("can be taken back while it waits to leave", async () => {
    const { app, sandbox, browser } = await signedIn(REVIEWS, HELD);
    const card = await browser.get("/inbox/1");
    const version = hidden(card.text, "version");
    const text = answerText(responseOf(app.db, 1)!);
    const sent = await browser.post("/items/1", { do: "send", text, version, next: "/inbox" });
    const list = await browser.get(sent.location ?? "");
    expect(list.text).toContain('formaction="/items/1/undo');
    await browser.post("/items/1/undo?back=/inbox", {});
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    expect(sandbox.world.item("a").received).toEqual([]);
  });

  test("can be written anew, handed on with a reason and a name, and skipped with a reason", async () => {
    const { app, browser } = await signedIn();
    const pavel = await personWith(app, "pavel", "senior");
    const onlyHere = await browser.get("/inbox/2");
    expect(onlyHere.text).toContain('<option value="pavel">pavel (оповещений нет, увидит на странице)</option>');
    await contactOf(app, pavel.id);
    await browser.post("/items/1/regenerate", { instructions: "Короче" });
    await app.runner.drain();
    expect(responseOf(app.db, 1)).toMatchObject({ regenerate_count: 1 });
    const card = await browser.get("/inbox/2");
    expect(card.text).toContain('<option value="pavel">pavel (узнает: Telegram)</option>');
    const version = hidden(card.text, "version");
    await browser.post("/items/2/escalate", { to: "pavel", reason: "Деньги", note: "Что отвечаем?", version });
    expect(requireItem(app.db, 2)).toMatchObject({
      status: "escalated",
      handed_to: "pavel",
      reason: "Деньги: Что отвечаем?",
    });
    // Who gets it reads why before the buyer's words.
    const handed = await browser.get("/inbox/2?tab=escalated");
    expect(handed.text).toMatch(/Передано: pavel\. Деньги: Что отвечаем\?<\/span>.*aria-label="Слова покупателя"/s);
    expect(card.text).not.toMatch(/<input type="radio" name="reason"[^>]* checked/);
    const other = await browser.get("/inbox/3");
    await browser.post("/items/3/skip", { reason: "Повтор", version: hidden(other.text, "version") });
    expect(requireItem(app.db, 3)).toMatchObject({ status: "skipped", reason: "Повтор" });
  });
});

test("the card says where in the list it stands, leads to its neighbours beyond the page, and shows the product's stars", async () => {
  const reviews = Array.from({ length: 28 }, (_, n): SampleItem => {
    return {
      id: `n${n}`,
      platform: "wb",
      rating: n < 7 ? 1 : 4,
      text: `Отзыв ${n}`,
      sku: "A-1",
      productName: "Худи",
    };
  });
  const { app, browser } = await signedIn(reviews, HELD);
  const ids = listItems(app.db, { statuses: ["pending_review"], limit: 50 }).map(({ id }) => id);
  const pager = async (path: string) => /<nav class="pager".*?<\/nav>/s.exec((await browser.get(path)).text)?.[0] ?? "";
  for (const at of [0, 1, 24, 25, 27]) {
    const nav = await pager(`/inbox/${ids[at]}`);
    expect(nav).toContain(`>${at + 1} из 28<`);
    const link = (rel: string) => new RegExp(`href="/inbox/(\\d+)"[^>]*rel="${rel}"`).exec(nav)?.[1];
    expect([link("prev"), link("next")].map((id) => id && Number(id))).toEqual([ids[at - 1], ids[at + 1]]);
  }
  expect(await pager(`/inbox/${ids[27]}?tab=all&sort=newest&stars=4`)).toContain("из 21<");
  // What has left the list has no number there, and still its neighbours.
  await app.decisions.skip(ids[1]!, "person:test");
  const left = await pager(`/inbox/${ids[1]}`);
  expect(left).not.toContain(" из ");
  expect(left).toContain(`/inbox/${ids[2]}"`);
  const card = (await browser.get(`/inbox/${ids[0]}`)).text;
  expect(card).toMatch(/<b>3,3<\/b>.*28 оценок за 90 дней.*1★.*<rect width="25%"/s);
});

describe("several answers", () => {
  test("are each shown whole, and only those ticked as read go out, in the version that was shown", async () => {
    const { app, sandbox, browser } = await signedIn();
    const page = await browser.get("/bulk?id=1&id=2&id=3");
    for (const id of [1, 2, 3]) expect(page.text).toContain(answerText(responseOf(app.db, id)!).split("\n")[0]);
    await app.decisions.edit(2, "Новый текст второго: спасибо за отзыв о брюках!", "person:pavel");
    const marks = { id: ["1", "2", "3"], "version-1": "1", "version-2": "1", "version-3": "1" };
    expect((await browser.post("/bulk", { ...marks, do: "read" })).status).toBe(409);
    const reply = await browser.post("/bulk", { ...marks, do: "send", read: ["1", "2"] });
    await app.runner.drain();
    expect(reply.status).toBe(409);
    expect([1, 2, 3].map((id) => requireItem(app.db, id).status)).toEqual([
      "published",
      "pending_review",
      "pending_review",
    ]);
    expect(sandbox.world.items().flatMap(({ received }) => received)).toHaveLength(1);
  });
});

test("an answer that got a remark after the page of several was drawn is named, and not left out silently", async () => {
  const { app, browser } = await signedIn();
  const risky = "Гарантируем, что вернём вам деньги за эти брюки. Спасибо за отзыв!";
  await app.decisions.edit(2, risky, "person:pavel");
  const reply = await browser.post("/bulk", { id: "2", read: "2", "version-2": "1", do: "send" });
  expect(reply).toMatchObject({ status: 409, text: expect.stringContaining("Ответ изменили") });
  const version = String(responseOf(app.db, 2)?.version);
  const again = await browser.post("/bulk", { id: "2", read: "2", "version-2": version, do: "send" });
  expect(again).toMatchObject({ status: 409, text: expect.stringContaining("С замечанием отправляют по одному") });
});

test("a reason of full length with line ends is taken, and a form too long for any page says what to do", async () => {
  const { app, browser } = await signedIn();
  const note = `${"а".repeat(199)}\r\n${"б".repeat(200)}`;
  const handed = await browser.post("/items/1/escalate", { version: "1", reason: "Угроза", note });
  expect(handed.status).toBe(303);
  expect(requireItem(app.db, 1).status).toBe("escalated");
  const long = await browser.post("/items/2", { do: "send", version: "1", text: "а".repeat(20_001) });
  expect(long).toMatchObject({ status: 400, text: expect.stringContaining("Вернитесь назад") });
  expect(requireItem(app.db, 2).status).toBe("pending_review");
});

describe("the list", () => {
  test("counts of folders agree with their lists, under a filter and without one", async () => {
    const { browser } = await signedIn();
    const rows = (text: string) => text.match(/<li class="row/g)?.length ?? 0;
    const count = (text: string) => Number(/Ждут вас <span class="n">(\d+)</.exec(text)?.[1]);
    for (const path of [
      "/inbox",
      "/inbox?stars=5",
      "/inbox?q=брюки",
      "/inbox?mp=ozon",
      "/inbox?stars=5&stars=4&mp=wb",
    ]) {
      const { text } = await browser.get(path);
      expect(rows(text), path).toBe(count(text));
    }
    expect(rows((await browser.get("/inbox?stars=4")).text)).toBe(1);
  });

  test("shows an age red when the goal has passed: around the clock for one star, within the hours for five", async () => {
    const createdAt = Date.now() - 2 * DAY_MS;
    const days = [2, 3, 4].map((ahead) => weekdayOf(dayOf(Date.now() + ahead * DAY_MS, "Europe/Moscow")));
    const items = [1, 5].map((rating): SampleItem => ({
      id: `r${rating}`,
      platform: "wb",
      rating,
      text: "",
      createdAt,
    }));
    const goals = { urgent: "1h", rest: "1h", hours: { days, from: "09:00", to: "18:00" } };
    const { browser } = await signedIn(items, { goals });
    const red = async (path: string) =>
      (await browser.get(path)).text.match(/<li class="row[^>]*>.*?<\/li>/gs)?.map(isRed);
    const isRed = (row: string) => row.includes('class="age bad"');
    expect(await red("/inbox")).toEqual([true, false]);
    const { text } = await browser.get("/inbox");
    const first = /action="\/items\/(\d+)"/.exec(text)?.[1] ?? "";
    await browser.post(`/items/${first}/skip`, { version: hidden(text, "version"), reason: "", next: "/inbox" });
    expect(await red("/inbox?tab=all")).toEqual([false, false]);
  });

  test("an empty folder or filter says that everybody is answered only when nobody waits", async () => {
    const { browser } = await signedIn();
    for (const path of ["/inbox?q=zzz", "/inbox?tab=escalated"]) {
      const { text } = await browser.get(path);
      expect(text, path).not.toContain("Вы ответили всем");
      expect(text, path).toContain("Ждут вас: 3");
    }
    for (const id of [1, 2, 3]) await browser.post(`/items/${id}/skip`, { version: "1", reason: "Повтор" });
    expect((await browser.get("/inbox")).text).toContain("Вы ответили всем");
  });

  test("marks what a person has not opened since it was changed, for each person apart, and lists by when it was written", async () => {
    const { app, browser, url } = await signedIn(REVIEWS, HELD);
    await personWith(app, "vera", "viewer");
    const vera = new Browser(url);
    await vera.signIn("vera");
    const marked = async (who: Browser): Promise<string[]> => {
      const rows = (await who.get("/inbox?sort=oldest")).text.matchAll(/<li class="row new">.*?value="(\d+)"/gs);
      return [...rows].map(([, id = ""]) => id).toSorted();
    };
    expect(await marked(browser)).toEqual(["1", "2", "3"]);
    expect((await browser.get("/inbox/2")).text).toMatch(/<li class="row"><input[^>]*value="2"/);
    await expect.poll(() => marked(browser)).toEqual(["1", "3"]);
    expect(await marked(vera)).toEqual(["1", "2", "3"]);
    await app.decisions.escalate(2, "person:pavel", { reason: "Деньги" });
    expect(await marked(browser)).toEqual(["1", "2", "3"]);
    const found = await browser.get("/inbox?period=7d");
    const since = Date.now() - 7 * DAY_MS;
    const recent = listItems(app.db, {
      statuses: ["pending_review", "escalated"],
      createdSince: since,
      limit: 9,
    }).length;
    expect(found.text.match(/<li class="row/g)?.length ?? 0).toBeLessThanOrEqual(recent);
    expect(found.text).toContain("7 дней <svg");
  });

  test("lists and takes out what was written from one day to another one, by the days of the business", async () => {
    const { app, browser } = await signedIn(REVIEWS, HELD);
    const moments = ["2026-03-01T20:59:59.999Z", "2026-03-01T21:00:00Z", "2026-03-02T21:00:00Z"];
    await app.db.write((tx) => {
      for (const [at, time] of moments.entries())
        tx.statement("update items set created_at = ? where id = ?").run(Date.parse(time), at + 1);
    });
    const idsAt = async (query: string): Promise<string[]> =>
      [...(await browser.get(`/inbox?sort=oldest${query}`)).text.matchAll(/<li class="row.*?value="(\d+)"/gs)].map(
        ([, id = ""]) => id,
      );
    expect(await idsAt("&period=days&from=2026-03-02&to=2026-03-02")).toEqual(["2"]);
    expect(await idsAt("&period=days&to=2026-03-01")).toEqual(["1"]);
    expect(await idsAt("&period=days&from=2026-03-02&to=2026-02-30")).toEqual(["2", "3"]);
    expect(await idsAt("&from=2026-03-03")).toEqual(["1", "2", "3"]);
    const days = "period=days&from=2026-03-02&to=2026-03-02";
    const { text } = await browser.get(`/inbox?sort=oldest&${days}`);
    expect(text).toContain('<input type="date" name="from" value="2026-03-02"/>');
    expect(text).toMatch(/href="\/inbox\?sort=oldest" aria-label="Убрать отбор: с 2\u00a0марта по 2\u00a0марта"/);
    expect(text).toContain('Ждут вас <span class="n">1</span>');
    const file = (await browser.post(`/export/inbox.jsonl?${days}`, {})).text.trim().split("\n");
    expect(file.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual([2]);
    const audit = app.db.statement("select after from audit where action = 'export'").pluck().get() as string;
    expect(JSON.parse(audit)).toMatchObject({ since: "2026-03-02", until: "2026-03-02" });
  });

  test("people are called by their names where it says who answered", async () => {
    const { app, url } = await openShop(REVIEWS, { approval: { undo_window: "0s", rules: [] } });
    const { id } = await personWith(app, "marina", "manager");
    await app.people.change(id, { name: "Марина" }, "person:test");
    const browser = new Browser(url);
    await browser.signIn("marina");
    const text = answerText(responseOf(app.db, 1)!);
    await browser.post("/items/1", { do: "send", text, version: "1" });
    await app.runner.drain();
    expect((await browser.get("/sent")).text).toMatch(/<td data-l="Кто">Марина<br/);
    expect((await browser.get("/inbox/1?tab=all")).text).toContain("Марина: одобрено");
  });

  test("an address that says nonsense shows the plain list, and one that nobody knows says so", async () => {
    const { browser } = await signedIn();
    expect((await browser.get("/inbox?tab=zzz&stars=9&mp=x&after=1_2&sort=%00")).status).toBe(200);
    for (const path of ["/inbox/999", "/nowhere"]) expect((await browser.get(path)).status, path).toBe(404);
    expect((await browser.post("/items/999", { do: "send", version: "1", text: "x" })).status).toBe(404);
  });

  test("after a decision the page never leads to another site", async () => {
    const { browser } = await signedIn(REVIEWS, HELD);
    for (const next of ["https://evil.example", "//evil.example", "/inbox\\@evil", "/inbox\r\nx: y", "javascript:1"]) {
      const { location } = await browser.post("/items/1", { do: "undo", version: "1", back: next, next });
      expect(location ?? "/inbox").toMatch(/^\/inbox/);
    }
  });
});

test("hostile words of a buyer are shown as words on every page", async () => {
  const hostile = `<script>alert(1)</script>"><img src=x onerror=alert(1)> \u202eабв\u202c &lt;b&gt; '\``;
  const items = [{ id: "x", platform: "wb" as const, rating: 5, text: hostile, pros: hostile, clientName: hostile }];
  const { browser } = await signedIn(items, HELD);
  for (const path of ["/inbox", "/inbox/1", "/bulk?id=1", "/sent", `/inbox?q=${encodeURIComponent(hostile)}`]) {
    const { text } = await browser.get(path);
    expect(text, path).not.toMatch(/<script>|<img src=x|"><img/);
  }
  const card = await browser.get("/inbox/1");
  expect(card.text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  // What would turn the direction of reading is left out.
  expect(card.text).toMatch(/onerror=alert\(1\)&gt; абв &amp;lt;b/);
});

describe("people and the state of the program", () => {
  test("an administrator invites, changes rights and dismisses; the newcomer sets a password and comes in once", async () => {
    const { app, url } = await openShop(REVIEWS);
    const admin = await personWith(app, "olga", "admin");
    const browser = new Browser(url);
    await browser.signIn("olga");
    const invited = await browser.post("/people/invite", { role: "manager", brand: ["ohana_kids"] });
    const code = /\/link#([\w-]+)/.exec(invited.text)?.[1] ?? "";
    const newcomer = new Browser(url);
    expect((await newcomer.get("/link")).text).toContain('name="code"');
    const made = { code, name: "Кира", login: "kira", password: "четыре рыжих кота вместе" };
    expect(await newcomer.post("/link", made)).toMatchObject({ status: 303, location: "/inbox" });
    expect((await newcomer.get("/inbox")).text).not.toContain("рубашка");
    expect((await new Browser(url).post("/link", made)).status).toBe(410);
    const kira = (await app.people.list()).find(({ login }) => login === "kira");
    expect(kira).toMatchObject({ role: "manager", brands: ["ohana_kids"] });
    await browser.post(`/people/${kira?.id}/off`, {});
    expect((await newcomer.get("/inbox")).status).toBe(303);
    expect((await browser.post(`/people/${admin.id}/off`, {})).status).toBe(409);
  });

  test("a form without a brand is refused, so that no slip lets somebody see every brand", async () => {
    const { app, url } = await openShop(REVIEWS);
    await personWith(app, "olga", "admin");
    const kira = await personWith(app, "kira", "manager", ["ohana_kids"]);
    const browser = new Browser(url);
    await browser.signIn("olga");
    for (const path of ["/people/invite", `/people/${kira.id}/rights`]) {
      const refused = await browser.post(path, { role: "manager" });
      expect(refused).toMatchObject({ status: 400, text: expect.stringContaining("хотя бы один бренд") });
    }
    expect((await app.people.find("kira")).brands).toEqual(["ohana_kids"]);
    expect(await app.people.links()).toEqual([]);
  });

  test("a link that was sent to the wrong place is taken back and opens nothing any more", async () => {
    const { app, url } = await openShop(REVIEWS);
    await personWith(app, "olga", "admin");
    const browser = new Browser(url);
    await browser.signIn("olga");
    const invited = await browser.post("/people/invite", { role: "viewer", brand: ["ohana_kids"] });
    const code = /\/link#([\w-]+)/.exec(invited.text)?.[1] ?? "";
    const off = /\/people\/links\/[^"]+/.exec(invited.text)?.[0] ?? "";
    expect((await browser.post(off, {})).status).toBe(303);
    expect((await new Browser(url).post("/link", { code })).status).toBe(410);
    expect((await browser.get("/people")).text).not.toContain("/people/links/");
  });

  test("a person changes their password: their other sessions end, this one goes on, a wrong old one changes nothing", async () => {
    const { url, browser } = await signedIn();
    const other = new Browser(url);
    await other.signIn("marina");
    const next = "семь синих самокатов";
    const refused = await browser.post("/me/password", { old: "не тот пароль", password: next });
    expect(refused).toMatchObject({ status: 409, text: expect.stringContaining("Нынешний пароль не подошёл") });
    expect((await other.get("/inbox")).status).toBe(200);
    expect((await browser.post("/me/password", { old: PASSWORD, password: "123" })).status).toBe(409);
    expect((await browser.post("/me/password", { old: PASSWORD, password: next })).status).toBe(303);
    expect((await browser.get("/inbox")).status).toBe(200);
    expect((await other.get("/inbox")).location).toBe("/login");
    expect((await other.signIn("marina", next)).location).toBe("/inbox");
  });

  test("a person ends one of their sessions and stays signed in here", async () => {
    const { url, browser } = await signedIn();
    const other = new Browser(url);
    await other.signIn("marina");
    const end = /\/me\/sessions\/[^"/]{4,}\/end/.exec((await browser.get("/people")).text)?.[0] ?? "";
    expect((await browser.post(end, {})).status).toBe(303);
    expect((await other.get("/inbox")).location).toBe("/login");
    expect((await browser.get("/inbox")).status).toBe(200);
  });

  test("every page says so while sending is paused, since what is approved then goes nowhere", async () => {
    const { app, browser, url } = await signedIn();
    expect((await browser.get("/inbox")).text).not.toContain("на паузе");
    await app.decisions.pause("publish", "person:olga");
    expect((await browser.get("/inbox")).text).toContain("Отправка на паузе");
    expect((await browser.get("/inbox/1")).text).toContain("Отправка на паузе");
    const health = await browser.get("/health");
    expect(health.text).toMatch(/На паузе с \d\d:\d\d \(olga\): отправка\. Чтобы включить, скажите администратору\./);
    expect(health.text).not.toContain("reputation resume");
    await personWith(app, "olga", "senior");
    const senior = new Browser(url);
    await senior.signIn("olga");
    expect((await senior.get("/health")).text).toContain('<a href="/rules">Включить на странице «Правила»</a>');
  });

  test("a marketplace that does not answer is told at once, with what becomes of the answers", async () => {
    const { app, sandbox, browser } = await signedIn(REVIEWS, { approval: { undo_window: "0s", rules: [] } });
    expect((await browser.get("/health")).text).toContain("делать ничего не нужно");
    sandbox.setFaults("wb", { error_before: 1 });
    await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
    const { text } = await browser.get("/health");
    expect(text).toContain("wb-sandbox: Площадка не отвечает. Новые обращения и ответы ждут, ничего не потеряно");
    expect(text).not.toContain("делать ничего не нужно");
    await browser.post("/items/1", { do: "send", text: answerText(responseOf(app.db, 1)!), version: "1" });
    await app.runner.drain();
    expect((await browser.get("/inbox/1?tab=all")).text).toMatch(
      /Ответ ещё не отправлен\. Площадка не отвечает\..*Следующая попытка/,
    );
  });

  test("in a real shop a link alone signs nobody in: the page asks for a name and a password first", async () => {
    const { app, url } = await openShop(REVIEWS);
    const { code } = await app.people.makeLink("first", "person:test");
    const browser = new Browser(url);
    expect((await browser.get("/link")).text).not.toContain("data-open");
    const opened = await browser.post("/link", { code });
    expect(opened.status).toBe(200);
    expect(opened.text).toContain('type="password"');
    expect((await browser.get("/inbox")).location).toBe("/login");
    expect(await app.people.list()).toEqual([]);
  });

  test("an administrator reads what each role may do, and that the database has no fresh copy", async () => {
    const { app, url } = await openShop(REVIEWS, { backup: { dir: tempFolder() } });
    await personWith(app, "boss", "admin");
    const browser = new Browser(url);
    await browser.signIn("boss");
    expect((await browser.get("/people")).text).toMatch(
      /<th scope="row">Получать переданное<\/th>(<td[^>]*><span class="dim">нет<\/span><\/td>){2}(<td[^>]*>да<\/td>){2}/,
    );
    const tile = async () => /Копия базы.*?<\/section>/s.exec((await browser.get("/health")).text)?.[0];
    expect(await tile()).toMatch(/st bad.*ещё не сделана.*reputation backup/s);
    const { dir, keep } = app.config.backup;
    await backUp(app.config.database, dir, keep, Date.now() - 2 * DAY_MS);
    expect(await tile()).toMatch(/st bad.*сделана 2\sд назад/s);
    await backUp(app.config.database, dir, keep, Date.now() - 1000);
    expect(await tile()).toMatch(/st ok.*сделана 0\sмин назад/s);
  });

  test("nobody but an administrator sees or changes people, and everybody sees how the program fares", async () => {
    const { app, browser } = await signedIn();
    const page = await browser.get("/people");
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("/people/invite");
    for (const path of ["/people/invite", "/people/1/off", "/people/1/rights"]) {
      expect((await browser.post(path, { role: "admin" })).status, path).toBe(403);
    }
    expect((await app.people.list()).map(({ role }) => role)).toEqual(["manager"]);
    const health = await browser.get("/health");
    expect(health.text).toContain("wb-sandbox");
    expect(health.text).not.toContain(app.config.accounts[0]?.platform === "wb" ? app.config.accounts[0].token : "?");
  });
});

test("a buyer's photos come from the program itself, and one that cannot be had breaks nothing", async () => {
  const items = [{ id: "x", platform: "ozon" as const, rating: 5, text: "Отличная рубашка.", photos: 2 }];
  const { app, browser } = await signedIn(items, HELD);
  const card = await browser.get("/inbox/1");
  expect(card.text).toMatch(
    /<a href="\/photo\/1\/2"><img loading="lazy" src="\/photo\/1\/2" alt="Фото покупателя 2 из 2"/,
  );
  const { status, headers } = await browser.get("/photo/1/2");
  expect([status, headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
    200,
    "image/png",
    "nosniff",
  ]);
  expect(headers.get("cache-control")).toMatch(/^private/);
  for (const n of ["0", "3", "99999999999999999999"]) expect((await browser.get(`/photo/1/${n}`)).status, n).toBe(404);
  const elsewhere = `update items set photos = '["https://evil.example/x.png"]'`;
  await app.db.write((tx) => void tx.statement(elsewhere).run());
  expect((await browser.get("/photo/1/1")).status).toBe(404);
  expect((await browser.get("/inbox/1")).text).not.toContain("evil.example");
});

test("another look of the pages leads back to where it was chosen, and never elsewhere", async () => {
  const { url, app } = await openShop([]);
  await personWith(app, "marina", "manager");
  const browser = new Browser(url);
  await browser.signIn("marina");
  const chosen = async (referer: string) => (await browser.post("/me/theme", { theme: "dark" }, { referer })).location;
  expect(await chosen(`${url}/sent?stars=5`)).toBe("/sent?stars=5");
  expect(await chosen(`${url}//evil.example/inbox`)).toBe("/inbox");
  expect(await chosen(`${url}/items/1`)).toBe("/inbox");
  expect(await chosen("nonsense")).toBe("/inbox");
});

test("an item's page says why a rule left the answer to a person, and shows the buyer's words as words", async () => {
  const settings = { approval: { undo_window: "0s", rules: [{ name: "все", when: {}, then: "approve" }] } };
  const text = "Кофта хорошая, <b>но</b> маломерит";
  const { browser } = await signedIn([{ id: "one", platform: "wb", rating: 5, text }], settings);
  const page = await browser.get("/inbox/1");

  expect(page.text).toContain("оценка хорошая, а в тексте есть недовольство («маломер»)");
  // The reason names the rule itself, so that it is not said twice.
  expect(page.text).not.toContain("оставлено человеку");
  expect(page.text).not.toContain("<b>но</b>");
});
