import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { AI_SERVERS, variablesOfAi } from "../../src/cli/init/ai-servers.ts";
import { configText } from "../../src/cli/init/text.ts";
import { systemClock } from "../../src/base/clock.ts";
import { loadConfig, parseConfig } from "../../src/config/load.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

async function sandbox(): Promise<Sandbox> {
  const running = await startSandbox({ clock: systemClock });
  onTestFinished(() => running.close());
  return running;
}

const mode = (file: string): number => statSync(file).mode & 0o777;

describe("init with a person at the terminal", () => {
  /** Answers each question once, in order. */
  function typist(answers: [RegExp, string][]): (output: string) => string | undefined {
    let read = 0;
    return (output) => {
      const [question, answer] = answers[0] ?? [];
      const found = question?.exec(output.slice(read));
      if (!found || answer === undefined) return undefined;
      read += found.index + found[0].length;
      answers.shift();
      return answer;
    };
  }

  test("a refused key is asked for again, and the one that works goes into a file of its own", async () => {
    const { baseUrls, credentials } = await sandbox();
    const cwd = tempFolder();
    const answers: [RegExp, string][] = [
      [/Where do you sell\?.*: /, "wb\r"],
      [/Your brand.*: /, "Охана\r"],
      [/Wildberries, a personal token.*: /, "not-a-key-at-all\r"],
      [/Another one.*: /, `${credentials.wb.token}\r`],
    ];
    const ran = await runIn(["init", "--base-url", `wb=${baseUrls.wb}`], { cwd, tty: true, type: typist(answers) });
    expect(answers).toEqual([]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/✗.* wb-main .*401[\s\S]*✓.* wb-main .*Охана Маркет/);
    expect(ran.stderr).toMatch(/1\. reputation doctor\n {2}2\. reputation daemon\n {2}3\. reputation status/);
    expect(ran.stderr, "what is typed as a key is not shown").not.toContain("not-a-key-at-all");
    expect(ran.stdout + ran.stderr).not.toContain(credentials.wb.token);
    expect(mode(join(cwd, "reputation.yaml"))).toBe(0o600);
    expect(mode(join(cwd, "secrets/wb-main"))).toBe(0o600);
    const { config } = loadConfig({ cwd, env: {} });
    expect(config.accounts).toMatchObject([{ id: "wb-main", token: credentials.wb.token, base_url: baseUrls.wb }]);
    expect(config.brands).toMatchObject([{ name: "Охана", signature: "Команда «Охана»" }]);
  });

  test("an invalid number is asked for again with the reason and where to find it, even with --quiet", async () => {
    const cwd = tempFolder();
    const answers: [RegExp, string][] = [
      [/Where do you sell\?.*: /, "ozon amazon\r"],
      [/"amazon" is none of wb, ozon, ym[\s\S]*Where do you sell\?.*: /, "ozon ym\r"],
      [/Your brand.*: /, "\r"],
      [/Ozon, client id.*: /, "my shop\r"],
      [/"my shop" is no client id\. .*Seller API[\s\S]*Ozon, client id.*: /, "\r"],
      [/Ozon, an API key.*: /, "\r"],
      [/Yandex Market, business id: /, "abc\r"],
      [/"abc" is no business id\. .*address of the cabinet[\s\S]*business id: /, "\r"],
      [/The business id is needed\. .*API keys[\s\S]*business id: /, "0\r"],
      [/"0" is no business id[\s\S]*business id: /, "12345\r"],
      [/Yandex Market, an API key.*: /, "\r"],
    ];
    const ran = await runIn(["init", "--quiet"], { cwd, tty: true, type: typist(answers) });
    expect(answers).toEqual([]);
    expect(ran.code).toBe(0);
    const { config } = loadConfig({ cwd, env: {}, withoutSecrets: true });
    expect(config.accounts).toMatchObject([{ platform: "ozon" }, { platform: "ym", business_id: 12345 }]);
  });

  test("Ctrl-C at a question exits with 130 and writes nothing", async () => {
    const cwd = tempFolder();
    const answers: [RegExp, string][] = [
      [/Where do you sell\?.*: /, "wb\r"],
      [/Your brand.*: /, "\u0003"],
    ];
    expect((await runIn(["init"], { cwd, tty: true, type: typist(answers) })).code).toBe(130);
    expect(existsSync(join(cwd, "reputation.yaml"))).toBe(false);
  });

  test("a person who does not sell anywhere yet is shown the sandbox", async () => {
    const cwd = tempFolder();
    const ran = await runIn(["init"], { cwd, tty: true, type: typist([[/Where do you sell\?.*: /, "\r"]]) });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("reputation sandbox --dir .");
    expect(existsSync(join(cwd, "reputation.yaml"))).toBe(false);
  });
});

describe("init without a terminal", () => {
  test("the options are sufficient, and the keys are tried", async () => {
    const { baseUrls, credentials } = await sandbox();
    const cwd = tempFolder();
    writeFileSync(join(cwd, "ozon.key"), credentials.ozon.apiKey);
    const args = ["init", "--json", "--brand", "Охана", "--account", "ozon", "--account", "ym"];
    args.push("--token-file", "ozon=ozon.key", "--ozon-client-id", credentials.ozon.clientId);
    args.push("--ym-business-id", String(credentials.ym.businessId));
    args.push("--base-url", `ozon=${baseUrls.ozon}`, "--base-url", `ym=${baseUrls.ym}`);
    const env = { YM_API_KEY: credentials.ym.apiKey };
    const ran = await runIn(args, { cwd, env });
    expect(ran.stderr).toBe("");
    const document = JSON.parse(ran.stdout) as { findings: { subject: string; state: string }[] };
    expect(new Set(document.findings.map(({ subject, state }) => `${subject} ${state}`))).toEqual(
      new Set(["ozon-main ok", "ym-main ok"]),
    );
    const { config } = loadConfig({ cwd, env });
    expect(config.accounts.map(({ id }) => id)).toEqual(["ozon-main", "ym-main"]);
  });

  test("a refused key is reported, but the file is written, so that doctor can continue from there", async () => {
    const { baseUrls } = await sandbox();
    const cwd = tempFolder();
    const args = ["init", "--account", "wb", "--base-url", `wb=${baseUrls.wb}`];
    const ran = await runIn(args, { cwd, env: { WB_API_TOKEN: "nonsense-nonsense" } });
    expect(ran).toMatchObject({ code: 0, stdout: `Wrote ${join(cwd, "reputation.yaml")}\n` });
    expect(ran.stderr).toContain("✗ wb-main");
    expect(ran.stderr).not.toContain("nonsense-nonsense");
  });

  test("wrong arguments are refused before anything is written", async () => {
    const cwd = tempFolder();
    for (const args of [
      ["--account", "amazon"],
      ["--account", "wb", "--account", "wb"],
      ["--account", "ym"],
      ["--account", "ym", "--ym-business-id", "my shop"],
      ["--token-file", "somewhere"],
      ["--account", "wb", "--token-file", "ozon=x"],
    ]) {
      const ran = await runIn(["init", ...args], { cwd });
      expect(ran.code, args.join(" ")).toBe(2);
      expect(ran.stderr).toMatch(/^✗ /);
    }
    expect(existsSync(join(cwd, "reputation.yaml"))).toBe(false);
  });

  test("a token for programs is made in a file of its own, and a second configuration beside it shares it", async () => {
    const cwd = tempFolder();
    const ran = await runIn(["init", "--no-input"], { cwd });
    const token = readFileSync(join(cwd, "secrets/http"), "utf8").trim();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(mode(join(cwd, "secrets/http"))).toBe(0o600);
    expect(ran.stdout + ran.stderr).not.toContain(token);
    expect((await runIn(["init", "--no-input", "--config", "other.yaml"], { cwd })).code).toBe(0);
    for (const file of ["reputation.yaml", "other.yaml"]) {
      expect(loadConfig({ file, cwd, env: {}, withoutSecrets: true }).config.http.token).toBe(token);
    }
  });

  test("an existing configuration is never overwritten", async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, "reputation.yaml"), "mine");
    expect((await runIn(["init", "--account", "wb"], { cwd })).code).toBe(1);
    const asked = await runIn(["init"], { cwd, tty: true });
    expect(asked).toMatchObject({ code: 1, stdout: "" });
    expect(asked.stderr).toMatch(/^\S*✗\S* .*exists already/);
    expect(readFileSync(join(cwd, "reputation.yaml"), "utf8")).toBe("mine");
  });
});

test("the written file is a valid configuration whatever the brand is called", () => {
  const example = readFileSync(new URL("../../config.example.yaml", import.meta.url), "utf8");
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (brand) => {
      const text = configText(example, [{ platform: "wb", file: "$& `key`\n#" }], brand);
      const { config } = parseConfig(text, "/nowhere/reputation.yaml", {}, true);
      expect(config.brands[0]?.name).toBe(brand);
      expect(config.accounts).toHaveLength(1);
    }),
    { numRuns: 30 },
  );
});

test("init puts no key into a folder that others may write, or that is a link", async () => {
  const [open, linked] = [tempFolder(), tempFolder()];
  mkdirSync(join(open, "secrets"));
  chmodSync(join(open, "secrets"), 0o777);
  symlinkSync(tempFolder(), join(linked, "secrets"));
  for (const [cwd, why] of [
    [open, "others may write into"],
    [linked, "is not a folder"],
  ] as const) {
    const ran = await runIn(["init", "--no-input"], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(why);
    expect(existsSync(join(cwd, "secrets", "http"))).toBe(false);
    expect(existsSync(join(cwd, "reputation.yaml"))).toBe(false);
  }
});

test.each(AI_SERVERS)(
  "init --ai %s writes a configuration with its lines, and names the variables to set",
  async (server) => {
    const cwd = tempFolder();
    const options = ["--account", "wb", "--brand", "Охана", "--no-input", "--ai", server];
    const { code, stderr } = await runIn(["init", ...options], { cwd });
    expect(code).toBe(0);
    for (const name of variablesOfAi(server)) expect(stderr).toContain(`${name}=`);
    const env = Object.fromEntries([...variablesOfAi(server), "WB_API_TOKEN"].map((name) => [name, "a-key"]));
    const { ai } = loadConfig({ cwd, env }).config;
    expect(ai).toMatchObject({ provider: "openai", api_key: variablesOfAi(server).length > 0 ? "a-key" : "none" });
    expect(ai.base_url === "https://api.openai.com/v1").toBe(server === "openai");
    expect(ai.model).not.toContain("$");
    expect(ai.sign_in?.scope).toBe(server === "gigachat" ? "GIGACHAT_API_PERS" : undefined);
  },
);
