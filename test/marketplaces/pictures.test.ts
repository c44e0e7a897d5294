import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { MINUTE_MS, systemClock } from "../../src/base/clock.ts";
import { createPictures, type PictureAccount, type Pictures } from "../../src/marketplaces/pictures.ts";
import { createNet, type Net } from "../../src/net/client.ts";
import { DIRECT } from "../../src/net/route.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100)]);

/** A marketplace's place of pictures, on loopback; it notes what is asked. */
async function placeOf(answer: RequestListener, clock = systemClock) {
  const asked: string[] = [];
  const server = createServer((request, reply) => {
    asked.push(request.url ?? "");
    answer(request, reply);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const way = createNet(DIRECT, clock);
  onTestFinished(async () => {
    await way.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const account: PictureAccount = { id: "wb-1", platform: "wb", base_url: `${url}/wb` };
  const pictures = createPictures(() => way, clock);
  return { asked, url, account, pictures };
}

test("a picture is asked for once, also by many at the same time, and told by its first bytes", async () => {
  const webp = Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1");
  const jpeg = Buffer.from("\xff\xd8\xff\xe0jpeg", "latin1");
  const files: Record<string, Buffer> = {
    "/png": PNG,
    "/webp": webp,
    "/jpeg": jpeg,
    "/gif": Buffer.from("GIF89a......"),
  };
  const { asked, url, account, pictures } = await placeOf(({ url: path = "" }, reply) => {
    reply.writeHead(200, { "content-type": "application/octet-stream" }).end(files[path]);
  });
  for (const name of ["png", "webp", "jpeg", "gif"]) {
    const many = await Promise.all([1, 2, 3].map(() => pictures.get(account, `${url}/${name}`)));
    for (const picture of many) expect(picture).toEqual({ type: `image/${name}`, bytes: files[`/${name}`] });
    expect((await pictures.get(account, `${url}/${name}`))?.type).toBe(`image/${name}`);
  }
  expect(asked).toEqual(["/png", "/webp", "/jpeg", "/gif"]);
});

test("what is no picture is none, whatever it says of itself; a redirect leads nowhere; none is asked for again for a minute", async () => {
  const clock = fakeClock();
  const { asked, url, account } = await placeOf(({ url: path }, reply) => {
    if (path === "/svg") reply.writeHead(200, { "content-type": "image/png" }).end("<svg onload=alert(1)>");
    else if (path === "/html") reply.writeHead(200, { "content-type": "image/jpeg" }).end("<script>1</script>");
    else if (path === "/inside") reply.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(PNG);
    else if (path === "/moved") reply.writeHead(301, { location: "/target" }).end();
    else if (path === "/target") reply.end(PNG);
    else reply.writeHead(404).end(PNG);
  });
  const way = createNet(DIRECT, systemClock);
  onTestFinished(() => way.close());
  const pictures = createPictures(() => way, clock);
  const paths = ["/svg", "/html", "/inside", "/moved", "/none"];
  for (const path of paths) expect(await pictures.get(account, url + path), path).toBeUndefined();
  for (const path of paths) await pictures.get(account, url + path);
  expect(asked).toEqual(paths);
  await clock.advance(MINUTE_MS);
  await pictures.get(account, `${url}/none`);
  expect(asked).toEqual([...paths, "/none"]);
});

test("a picture without an end is given up, and one that never comes too", async () => {
  const { url, account, pictures } = await placeOf(({ url: path }, reply) => {
    if (path === "/silent") return;
    reply.writeHead(200).write(PNG);
    const more = setInterval(() => reply.write(Buffer.alloc(1024 * 1024)), 1);
    reply.on("close", () => clearInterval(more));
  }, hurriedClock());
  expect(await pictures.get(account, `${url}/endless`)).toBeUndefined();
  expect(await pictures.get(account, `${url}/silent`)).toBeUndefined();
});

test("only the marketplace's own places are asked, over https, or where the account itself is asked", async () => {
  const asked: string[] = [];
  const way: Net = {
    request: async ({ url }) => {
      asked.push(url.href);
      throw new Error("nobody is asked in this test");
    },
    close: async () => {},
  };
  const pictures: Pictures = createPictures(() => way, systemClock);
  const get = (account: PictureAccount, address: string) => pictures.get(account, address);
  const wb: PictureAccount = { id: "wb-1", platform: "wb" };
  const proxied: PictureAccount = { id: "wb-2", platform: "wb", base_url: "http://10.0.0.1:8080/wb" };
  const own = [
    "https://feedback04.wbbasket.ru/vol1/fs.webp",
    "https://cdn1.ozone.ru/s3/rp-photo-1/photo.jpg",
    "https://avatars.mds.yandex.net/get-market-ugc/1/2_orig",
    "http://10.0.0.1:8080/photo.png",
  ];
  await get(wb, own[0]!);
  await get({ id: "ozon-1", platform: "ozon" }, own[1]!);
  await get({ id: "ym-1", platform: "ym" }, own[2]!);
  await get(proxied, own[3]!);
  expect(asked).toEqual(own);
  for (const foreign of [
    "http://feedback04.wbbasket.ru/vol1/fs.webp",
    "https://feedback04.wbbasket.ru:8443/vol1/fs.webp",
    "https://user@feedback04.wbbasket.ru/vol1/fs.webp",
    "https://wbbasket.ru.evil.example/x.png",
    "https://evilwbbasket.ru/x.png",
    "https://cdn1.ozone.ru/s3/rp-photo-1/photo.jpg",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/x.png",
    "http://10.0.0.1:8081/photo.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "//feedback04.wbbasket.ru/x.png",
    "",
  ]) {
    expect(await get(foreign.startsWith("http://10") ? proxied : wb, foreign), foreign).toBeUndefined();
  }
  expect(asked).toEqual(own);
});
