import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { exportConfig } from "../../src/config/export.ts";
import { loadConfig, parseConfig } from "../../src/config/load.ts";
import { InvalidConfig } from "../../src/config/problems.ts";
import { encoded, utf16 } from "../support/encodings.ts";
import { tempFolder } from "../support/temp.ts";

const EXAMPLE = readFileSync(resolve(import.meta.dirname, "../../config.example.yaml"), "utf8");
const ENV = { WB_API_TOKEN: "t1", OZON_CLIENT_ID: "1", OZON_API_KEY: "t2", YM_API_KEY: "t3" };
const MINIMAL = `
accounts: [{id: a, platform: wb, token: t, brand: b}]
brands: [{id: b, name: Brand}]
`;

/** Six levels of aliases, each ten times the one before. */
function bomb(): string {
  const levels = [1, 2, 3, 4, 5, 6].map(
    (n) =>
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(", ")}]`,
  );
  return `a: 1\nb: 2\nc: 3\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${levels.join("\n")}\n`;
}

function problemsOf(text: string, env: Record<string, string> = {}): string[] {
  try {
    parseConfig(text, "/x/reputation.yaml", env);
  } catch (error) {
    if (error instanceof InvalidConfig)
      return error.problems.map((p) => `${p.line}:${p.column} ${p.path} ${p.message}`);
    throw error;
  }
  return [];
}

describe("configuration", () => {
  test("the example configuration is valid and states exactly the defaults", () => {
    const { config } = parseConfig(EXAMPLE, "/x/reputation.yaml", ENV);
    const defaults = parseConfig(MINIMAL, "/x/reputation.yaml", {}).config;
    const { accounts: _a, brands: _b, schedule: _s, tasks: _t, knowledge: _k, office: _o, ...rest } = config;
    const { accounts: _1, brands: _2, schedule: _3, tasks: _4, knowledge: _5, office: _6, ...expected } = defaults;
    expect(rest).toEqual(expected);
  });

  test("what all brands have in common counts where a brand says nothing, and a mistake in it is told once", () => {
    const common = `brand_defaults:
  guide: Возврат 14 дней
  max_length: 500
  saved_replies: [{name: Возврат, text: "{имя}, оформите возврат."}]
brands: [{id: b, name: B}, {id: c, name: C, guide: Свой, saved_replies: []}]
accounts: [{id: a, platform: wb, token: t, brand: b}]
`;
    const { config, origins } = parseConfig(common, "/x/reputation.yaml", {});
    const saved_replies = [{ name: "Возврат", text: "{имя}, оформите возврат." }];
    expect(config.brands).toMatchObject([
      { guide: "Возврат 14 дней", max_length: 500, saved_replies, use_name: true },
      { guide: "Свой", max_length: 500, saved_replies: [] },
    ]);
    expect([origins.get("brands.0.guide"), origins.get("brands.1.guide")]).toEqual([
      "/x/reputation.yaml:2",
      "/x/reputation.yaml:5",
    ]);
    expect(problemsOf(common.replace("guide: Возврат", "guid: Возврат").replace("500", "5"))).toEqual([
      '2:3 brand_defaults.guid unknown key "guid" (did you mean "guide"?)',
      expect.stringMatching(/^3:\d+ brand_defaults\.max_length /),
    ]);

    const [first] = config.brands;
    const taken = { ...config, brands: [{ ...first!, guide: undefined }, config.brands[1]!] };
    const { yaml } = exportConfig(common, "/x/reputation.yaml", taken, ["brands.b.guide"]);
    const again = parseConfig(yaml, "/x/reputation.yaml", { ACCOUNTS_A_TOKEN: "t" }).config;
    expect(again.brands.map(({ guide }) => guide)).toEqual(["", "Свой"]);
  });

  test("three mistakes give three messages, each with its line and column", () => {
    const text = `database: ./x.db
timezone: Europe/Mosow
accounts:
  - {id: a, platform: wb, token: t, brand: nobody}
brands: [{id: b, name: Brand}]
poll: {lokback: 30d}
`;
    expect(problemsOf(text)).toEqual([
      '2:1 timezone is no time zone: "Europe/Mosow" (example: Europe/Moscow)',
      '4:37 accounts.0.brand there is no brand "nobody" (there is: b)',
      '6:8 poll.lokback unknown key "lokback" (did you mean "lookback"?)',
    ]);
  });

  test("prices of an LLM have bounds, one currency, and the two of them the same", () => {
    const priced = (price: string, fallback: string) => `accounts: [{id: a, platform: wb, token: t, brand: b}]
brands: [{id: b, name: B}]
ai:
  price: ${price}
  fallback: {base_url: "https://other.example/v1", api_key: k, model: m, price: ${fallback}}
`;
    const [low, high] = ["{input: 1, output: 2, cached: 0.1, currency: ₽}", "{input: 3, output: 4, currency: ₽}"];
    expect(parseConfig(priced(low, high), "/x/reputation.yaml", {}).config.ai.price?.cached).toBe(0.1);
    expect(problemsOf(priced(low, "{input: 3, output: 4, currency: USD}"))).toEqual([
      expect.stringContaining("ai.fallback.price.currency must be that of ai.price"),
    ]);
    expect(problemsOf(priced("{input: 1000000001, output: -1, currency: <b>}", high)).join("\n")).toMatch(
      /ai\.price\.input .*[\s\S]*ai\.price\.output .*[\s\S]*ai\.price\.currency /,
    );
  });

  test("a file that is not YAML is refused with the place of the error", () => {
    expect(problemsOf("accounts: [{id: a\nbrands: ]")[0]).toMatch(/^2:\d+ /);
  });

  test.each([
    ["an alias without an anchor", "accounts: [{token: *Sekret}]", "1:20  there is no such anchor before it"],
    ["a tag", "accounts: [{token: !Sekret x}]", "1:20  is no plain data"],
    ["bytes", "accounts: [{token: !!binary Sekret}]", "1:29  is no plain data"],
    ["an alias of itself", "brands: &a [{name: Sekret}, *a]", "1:29  is an alias of what it stands in"],
    ["a list as a key", "? [Sekret]\n: 1", "1:3  a key must be a word"],
    ["endless nesting", `Sekret: ${"[".repeat(20_000)}`, "1:1  nests too deep"],
    ["few lines that stand for a million", bomb(), "5:10  its aliases stand for far more than is written"],
    [
      "a number as a secret",
      "accounts: [{id: a, platform: wb, token: 98765432109876, brand: b}]",
      "1:34 accounts.0.token",
    ],
    ["a secret in the place of a section", "http: Sekret", "1:1 http must be a mapping, got a text"],
    ["a number in the place of a section", "accounts: 98765432109876", "1:1 accounts must be a list, got a number"],
    ["a key of JavaScript's own", "http: {__proto__: {token: Sekret}}", '1:8 http.__proto__ unknown key "__proto__"'],
    ["a key twice", "http: {token: Sekret, token: Sekret}", "1:23  Map keys must be unique"],
    ["text after a quote", 'http: {token: "x" Sekret}', "Unexpected scalar"],
  ])("%s is refused with its place, and no secret is told", (_, text, expected) => {
    const problems = problemsOf(text);
    expect(problems.join("\n")).toContain(expected);
    expect(problems.join("\n")).not.toMatch(/Sekret|9876/);
    expect(problems.length).toBeLessThanOrEqual(20);
  });

  test("an alias that stands for a mapping is taken as if it were written again", () => {
    const text = `accounts: [{id: a, platform: ym, api_key: t, business_id: &n 7, brand: b}]
brands: [{id: b, name: &name Brand, signature: *name}]`;
    expect(parseConfig(text, "/x/reputation.yaml", {}).config.brands).toMatchObject([{ signature: "Brand" }]);
  });

  test.each(["true", "[5]", "5.5", "-1", "0", '"7a"'])("a business_id of %s is refused", (id) => {
    const text = `accounts: [{id: a, platform: ym, api_key: t, business_id: ${id}, brand: b}]\nbrands: [{id: b, name: B}]`;
    expect(problemsOf(text)).toEqual(["1:46 accounts.0.business_id must be a whole number above 0"]);
  });

  test("a stop word that no text can match, or whose letters were lost, is refused", () => {
    const rule = (word: string): string =>
      `${MINIMAL}approval: {rules: [{name: a, when: {words: ["${word}"]}, then: escalate}]}`;
    expect(problemsOf(rule("ожог"))).toEqual([]);
    expect(problemsOf(rule("!!!"))).toEqual([expect.stringContaining("words.0 must hold a letter or a digit")]);
    const file = join(tempFolder(), "reputation.yaml");
    writeFileSync(file, rule("о\uFFFDог"));
    expect(() => loadConfig({ file, cwd: "/", env: {} })).toThrow("line 4 holds �: letters were lost");
  });

  test("a file that is no UTF-8 is refused with its encoding and what to do", () => {
    const file = join(tempFolder(), "reputation.yaml");
    writeFileSync(file, encoded(MINIMAL.replace("Brand", "Охана маркет"), "windows-1251"));
    expect(() => loadConfig({ file, cwd: "/", env: {} })).toThrow(
      `${file} cannot be read: it is written in windows-1251, not in UTF-8 (line 3): save it as UTF-8`,
    );
  });

  test("a file that is empty, a list or a single word is refused with what is missing", () => {
    for (const text of ["", "[]", "hello", "null", "42"]) expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  test("secrets come from the environment and from files, and a missing one is named", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "wb"), "from-file\n");
    const text = `
accounts: [{id: a, platform: wb, token_file: ./wb, brand: b}, {id: o, platform: ozon, client_id: "1", api_key: "\${KEY}", brand: b}]
brands: [{id: b, name: Brand}]
`;
    const { config, origins } = parseConfig(text, join(folder, "reputation.yaml"), { KEY: "from-env" });
    expect(config.accounts).toMatchObject([{ token: "from-file" }, { api_key: "from-env" }]);
    expect(origins.get("accounts.1.api_key")).toBe("env KEY");
    expect(origins.get("accounts.0.token")).toBe(`file ${join(folder, "wb")}`);
    expect(problemsOf(text)).toEqual([
      expect.stringContaining("accounts.0.token_file the secret cannot be read"),
      expect.stringContaining("accounts.1.api_key the environment variable KEY is not set"),
    ]);
  });

  test("every mistake in the ways to people has its line, and quotes no key", () => {
    const text = `${MINIMAL}http: {public_url: "https://shop.example"}
alerts:
  telegram: {token: Sekret, api_root: "http://bots.example", mode: webhook}
  max: {token: "Sek ret"}
  email: {host: "mail.example:25", from: "Shop alerts@shop.example", user: u}
  webhooks:
    - {name: a, url: "https://x.example", secret: Sekret, brands: [c], least: much}
    - {name: a, url: "http://x.example", secret: whsec_${"s".repeat(32)}}
`;
    const problems = problemsOf(text);
    expect(problems).toEqual([
      expect.stringContaining("6:3 alerts.telegram secret is needed with mode: webhook"),
      expect.stringContaining("6:14 alerts.telegram.token is no token of a bot"),
      expect.stringContaining("6:29 alerts.telegram.api_root keys and buyers' words would go"),
      expect.stringContaining("7:9 alerts.max.token holds characters that no token has"),
      expect.stringContaining("8:3 alerts.email give both user and password"),
      expect.stringContaining("8:11 alerts.email.host must be a host name"),
      expect.stringContaining("8:36 alerts.email.from must be an address"),
      expect.stringContaining("10:43 alerts.webhooks.0.secret must be whsec_"),
      expect.stringContaining('10:68 alerts.webhooks.0.brands.0 there is no brand "c"'),
      expect.stringContaining('10:72 alerts.webhooks.0.least must be one of info, notice, urgent, got "much"'),
      expect.stringContaining('11:8 alerts.webhooks.1.name "a" is used twice'),
      expect.stringContaining("11:17 alerts.webhooks.1.url keys and buyers' words would go"),
    ]);
    expect(problems.join("\n")).not.toMatch(/Sekret|Sek ret/);
  });

  test("a way to people needs its key alone", () => {
    const text = `${MINIMAL}alerts:
  telegram: {token: "1:AA"}
  max: {token_file: max-token, ca_file: minzifry.pem}
  email: {host: mail.example, security: tls, from: "Отзывы <a@shop.example>"}
`;
    const folder = tempFolder();
    writeFileSync(join(folder, "max-token"), "Sekret\n");
    const { config, origins } = parseConfig(text, join(folder, "r.yaml"), {});
    expect(config.alerts).toEqual({
      telegram: { token: "1:AA", api_root: "https://api.telegram.org", mode: "polling" },
      max: { token: "Sekret", api_root: "https://platform-api2.max.ru", ca_file: join(folder, "minzifry.pem") },
      email: { host: "mail.example", security: "tls", from: "Отзывы <a@shop.example>", port: 465 },
      webhooks: [],
    });
    expect(origins.get("alerts.max.token")).toBe(`file ${join(folder, "max-token")}`);
  });

  test("business hours are days and times of one day", () => {
    const goals = (hours: string): string => `${MINIMAL}goals: {hours: ${hours}}\n`;
    const { config } = parseConfig(goals("{from: 09:00, to: 18:00}"), "/x/r.yaml", {});
    const days = ["mon", "tue", "wed", "thu", "fri"];
    expect(config.goals).toMatchObject({ rest: 86_400_000, hours: { days, from: "09:00", to: "18:00" } });
    expect(problemsOf(goals('{from: "22:00", to: "06:00"}'))[0]).toContain("goals.hours.to must end on the same day");
    expect(problemsOf(goals('{from: "9", to: "24:00"}'))[0]).toContain("goals.hours.from must be a time of the day");
    expect(problemsOf(goals('{days: [], from: "09:00", to: "24:00"}'))[0]).toContain("must list at least one day");
    expect(problemsOf(`${MINIMAL}goals: {rest: 24000h}\n`)[0]).toContain("goals.rest must be at most 90d");
  });

  test("durations are converted to milliseconds", () => {
    const { config } = parseConfig(`${MINIMAL}approval: {undo_window: 90s}\n`, "/x/r.yaml", {});
    expect(config.approval.undo_window).toBe(90_000);
    expect(problemsOf(`${MINIMAL}approval: {undo_window: 90}\n`)[0]).toContain("must be a duration like 30s");
  });

  test("a secret's file holds the secret alone, in UTF-8; another one is refused without a word of it", () => {
    const folder = tempFolder();
    const config = `accounts: [{id: a, platform: wb, token_file: ./wb, brand: b}]\nbrands: [{id: b, name: Brand}]\n`;
    const problems: [Buffer, string][] = [
      [utf16("\uFEFFSekret"), "it is written in UTF-16, not in UTF-8"],
      [Buffer.from("Sekret\nSekret"), "must hold the secret alone, in one line"],
      [Buffer.alloc(64 * 1024 + 1, "S"), "it is larger than 64 KB"],
    ];
    for (const [bytes, problem] of problems) {
      writeFileSync(join(folder, "wb"), bytes);
      const read = (): unknown => parseConfig(config, join(folder, "reputation.yaml"), {});
      expect(read).toThrow(problem);
      expect(read).not.toThrow(/Sekret/);
    }
  });

  test("the environment overrides the file", () => {
    const { config, origins } = parseConfig(`${MINIMAL}log: {level: warn}\n`, "/x/r.yaml", {
      REPUTATION_LOG_LEVEL: "debug",
    });
    expect(config.log.level).toBe("debug");
    expect(origins.get("log.level")).toBe("env REPUTATION_LOG_LEVEL");
  });

  test("unknown references, duplicate ids and limits out of order are reported", () => {
    const text = `
accounts: [{id: a, platform: wb, token: t, brand: b}, {id: a, platform: wb, token: u, brand: b}]
brands: [{id: b, name: Brand}]
approval: {rules: [{name: r, when: {account: [x]}, then: skip}]}
schedule: {poll_wb_reviews: {cron: "* * *"}}
queue: {soft_limit: 11m}
ai: {provider: openai}
`;
    expect(problemsOf(text).map((line) => line.split(" ")[1])).toEqual([
      "accounts.1.id",
      "approval.rules.0.when.account.0",
      "schedule.poll_wb_reviews.cron",
      "queue",
      "ai",
    ]);
  });
});

describe("the tokens of the HTTP interface", () => {
  const text = (http: string): string => `${MINIMAL}\nhttp: ${http}\n`;
  const long = "a-token-of-24-characters";

  test("must be long, unlike each other and the administrator's, and named differently", () => {
    expect(problemsOf(text(`{token: ${long}, tokens: [{name: a, token: ${long}2}]}`))).toEqual([]);
    const wrong = text(`
  token: ${long}
  tokens:
    - {name: a, token: ${long.slice(1)}}
    - {name: b, token: ${long}}
    - {name: c, token: ${long}2}
    - {name: c, token: ${long}2}
    - {name: http.token, token: ${long}3}`);
    expect(problemsOf(wrong).map((line) => line.replace(/^\S+ http\.tokens\./, ""))).toEqual([
      "0.token must be at least 24 characters long: openssl rand -base64 32",
      "1.token is the token of another name too",
      '3.name "c" is used twice',
      "3.token is the token of another name too",
      '4.name "http.token" is what the token of that key is called',
    ]);
    expect(problemsOf(text("{token: x}"))[0]).toContain("http.token must be at least 24 characters long");
  });

  test("a proxy that signs people in has a long secret, and nobody gets past it", () => {
    const header = (secret: string): string => `sign_in: {header: {name: X-User, from: [10.0.0.2], secret: ${secret}}}`;
    expect(problemsOf(text(`{${header(long)}}`))).toEqual([]);
    const tls = "tls: {cert_file: c, key_file: k}";
    expect(problemsOf(text(`{listen: 0.0.0.0:1, ${tls}, proxy: {trusted: [10.0.0.2]}, ${header(long)}}`))).toEqual([]);
    const wrong = problemsOf(text(`{listen: 0.0.0.0:1, ${tls}, ${header("short")}}`));
    expect(wrong.join()).toMatch(/sign_in\.header.* is open to others than the proxy/);
    expect(wrong.join()).toMatch(/sign_in\.header\.secret must be at least 24 characters/);
  });

  test("are not judged while they are missing, by commands that need none", () => {
    const http = "{token_file: /no/where, tokens: [{name: a, token_file: /no/where}, {name: b, token: '${NONE}'}]}";
    const { config } = parseConfig(text(http), "/x/reputation.yaml", {}, true);
    expect(config.http.tokens).toHaveLength(2);
  });
});

describe("what other machines could read on the way", () => {
  const listening = (http: string): string[] => problemsOf(`${MINIMAL}\nhttp: ${http}\n`);

  test("is not served beyond this machine without TLS, here or at a proxy, token or not", () => {
    const long = "a-token-of-24-characters";
    for (const address of ["0.0.0.0:1", "'[::]:1'", "192.168.1.5:1", "reputation.lan:1"]) {
      expect(listening(`{listen: ${address}, token: ${long}}`)[0], address).toMatch(/http.listen .*http.tls/);
      expect(listening(`{listen: ${address}, proxy: {trusted: [10.0.0.1, fd00::/8]}}`)).toEqual([]);
      expect(listening(`{listen: ${address}, tls: {cert_file: c, key_file: k}}`)).toEqual([]);
    }
    for (const address of ["127.0.0.1:1", "127.1.2.3:1", "localhost:1", "'[::1]:1'"])
      expect(listening(`{listen: ${address}}`), address).toEqual([]);
    expect(listening("{proxy: {trusted: [everybody]}}")[0]).toContain("must be an address");
    expect(listening("{proxy: {trusted: []}}")).toHaveLength(1);
    const overridden = () => parseConfig(MINIMAL, "/x/reputation.yaml", { REPUTATION_HTTP_LISTEN: "0.0.0.0:1" });
    expect(overridden).toThrow("open to other machines");
  });

  test("goes to another machine only when it is said in words", () => {
    const services = (url: string, more = ""): string => `
accounts: [{id: a, platform: wb, token: t, brand: b, base_url: "${url}"${more}}]
brands: [{id: b, name: Brand}]
ai: {base_url: "${url}"${more}}
knowledge: {api_url: "${url}"${more}}
office: {url: "${url}"${more}}
`;
    const places = ["accounts.0.base_url", "ai.base_url", "knowledge.api_url", "office.url"];
    const refused = problemsOf(services("http://shop.example"));
    expect(refused.map((line) => line.split(" ")[1])).toEqual(places);
    expect(problemsOf(services("http://shop.example", ", allow_plain_http: false"))).toHaveLength(4);
    expect(problemsOf(services("http://shop.example", ", allow_plain_http: true"))).toEqual([]);
    for (const url of ["https://shop.example", "http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"])
      expect(problemsOf(services(url)), url).toEqual([]);
  });
});

test("a configuration of twenty thousand accounts is read, and one that is far larger is refused", () => {
  const folder = tempFolder();
  const file = join(folder, "reputation.yaml");
  const account = (i: number): string => `{id: ozon-${i}, platform: ozon, client_id: "${i}", api_key: k, brand: shop}`;
  const accounts = Array.from({ length: 20_000 }, (_, i) => `  - ${account(i + 1)}`).join("\n");
  writeFileSync(file, `accounts:\n${accounts}\nbrands: [{id: shop, name: Shop}]\n`);
  expect(loadConfig({ file, env: {}, cwd: folder }).config.accounts).toHaveLength(20_000);
  writeFileSync(file, "#".repeat(32 * 1024 * 1024 + 1));
  expect(() => loadConfig({ file, env: {}, cwd: folder })).toThrow("it is larger than 32 MB");
});

describe("one cabinet is one account", () => {
  const jwt = (claims: object): string => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
  const brands = "brands: [{id: b, name: Brand}]";

  test("the same token, client id, business id or seller twice is refused with both accounts and the remedy", () => {
    const renewed = [jwt({ sid: "Seller-1", exp: 1 }), jwt({ sid: "seller-1", exp: 2 })];
    const text = `
accounts:
  - {id: wb-a, platform: wb, token: some-secret, brand: b}
  - {id: wb-b, platform: wb, token: " some-secret ", brand: b}
  - {id: wb-c, platform: wb, token: ${renewed[0]}, brand: b}
  - {id: wb-d, platform: wb, token: ${renewed[1]}, brand: b}
  - {id: ozon-a, platform: ozon, client_id: "1", api_key: k1, brand: b}
  - {id: ozon-b, platform: ozon, client_id: "1", api_key: k2, brand: b}
  - {id: ym-a, platform: ym, api_key: k3, business_id: 7, brand: b}
  - {id: ym-b, platform: ym, api_key: k4, business_id: "7", brand: b}
${brands}`;
    const problems = problemsOf(text);
    expect(problems.map((line) => line.split(" ").slice(1, 5).join(" "))).toEqual([
      'accounts.1.token "wb-a" and "wb-b"',
      'accounts.3.token "wb-c" and "wb-d"',
      'accounts.5.client_id "ozon-a" and "ozon-b"',
      'accounts.7.business_id "ym-a" and "ym-b"',
    ]);
    expect(problems[0]).toContain("remove one of the two accounts");
    expect(problems.join("\n")).not.toMatch(/some-secret|seller-1|h\./i);
  });

  test("two sellers with keys of their own and two simulated shops with the same key are no mistake", () => {
    expect(
      problemsOf(`
accounts:
  - {id: wb-a, platform: wb, token: ${jwt({ sid: "1" })}, brand: b}
  - {id: wb-b, platform: wb, token: ${jwt({ sid: "2" })}, brand: b}
  - {id: ym-a, platform: ym, api_key: one-key-for-both, business_id: 7, brand: b}
  - {id: ym-b, platform: ym, api_key: one-key-for-both, business_id: 8, brand: b}
  - {id: sim-a, platform: wb, token: t, brand: b, base_url: "http://127.0.0.1:1001/wb"}
  - {id: sim-b, platform: wb, token: t, brand: b, base_url: "http://127.0.0.1:1002/wb"}
${brands}`),
    ).toEqual([]);
  });
});

describe("configuration lookup", () => {
  test("the working folder is searched before the user's configuration folder", () => {
    const [cwd, home] = [tempFolder(), tempFolder()];
    mkdirSync(join(home, "reputation"));
    writeFileSync(join(home, "reputation", "config.yaml"), MINIMAL);
    expect(loadConfig({ cwd, env: { XDG_CONFIG_HOME: home } }).file).toBe(join(home, "reputation", "config.yaml"));
    writeFileSync(join(cwd, "reputation.yaml"), MINIMAL);
    expect(loadConfig({ cwd, env: { XDG_CONFIG_HOME: home } }).file).toBe(join(cwd, "reputation.yaml"));
  });

  test("a missing configuration is reported with the command that creates one", () => {
    const [cwd, home] = [tempFolder(), tempFolder()];
    expect(() => loadConfig({ cwd, env: { XDG_CONFIG_HOME: home } })).toThrow(
      /no configuration found.*reputation\.yaml/,
    );
  });

  test("an unreadable configuration is named and not reported as missing", () => {
    const [cwd, open] = [tempFolder(), tempFolder()];
    chmodSync(open, 0o755);
    const closed = join(open, "closed");
    mkdirSync(closed, { mode: 0o755 });
    const file = join(closed, "reputation.yaml");
    writeFileSync(file, MINIMAL);
    for (const path of [closed, file]) {
      asAnotherUser(path, () => {
        expect(() => loadConfig({ cwd, file, env: {} })).toThrow(`${file} may not be read by this user`);
      });
    }
  });
});

/** Root may read everything, so another user tries to read, or we take the rights away from ourselves. */
function asAnotherUser(path: string, look: () => void): void {
  const mode = statSync(path).mode & 0o777;
  chmodSync(path, 0o000);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    look();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(path, mode);
  }
}

describe("a hub's configuration", () => {
  const HUB = (cells: string, more = "") => `${more}\ncells: [${cells}]\n`;
  const WEST = "{id: west, name: Казань, url: 'http://127.0.0.1:1', token: twenty-four-characters-01}";

  test("names cells, and has no accounts and no brands", () => {
    const { config } = parseConfig(HUB(WEST, "database: hub.db"), "/x/hub.yaml", {});
    expect(config).toMatchObject({ database: "/x/hub.db", accounts: [], brands: [], cells: [{ id: "west" }] });
    expect(parseConfig(MINIMAL, "/x/reputation.yaml", {}).config.cells).toBeUndefined();
  });

  test("says what is wrong with its cells, with the place", () => {
    const found = (cells: string, more = "") => problemsOf(HUB(cells, more)).join("; ");
    expect(found(`${WEST}, ${WEST}`)).toMatch(/cells\.1\.id "west" is used twice.*cells\.1\.url/s);
    expect(found(WEST.replace("west", "western"))).toMatch(/cells\.0\.id must be a lower-case letter/);
    expect(found(WEST.replace("-01", ""))).toMatch(/cells\.0\.token must be at least 24 characters/);
    expect(found(WEST.replace("127.0.0.1:1", "west.example"))).toMatch(/cells\.0\.url .*unencrypted/);
    expect(found("")).toMatch(/cells must list at least one cell/);
    expect(found(WEST, "accounts: []")).toMatch(/accounts/);
  });

  test("has a counterpart in each cell: a token that is no other one", () => {
    const cell = (token: string) =>
      problemsOf(`${MINIMAL}http: {token: administrators-own-token, hub: {token: ${token}}}`);
    expect(cell("short").join()).toMatch(/http\.hub\.token must be at least 24/);
    expect(cell("administrators-own-token").join()).toMatch(/http\.hub\.token is the token of another name too/);
    expect(cell("another-token-of-24-chars")).toEqual([]);
  });
});
