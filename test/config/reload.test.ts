import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/load.ts";
import { compareConfigs, keyFiles, keysFromEnvironment, withKeysOfFiles } from "../../src/config/reload.ts";
import { tempFolder } from "../support/temp.ts";

/** A configuration with two accounts whose keys are in files, and one whose key is in the environment. */
function load(folder: string, more = "") {
  const text = `
accounts:
  - {id: a, platform: wb, token_file: ./a, brand: b}
  - {id: c, platform: wb, token_file: ./c, brand: b}
  - {id: o, platform: ozon, client_id: "1", api_key: "\${KEY}", brand: b}
brands: [{id: b, name: Brand}]
${more}`;
  return parseConfig(text, join(folder, "reputation.yaml"), { KEY: "from-env" });
}

function openFolder(): string {
  const folder = tempFolder();
  writeFileSync(join(folder, "a"), "key-a\n");
  writeFileSync(join(folder, "c"), "key-c\n");
  return folder;
}

describe("keys that are read again", () => {
  test("a new key is taken over; a file that is empty or away leaves the key as it is", () => {
    const folder = openFolder();
    const loaded = load(folder);
    writeFileSync(join(folder, "a"), "new-a\n");
    writeFileSync(join(folder, "c"), " \n");
    const config = withKeysOfFiles(loaded.config, keyFiles(loaded));
    expect(config).toMatchObject({ accounts: [{ token: "new-a" }, { token: "key-c" }, { api_key: "from-env" }] });
    expect(loaded.config.accounts).toMatchObject([{ token: "key-a" }, {}, {}]);
    rmSync(join(folder, "a"));
    expect(withKeysOfFiles(loaded.config, keyFiles(loaded))).toMatchObject({ accounts: [{ token: "key-a" }, {}, {}] });
  });

  test("a key that would open the cabinet of another account is refused", () => {
    const folder = openFolder();
    const loaded = load(folder);
    writeFileSync(join(folder, "c"), "key-a");
    expect(withKeysOfFiles(loaded.config, keyFiles(loaded))).toEqual({
      refused: '"a" and "c" would be the same cabinet (the same token)',
    });
  });
});

test("what has changed is named without its value, and so is what needs a restart", () => {
  const folder = openFolder();
  const running = load(folder).config;
  writeFileSync(join(folder, "a"), "new-a\n");
  const next = load(
    folder,
    'database: ./other.db\napproval: {daily_cap: 3}\nqueue: {lanes: {ai: 7}}\nalerts: {telegram: {token: "1:a"}}',
  );
  const { config, applied, restart } = compareConfigs(running, next.config);
  expect(applied.toSorted()).toEqual(["accounts.a.token", "alerts.telegram", "approval.daily_cap"]);
  expect(restart.toSorted()).toEqual(["database", "queue.lanes.ai"]);
  expect(config).toMatchObject({
    database: running.database,
    approval: { daily_cap: 3 },
    accounts: [{ token: "new-a" }, {}, {}],
  });
  expect(keysFromEnvironment(next)).toEqual(["accounts.2.api_key (KEY)"]);
});
