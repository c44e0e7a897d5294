import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { systemClock } from "../../src/base/clock.ts";
import { joinEpochs } from "../../src/standby/join.ts";
import { openEpochs } from "../../src/standby/open-epochs.ts";
import { takeOver } from "../../src/standby/take-over.ts";
import { openDb } from "../../src/store/db.ts";
import { insertAudit } from "../../src/store/tables/audit.ts";
import { standingOf } from "../../src/store/tables/standing.ts";
import { testConfig } from "../support/config.ts";
import { run } from "../support/cli.ts";
import { LITESTREAM, replicate } from "../support/litestream.ts";
import { smallSftp } from "../support/small-sftp.ts";
import { smallS3 } from "../support/small-s3.ts";
import { tempDb, tempFolder } from "../support/temp.ts";

/** As docs/standby.md has it. */
const litestreamYml = (database: string, endpoint: string): string => `
dbs:
  - path: ${database}
    replicas:
      - type: s3
        bucket: copies
        path: shop/\${REPUTATION_COPY}
        endpoint: ${endpoint}
        region: here
        force-path-style: true
        sync-interval: 1s
`;

test("Litestream copies to an S3-compatible store, and another machine takes over from there", async () => {
  const s3 = await smallS3();
  const standby = { replica: "s3://copies/shop", endpoint: s3.endpoint, region: "here", key_id: "id", secret: "key" };
  const { standby: place, net } = testConfig({ standby });
  const store = openEpochs(place!, net, systemClock);
  onTestFinished(() => store.close());
  const folder = tempFolder();
  const db = tempDb(join(folder, "reputation.db"));
  expect(await joinEpochs(db, store, systemClock)).toMatchObject({ epoch: 1, settled: true });
  await db.write((tx) => insertAudit(tx, { actor: "person:anna", action: "seen", itemId: null }, Date.now()));

  const config = join(folder, "litestream.yml");
  writeFileSync(config, litestreamYml(db.path, s3.endpoint));
  const keys = { LITESTREAM_ACCESS_KEY_ID: "id", LITESTREAM_SECRET_ACCESS_KEY: "key" };
  const env = { ...keys, REPUTATION_COPY: "copy-00000001" };
  const litestream = spawn(LITESTREAM, ["replicate", "-config", config], { env, stdio: "ignore" });
  onTestFinished(async () => {
    litestream.kill("SIGKILL");
    await once(litestream, "close");
  });
  await expect.poll(() => [...s3.objects.keys()].some((key) => key.endsWith(".wal.lz4"))).toBe(true);

  const database = join(tempFolder(), "reputation.db");
  const parts = { store, clock: systemClock, litestream: LITESTREAM, actor: "person:anna", env: {} };
  const taken = await takeOver({ ...parts, database, standby: place! });
  expect(taken).toMatchObject({ epoch: 2, from: 1, replaced: null });
  const next = openDb(database, { isExact: true });
  onTestFinished(() => next.close());
  expect(standingOf(next)).toMatchObject({ epoch: 2, settled: false });
  const actions = next.statement("select action from audit order by id").pluck().all();
  expect(actions).toEqual(["seen", "take_over"]);
  await expect(joinEpochs(db, store, systemClock)).rejects.toThrow("another daemon has taken over: epoch-00000002");

  // Whoever places daemons gives the number: the copy is that of the first epoch still, and the number has to rise.
  const placed = { ...parts, database: join(tempFolder(), "reputation.db"), standby: place! };
  await expect(takeOver({ ...placed, epoch: 2 })).rejects.toThrow("--epoch 2 is not higher than epoch 2");
  expect(await takeOver({ ...placed, epoch: 7 })).toMatchObject({ epoch: 7, from: 1 });
  expect(await store.list(1)).toEqual([1, 2, 7]);
});

test("Litestream copies to an SFTP server, and another machine takes over from there, once it knows the server's key", async () => {
  const server = await smallSftp();
  const { user, host, port, keyFile: key_file, hostKey: host_key } = server;
  const standby = { replica: `sftp://${user}@${host}:${port}/copies/shop`, key_file, host_key };
  const { standby: place, net } = testConfig({ standby });
  const store = openEpochs(place!, net, systemClock);
  onTestFinished(() => store.close());
  const folder = tempFolder();
  const db = tempDb(join(folder, "reputation.db"));
  expect(await joinEpochs(db, store, systemClock)).toMatchObject({ epoch: 1, settled: true });
  await db.write((tx) => insertAudit(tx, { actor: "person:anna", action: "seen", itemId: null }, Date.now()));
  const config = join(folder, "litestream.yml");
  const copy = {
    type: "sftp",
    host: `${host}:${port}`,
    user,
    "key-path": key_file,
    path: "/copies/shop/copy-00000001",
  };
  writeFileSync(config, stringify({ dbs: [{ path: db.path, replicas: [{ ...copy, "sync-interval": "1s" }] }] }));
  const litestream = spawn(LITESTREAM, ["replicate", "-config", config], { stdio: "ignore" });
  onTestFinished(async () => {
    litestream.kill("SIGKILL");
    await once(litestream, "close");
  });
  const copied = join(server.root, "copies/shop/copy-00000001");
  const names = (): string[] => (existsSync(copied) ? readdirSync(copied, { recursive: true, encoding: "utf8" }) : []);
  await expect.poll(() => names().some((name) => name.endsWith(".wal.lz4"))).toBe(true);

  const database = join(tempFolder(), "reputation.db");
  const parts = { database, store, clock: systemClock, litestream: LITESTREAM, actor: "person:anna", env: {} };
  const unsure = { ...place!, host_key: `SHA256:${"A".repeat(43)}` };
  await expect(takeOver({ ...parts, standby: unsure })).rejects.toThrow("standby.host_key");
  expect(await store.list(1)).toEqual([1]);
  expect(await takeOver({ ...parts, standby: place! })).toMatchObject({ epoch: 2, from: 1, replaced: null });
  const next = openDb(database, { isExact: true });
  onTestFinished(() => next.close());
  const actions = next.statement("select action from audit order by id").pluck().all();
  expect(actions).toEqual(["seen", "take_over"]);
  expect(readdirSync(dirname(database)).filter((name) => name.includes("standby"))).toEqual([]);
  await expect(joinEpochs(db, store, systemClock)).rejects.toThrow("another daemon has taken over: epoch-00000002");
  // The built program brings its own SSH.
  const cells = [{ id: "west", name: "Казань", url: "http://127.0.0.1:9", token: "hub-token-of-the-tests-1234" }];
  const cwd = dirname(database);
  writeFileSync(join(cwd, "hub.yaml"), stringify({ database, cells, standby }), { mode: 0o600 });
  const { stdout } = await run(["doctor", "--config", "hub.yaml"], { cwd });
  expect(stdout).toContain(`holds epoch 2, the highest in ${store.place}`);
});

test("a copy that somebody has changed becomes nobody's database, and fences nobody", async () => {
  const folder = tempFolder();
  const { standby: place, net } = testConfig({ standby: { replica: join(folder, "copies") } });
  const store = openEpochs(place!, net, systemClock);
  const db = tempDb(join(folder, "reputation.db"));
  await joinEpochs(db, store, systemClock);
  db.statement("create table notes_of_others (text)").run();
  const litestream = replicate(db.path, join(folder, "copies", "copy-00000001"));
  onTestFinished(async () => {
    litestream.kill("SIGKILL");
    await litestream.ended;
  });
  const database = join(tempFolder(), "reputation.db");
  const parts = { store, clock: systemClock, litestream: LITESTREAM, actor: "person:anna", env: {} };
  const tried = (): Promise<string> =>
    takeOver({ ...parts, database, standby: place! }).then(String, (error: Error) => error.message);
  await expect
    .poll(tried, { interval: 250 })
    .toMatch(/copy-00000001 was changed by somebody else: table "notes_of_others"/);
  expect(await store.list(1)).toEqual([1]);
  expect(readdirSync(dirname(database))).toEqual([]);
});
