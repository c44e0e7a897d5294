/** Searches that come all at once. */
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { testApp } from "../support/app.ts";
import { storeNew } from "../support/items.ts";
import { ADMIN, BASE, READER, serve, TOKENS } from "../support/served.ts";

/** Sends the requests in one packet, so that all of them are there before the first is answered. */
async function atOnce(url: string, requests: readonly { path: string; token: string }[]): Promise<string[]> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const lines = requests.map(({ path, token }, i) => {
    const last = i === requests.length - 1 ? "Connection: close\r\n" : "";
    return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n${last}\r\n`;
  });
  socket.write(lines.join(""));
  return (await text(socket)).split(/(?=HTTP\/1\.1 )/);
}

test("a hundred searches of one token wait in turn, further ones are told to come again, and another token is served", async () => {
  const { app, url } = await serve(await testApp({ items: [], settings: { http: TOKENS } }));
  await app.db.write((tx) => void storeNew(tx, { text: "Платье" }));
  const path = `${BASE}/items?q=${encodeURIComponent("платья")}`;
  const many = Array.from({ length: 110 }, () => ({ path, token: READER }));
  const replies = await atOnce(url, [...many, { path, token: ADMIN }, { path: `${BASE}/items`, token: READER }]);
  const refused = replies.filter((reply) => reply.startsWith("HTTP/1.1 429"));
  expect(replies).toHaveLength(112);
  expect(refused).toHaveLength(9);
  for (const reply of refused) {
    expect(reply).toMatch(/\r\nretry-after: 1\r\n/i);
    expect(reply).toContain("100 searches with this token are waiting already");
  }
  for (const reply of replies.filter((one) => !refused.includes(one))) {
    expect(reply).toMatch(/^HTTP\/1\.1 200/);
    expect(reply).toContain('"total":1');
  }
});
