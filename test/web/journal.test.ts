/** The audit log on its page. */
import { expect, test } from "vitest";
import type { Role } from "../../src/domain/access.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { insertAudit } from "../../src/store/tables/audit.ts";
import { PASSWORD, personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 2, text: "Рубашка пришла без пуговиц." },
  { id: "b", platform: "ozon", rating: 5, text: "Всё хорошо." },
];

type Shop = Awaited<ReturnType<typeof openShop>>;

async function browserOf({ app, url }: Shop, login: string, role: Role) {
  await personWith(app, login, role);
  const browser = new Browser(url);
  await browser.signIn(login);
  return browser;
}

/** The rows of the table, each as the text of its cells. */
async function rowsOf(browser: Browser, query = ""): Promise<string[]> {
  const { status, text } = await browser.get(`/journal${query}`);
  expect(status).toBe(200);
  const rows = /<tbody>(.*)<\/tbody>/s.exec(text)?.[1]?.split("</tr>") ?? [];
  return rows
    .map((row) =>
      row
        .replace(/<[^>]+>/g, " ")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter(Boolean);
}

test("an administrator reads who did what, newest first, by person and by kind", async () => {
  const shop = await openShop(REVIEWS);
  const admin = await browserOf(shop, "anna", "admin");
  const marina = await browserOf(shop, "marina", "manager");
  await marina.post("/items/1/notes", { note: "<b>Ждём склад</b>" });
  await new Browser(shop.url).signIn("marina", `${PASSWORD}!`);
  await shop.app.decisions.pause("publish", "person:anna");

  const all = await rowsOf(admin);
  expect(all[0]).toMatch(/anna остановлено что: отправка$/);
  expect(all[1]).toMatch(
    /вход не удался почему: не подошли имя или пароль, адрес: 127\.0\.0\.1, номер: \d, имя для входа: marina$/,
  );
  expect(all[2]).toMatch(/marina оставлена заметка № 1 заметка: \d$/);
  expect(all).toContainEqual(expect.stringMatching(/человек добавлен .*роль: менеджер/));
  const herOwn = await rowsOf(admin, "?who=marina");
  expect(herOwn).toHaveLength(2);
  expect(herOwn.every((row) => row.includes("marina"))).toBe(true);
  expect((await rowsOf(admin, "?kind=answers")).every((row) => row.includes("№"))).toBe(true);
  expect((await rowsOf(admin, "?kind=program"))[0]).toContain("остановлено");
  expect(await rowsOf(admin, "?kind=people")).not.toContainEqual(expect.stringContaining("остановлено"));
  expect(await rowsOf(admin, "?kind=%27&who=&before=x")).toHaveLength(all.length);
});

test("an export stands in it with what was taken, by whom and where", async () => {
  const shop = await openShop(REVIEWS);
  const admin = await browserOf(shop, "anna", "admin");
  const filters = { since: "2026-11-01", until: undefined, platform: "wb", archived: true } as const;
  const taken = { list: "items", format: "csv", filters, count: 12, surface: "cli" } as const;
  await shop.app.decisions.recordExport(taken, "person:anna");
  await shop.app.decisions.pause("publish", "person:anna");
  const [row, ...others] = await rowsOf(admin, "?kind=exports");
  expect(row).toMatch(
    /anna данные выгружены что: отзывы и вопросы, строк: 12, с: 2026-11-01, площадка: Wildberries, с архивом: да, файл: csv, где: командная строка$/,
  );
  expect(others).toEqual([]);
  expect(await rowsOf(admin, "?kind=program")).not.toContainEqual(expect.stringContaining("выгружены"));
});

test("nobody but administrators reads it or sees where it is", async () => {
  const shop = await openShop(REVIEWS);
  for (const role of ["viewer", "manager", "senior"] as const) {
    const browser = await browserOf(shop, role, role);
    expect((await browser.get("/journal")).status).toBe(404);
    expect((await browser.get("/inbox")).text).not.toContain('href="/journal"');
  }
  expect((await new Browser(shop.url).get("/journal")).location).toBe("/login");
});

test("each row stands on one page of many", async () => {
  const shop = await openShop([]);
  const admin = await browserOf(shop, "anna", "admin");
  await shop.app.db.write((tx) => {
    for (let i = 0; i < 120; i++)
      insertAudit(tx, { actor: "person:test", action: "deed", itemId: null, after: { i } }, shop.app.clock.now() + i);
  });
  const seen: string[] = [];
  for (let next: string | undefined = "/journal?kind=program"; next !== undefined;) {
    const { text } = await admin.get(next);
    seen.push(...[...text.matchAll(/i: (\d+)/g)].map(([, i = ""]) => i));
    next = /href="(\/journal\?[^"]*before[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => String(119 - i)));
});
