import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/load.ts";
import { replicaIn } from "../../src/config/standby.ts";

function standby(section: string, withoutSecrets = false) {
  const text = `
accounts: [{id: a, platform: wb, token: t, brand: b}]
brands: [{id: b, name: Brand}]
standby: ${section}
`;
  return parseConfig(text, "/shop/reputation.yaml", {}, withoutSecrets).config.standby;
}

test("a folder may be named in any way, and is the same one from everywhere", () => {
  for (const replica of ["/shop/copies", "copies", "./copies", "file:///shop/copies"]) {
    expect(standby(`{replica: "${replica}"}`)?.replica).toBe("/shop/copies");
  }
});

test.each([
  ["s3://copies", { type: "s3", bucket: "copies", prefix: "" }],
  ["s3://my.copies/a/b_c/", { type: "s3", bucket: "my.copies", prefix: "a/b_c" }],
  ["s3://Copies/a", undefined],
  ["s3://copies/../a", undefined],
  ["s3://copies/a b", undefined],
  ["s3://", undefined],
  ["sftp://host/copies", undefined],
  ["https://host/copies", undefined],
  ["", undefined],
])("%s is understood or refused", (text, replica) => {
  expect(replicaIn(text)).toEqual(replica);
});

test("a store needs its keys, which a person who only decides may lack", () => {
  expect(() => standby("{replica: s3://copies/a}")).toThrow("an s3:// replica needs key_id and secret");
  const keys = 'key_id: "${KEY_ID}", secret: "${SECRET}"';
  expect(() => standby(`{replica: s3://copies/a, ${keys}}`)).toThrow("the environment variable KEY_ID is not set");
  expect(standby(`{replica: s3://copies/a, ${keys}}`, true)?.replica).toBe("s3://copies/a");
});

test("keys go to a store on another machine by https only, unless somebody has said otherwise", () => {
  const store = "replica: s3://copies/a, key_id: i, secret: s, endpoint: http://store.example";
  expect(() => standby(`{${store}}`)).toThrow("unencrypted");
  expect(standby(`{${store}, allow_plain_http: true}`)?.endpoint).toBe("http://store.example");
});

test("an SFTP server is named with its user, and needs a key of ours and the fingerprint of its own", () => {
  const server = { type: "sftp", user: "shop", host: "nas.internal", port: 22, path: "/copies/shop" };
  expect(replicaIn("sftp://shop@nas.internal/copies/shop/")).toEqual(server);
  expect(replicaIn("sftp://shop@[fe80::1]:2222/copies/shop")).toEqual({ ...server, host: "fe80::1", port: 2222 });
  for (const wrong of ["shop@nas", "nas/copies", "shop:word@nas/copies", "shop@nas/../etc", "shop@nas/a b"])
    expect(replicaIn(`sftp://${wrong}`), wrong).toBeUndefined();
  const [key, host] = ["key_file: ssh_key", `host_key: "SHA256:${"A".repeat(43)}"`];
  const replica = "replica: sftp://shop@nas/copies";
  expect(standby(`{${replica}, ${key}, ${host}}`)?.key_file).toBe("/shop/ssh_key");
  expect(() => standby(`{${replica}, ${key}}`)).toThrow("needs key_file and host_key (ssh-keyscan");
  expect(() => standby(`{${replica}, ${key}, host_key: "no"}`)).toThrow("must be a fingerprint");
  expect(() => standby(`{${replica}, ${key}, ${host}, proxy: "http://proxy:3128"}`)).toThrow("without a proxy");
});
