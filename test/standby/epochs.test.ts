import { chmodSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createNet } from "../../src/net/client.ts";
import { DIRECT } from "../../src/net/route.ts";
import { makeEpoch, type Claim, type EpochStore } from "../../src/standby/epochs.ts";
import { folderEpochs } from "../../src/standby/folder-epochs.ts";
import { openEpochs } from "../../src/standby/open-epochs.ts";
import { s3Epochs } from "../../src/standby/s3-epochs.ts";
import { signed } from "../../src/standby/sigv4.ts";
import { testConfig } from "../support/config.ts";
import { smallSftp, type SmallSftp } from "../support/small-sftp.ts";
import { smallS3, type SmallS3 } from "../support/small-s3.ts";
import { tempFolder } from "../support/temp.ts";

const KEYS = { id: "id", secret: "key", region: "here" };

function claim(epoch: number, holder = `holder-${epoch}`): Claim {
  return { epoch, holder, host: "a", at: 1 };
}

function inS3({ endpoint }: SmallS3): EpochStore {
  const bucket = { endpoint, bucket: "shop", prefix: "copies/a", keys: KEYS };
  const store = s3Epochs(bucket, createNet(DIRECT, systemClock), systemClock);
  onTestFinished(() => store.close());
  return store;
}

function overSftp(server: SmallSftp, more: Record<string, unknown> = {}, clock = systemClock): EpochStore {
  const { user, host, port, keyFile: key_file, hostKey: host_key } = server;
  const standby = { replica: `sftp://${user}@${host}:${port}/copies/shop`, key_file, host_key, ...more };
  const { standby: place, net } = testConfig({ standby });
  const store = openEpochs(place!, net, clock);
  onTestFinished(() => store.close());
  return store;
}

describe.each(["a folder", "S3", "SFTP"])("epochs in %s", (kind) => {
  async function open(): Promise<EpochStore> {
    if (kind === "S3") return inS3(await smallS3());
    return kind === "SFTP" ? overSftp(await smallSftp()) : folderEpochs(join(tempFolder(), "copies"));
  }

  test("are made once, listed in order, and read back", async () => {
    const store = await open();
    for (const epoch of [1, 2, 11]) expect(await store.make(claim(epoch))).toBe(true);
    expect(await store.list(1)).toEqual([1, 2, 11]);
    expect(await store.list(2)).toEqual([2, 11]);
    expect(await store.read(11)).toEqual(claim(11));
    expect(await store.read(3)).toBeUndefined();
  });

  test("are made by one of many that try at once", async () => {
    const store = await open();
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, at) => makeEpoch(store, claim(5, `holder-${at}`)).then((is) => (is ? at : -1))),
    );
    const [winner, ...others] = made.filter((at) => at >= 0);
    expect(others).toEqual([]);
    expect((await store.read(5))?.holder).toBe(`holder-${winner}`);
  });
});

test("a folder that is not there, or may not be written, is no empty one", async () => {
  const folder = join(tempFolder(), "copies");
  const store = folderEpochs(folder);
  await expect(store.list(1)).rejects.toThrow("ENOENT");
  await store.make(claim(1));
  if (process.getuid?.() === 0) rmSync(folder, { recursive: true });
  else chmodSync(folder, 0o500);
  await expect(store.list(1)).rejects.toThrow(/ENOENT|EACCES/);
});

test("an epoch whose maker died while it wrote exists, and belongs to nobody", async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, "epoch-00000003"), '{"epoch":3,');
  const store = folderEpochs(folder);
  expect(await store.list(1)).toEqual([3]);
  expect(await store.read(3)).toBeUndefined();
  expect(await makeEpoch(store, claim(3))).toBe(false);
});

describe("an S3 store", () => {
  test("with more epochs than one list holds is read to its end", async () => {
    const s3 = await smallS3();
    const store = inS3(s3);
    for (let epoch = 1; epoch <= 7; epoch++) await store.make(claim(epoch));
    s3.page = 3;
    expect(await store.list(2)).toEqual([2, 3, 4, 5, 6, 7]);
  });

  test("that ignores the condition is refused before an epoch is made", async () => {
    const s3 = await smallS3();
    s3.ignoresConditions = true;
    await expect(inS3(s3).make(claim(1))).rejects.toThrow('ignores "If-None-Match: *"');
    expect([...s3.objects.keys()]).toEqual(["/shop/copies/a/epoch-condition"]);
  });

  test("that carries a request out and loses the answer has made the epoch ours", async () => {
    const s3 = await smallS3();
    s3.mischief = (request, response) => {
      if (request.method !== "PUT" || !request.url?.endsWith("epoch-00000004")) return false;
      s3.objects.set("/shop/copies/a/epoch-00000004", Buffer.from(JSON.stringify(claim(4))));
      response.destroy();
      return true;
    };
    expect(await makeEpoch(inS3(s3), claim(4))).toBe(true);
  });

  test("that loses a request leaves it unknown, not made", async () => {
    const s3 = await smallS3();
    s3.mischief = (request, response) => request.method === "PUT" && Boolean(response.writeHead(503).end());
    await expect(makeEpoch(inS3(s3), claim(4))).rejects.toThrow("not known whether epoch-00000004 was made");
  });

  test.each([
    ["an HTML page", 200, "<html><body>Sign in to the hotel's network</body></html>"],
    ["an empty reply", 200, ""],
    ["half a list", 200, "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>copies/a/epoch-0000"],
    ["a list that never ends", 200, "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"],
    ["another place", 301, "<Error><Code>PermanentRedirect</Code></Error>"],
    ["a refusal", 403, "<Error><Code>RequestTimeTooSkewed</Code></Error>"],
    ["no bucket", 404, "<Error><Code>NoSuchBucket</Code></Error>"],
  ])("that answers with %s says nothing about epochs", async (_, status, text) => {
    const s3 = await smallS3();
    s3.mischief = (_request, response) => Boolean(response.writeHead(status).end(text));
    await expect(inS3(s3).list(1)).rejects.toThrow("s3://shop/copies/a: the");
    if (status !== 200 && status !== 404) await expect(inS3(s3).read(1)).rejects.toThrow(`HTTP ${status}`);
  });
});

describe("an SFTP server", () => {
  test("that shows another key than the configuration names learns nothing, and the error says which it shows", async () => {
    const server = await smallSftp();
    const other = `SHA256:${"A".repeat(43)}`;
    const store = overSftp(server, { host_key: other });
    await expect(store.make(claim(1))).rejects.toThrow(
      `127.0.0.1 shows the key ${server.hostKey}, the configuration names ${other} (standby.host_key)`,
    );
    expect(server.signedIn).toBe(0);
  });

  test("lets nobody in with another key, and a key that is none is named by its file", async () => {
    const server = await smallSftp();
    const stranger = await smallSftp();
    await expect(overSftp(server, { key_file: stranger.keyFile }).list(1)).rejects.toThrow(/authentication/i);
    const key_file = join(tempFolder(), "key");
    writeFileSync(key_file, "no key at all: hunter2");
    const store = overSftp(server, { key_file });
    await expect(store.list(1)).rejects.toThrow(`standby.key_file: ${key_file} is no private key`);
    await expect(store.list(1)).rejects.not.toThrow("hunter2");
  });

  /** Cuts the connection at the first such request. @param act what of it is done before */
  function cutOnce(server: SmallSftp, at: string, name: string, act = (_path: string): void => undefined): void {
    server.mischief = (what, path, connection) => {
      if (what !== at || !path.endsWith(name)) return false;
      act(join(server.root, path));
      server.mischief = undefined;
      connection.end();
      return true;
    };
  }

  test("that cuts the connection as an epoch is to be made leaves it unknown, and the next one is made", async () => {
    const server = await smallSftp();
    const store = overSftp(server);
    await store.make(claim(1));
    // The file is made, and nothing is in it: it is nobody's.
    cutOnce(server, "open", "epoch-00000004", (file) => writeFileSync(file, ""));
    await expect(makeEpoch(store, claim(4))).rejects.toThrow("not known whether epoch-00000004 was made");
    expect(await store.list(1)).toEqual([1, 4]);
    expect(await makeEpoch(store, claim(4))).toBe(false);
    // The request is lost: there is no file.
    cutOnce(server, "open", "epoch-00000005");
    await expect(makeEpoch(store, claim(5))).rejects.toThrow("not known whether epoch-00000005 was made");
    expect(await store.list(1)).toEqual([1, 4]);
    // The last answer is lost: what stands in the file says that it is ours.
    cutOnce(server, "close", "");
    expect(await makeEpoch(store, claim(5))).toBe(true);
  });

  test("that makes a file which is there is refused before an epoch is made", async () => {
    const server = await smallSftp();
    server.ignoresExclusive = true;
    await expect(overSftp(server).make(claim(1))).rejects.toThrow("makes a file that exists");
    expect(readdirSync(join(server.root, "copies/shop"))).toEqual(["epoch-condition"]);
  });

  test("that is away or answers nothing says nothing about epochs, and is asked anew", async () => {
    const server = await smallSftp();
    const hasty = { ...systemClock, after: (ms: number, act: () => void) => systemClock.after(ms / 20, act) };
    const store = overSftp(server, {}, hasty);
    await store.make(claim(1));
    server.mischief = () => true;
    await expect(store.list(1)).rejects.toThrow("nothing was heard for 5 s");
    server.mischief = undefined;
    expect(await store.list(1)).toEqual([1]);
    rmSync(join(server.root, "copies"), { recursive: true });
    await expect(store.list(1)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

/** The examples of the AWS documentation: "Signature Calculations for the Authorization Header", single chunk. */
test.each([
  ["/test.txt", { range: "bytes=0-9" }, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"],
  ["/?lifecycle=", {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
  ["/?max-keys=2&prefix=J", {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
])("a request for %s is signed as Amazon's example", (path, headers, signature) => {
  const url = new URL(path, "https://examplebucket.s3.amazonaws.com");
  const keys = {
    id: "AKIAIOSFODNN7EXAMPLE",
    secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    region: "us-east-1",
  };
  const { authorization } = signed({ method: "GET", url, headers, body: "" }, keys, Date.UTC(2013, 4, 24));
  expect(authorization).toContain(`Signature=${signature}`);
});
