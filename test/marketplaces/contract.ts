import { AT_ONCE } from "./accounts.ts";
import { describe, expect, it } from "vitest";
import { createMarketplace } from "../../src/marketplaces/create.ts";
import type { AccountAccess } from "../../src/marketplaces/create.ts";
import type { ItemRef, Marketplace, Page, PolledItem } from "../../src/marketplaces/marketplace.ts";
import type { ItemType, Platform } from "../../src/domain/platform.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { recordingProxy } from "./recording-proxy.ts";
import { DAY, MINUTE, NOW, quickClock } from "./quick-clock.ts";

export const signal = new AbortController().signal;

/** The right key for the sandbox. */
function accessTo(platform: Platform, { credentials }: Sandbox, baseUrl: string): AccountAccess {
  switch (platform) {
    case "wb":
      return { platform, id: "wb-main", token: credentials.wb.token, baseUrl };
    case "ozon":
      return { platform, id: "ozon-main", ...credentials.ozon, baseUrl };
    case "ym":
      return { platform, id: "ym-main", ...credentials.ym, baseUrl };
  }
}

/** A sandbox, a proxy that checks what goes over the wire, and an adapter connected through it. */
export async function connected(platform: Platform, items: readonly SampleItem[]) {
  const clock = quickClock();
  const sandbox = await startSandbox({ clock, items });
  const proxy = await recordingProxy(platform, sandbox.baseUrls[platform]);
  const access = accessTo(platform, sandbox, proxy.url);
  const marketplace = createMarketplace(access, { clock });
  return {
    clock,
    sandbox,
    world: sandbox.world,
    proxy,
    access,
    marketplace,
    async [Symbol.asyncDispose]() {
      await marketplace.close();
      await proxy[Symbol.asyncDispose]();
      await sandbox.close();
      expect(proxy.problems).toEqual([]);
    },
  };
}

/** Everything that `list` yields. */
export async function listAll(
  marketplace: Marketplace,
  itemType: ItemType,
  { since = NOW - 29 * DAY, known = [] as string[] } = {},
): Promise<Page> {
  const all: Page = { items: [], quarantined: [] };
  const query = { itemType, since, isKnown: (id: string) => known.includes(id) };
  for await (const { items, quarantined } of marketplace.list(query, signal)) {
    all.items.push(...items);
    all.quarantined.push(...quarantined);
  }
  return all;
}

/** Reads a list that fails: what came before, and how many requests of the list were made. */
async function listUntilFailure({ marketplace, proxy }: Awaited<ReturnType<typeof connected>>, itemType: ItemType) {
  let found = 0;
  const query = { itemType, since: NOW - 29 * DAY, isKnown: () => true };
  const failure: unknown = await (async () => {
    for await (const { items } of marketplace.list(query, signal)) found += items.length;
    return null;
  })().catch((error: unknown) => error);
  const lists = /feedbacks$|questions$|review\/list|question\/list|goods-feedback$/;
  const requests = proxy.paths.filter((path) => lists.test(path.split("?")[0] ?? "")).length;
  return { found, failure, requests };
}

export function refTo({ itemType, externalId, raw }: PolledItem): ItemRef {
  return { itemType, externalId, raw: JSON.parse(JSON.stringify(raw)) as unknown };
}

/** A review with a text and a question, and what a sample of either needs. */
function samples(platform: Platform, itemType: ItemType, count: number): SampleItem[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${itemType}-${index}`,
    platform,
    itemType,
    rating: itemType === "review" ? (index % 5) + 1 : null,
    text: `текст ${index}`,
    sku: index % 2 === 0 ? "OM-1001" : "OK-2001",
    clientName: "Анна",
    photos: itemType === "review" && index % 3 === 0 ? 2 : 0,
    createdAt: NOW - 20 * DAY + index * MINUTE,
  }));
}

const ANSWER = "Анна, спасибо за отзыв! Рады, что всё подошло.";

/** Behaviour that every adapter must show, whatever its marketplace calls things. */
export function marketplaceContract(platform: Platform): void {
  describe.each<ItemType>(["review", "question"])(`${platform} %s`, (itemType) => {
    const open = (count = 3) => connected(platform, samples(platform, itemType, count));

    it("lists everything since a moment exactly once, over all pages", async () => {
      await using setup = await open(230);
      const since = NOW - 20 * DAY + 10 * MINUTE;
      const { items, quarantined } = await listAll(setup.marketplace, itemType, { since });
      const wanted = setup.world.items().filter(({ createdAt }) => createdAt >= since);
      expect(quarantined).toEqual([]);
      expect(items.map(({ externalId }) => externalId).sort()).toEqual(
        wanted.map(({ externalId }) => externalId).sort(),
      );
    });

    it("lists what the seller answered in the cabinet, with text and time, of the last month and of years ago", async () => {
      const old = NOW - 400 * DAY;
      const answered = samples(platform, itemType, 2).map((sample, at) => ({
        ...sample,
        createdAt: at === 0 ? NOW - 20 * DAY : old,
        answer: `${ANSWER} ${at}`,
      }));
      const waits = { ...samples(platform, itemType, 1)[0]!, id: "waits" };
      await using setup = await connected(platform, [...answered, waits]);
      const query = { itemType, since: NOW - 500 * DAY, isKnown: () => false, only: "answered" } as const;
      const found: PolledItem[] = [];
      for await (const { items } of setup.marketplace.list(query, signal)) found.push(...items);
      const given = found.filter(({ answer }) => answer !== null).toSorted((a, b) => b.createdAt - a.createdAt);
      // Of reviews only Ozon tells when they were answered.
      const at = (time: number) => (platform !== "ozon" && itemType === "review" ? undefined : time + 60 * MINUTE);
      expect(given.map(({ answer, createdAt }) => [answer?.text, answer?.at, createdAt])).toEqual([
        [`${ANSWER} 0`, at(NOW - 20 * DAY), NOW - 20 * DAY],
        [`${ANSWER} 1`, at(old), old],
      ]);
      if (platform === "ozon") expect(found).toHaveLength(2);
    });

    // WB has no cursors: every page is the first one again.
    it.each(platform === "wb" ? [1] : [1, 2, 3, 7])(
      "notices at the first repetition that its pages go round in a circle of %i",
      async (circle) => {
        await using setup = await open(2);
        setup.sandbox.setFaults(platform, { page_circle: circle });
        const { found, failure, requests } = await listUntilFailure(setup, itemType);
        expect(failure).toMatchObject({ code: "marketplace.bad_reply", retryable: true });
        expect((failure as Error).message).toContain("goes round");
        // The elements have the buyers' words, which do not belong in a log.
        expect((failure as Error).message).not.toContain("{");
        expect(requests).toBeLessThanOrEqual(platform === "wb" ? 2 : circle + 1);
        // Yandex Market's list of questions that wait is read before the first of them is passed on.
        if (platform !== "ym" || itemType === "review") expect(found).toBe(2);
      },
    );

    // WB has no cursors: an empty page is the end.
    it.skipIf(platform === "wb")("ends a list that goes on for ever with empty pages", async () => {
      await using setup = await open(2);
      setup.sandbox.setFaults(platform, { empty_pages: true });
      const { failure, requests } = await listUntilFailure(setup, itemType);
      expect(failure).toMatchObject({ code: "marketplace.bad_reply", retryable: true });
      expect(requests).toBeLessThan(20);
    });

    it("maps each item to our own fields", async () => {
      await using setup = await open(6);
      const { items } = await listAll(setup.marketplace, itemType);
      expect(items).toHaveLength(6);
      for (const item of items) {
        const sample = setup.world.items().find(({ externalId }) => externalId === item.externalId);
        expect(item).toMatchObject({
          itemType,
          sku: sample?.product.sku,
          productName: sample?.product.name,
          brandName: sample?.product.brand,
          text: sample?.text,
          rating: sample?.rating,
          createdAt: sample?.createdAt,
          orderCancelled: false,
          answer: null,
        });
        expect(item.photos).toHaveLength(sample?.photos ?? -1);
        for (const photo of item.photos) expect(photo).toMatch(/\/_pictures\//);
      }
    });

    it("publishes an answer once and reads it back", async () => {
      await using setup = await open();
      const { items } = await listAll(setup.marketplace, itemType);
      const ref = refTo(items[0]!);
      expect(await setup.marketplace.read(ref, signal)).toMatchObject({ status: "unanswered" });
      const { remoteId } = await setup.marketplace.publish(ref, ANSWER, signal, AT_ONCE);
      const state = await setup.marketplace.read(ref, signal);
      expect(state).toMatchObject({ status: "answered", answer: { text: ANSWER, remoteId } });
      expect(remoteId === null).toBe(platform === "wb");
      const received = setup.world.items().flatMap((item) => item.received);
      expect(received).toMatchObject([{ text: ANSWER, edit: false, by: "api" }]);
    });

    it("shows an answer as live once moderation has passed it", async () => {
      await using setup = await open(1);
      const ref = refTo((await listAll(setup.marketplace, itemType)).items[0]!);
      await setup.marketplace.publish(ref, ANSWER, signal, AT_ONCE);
      setup.clock.advance(8 * DAY);
      expect(await setup.marketplace.read(ref, signal)).toMatchObject({ answer: { text: ANSWER, moderation: "live" } });
    });

    it("sees an answer that was given in the cabinet", async () => {
      await using setup = await open();
      const before = (await listAll(setup.marketplace, itemType)).items;
      const answered = setup.world.items()[1]!;
      setup.world.answerInCabinet(answered.id, "Ответили в кабинете");
      setup.clock.advance(8 * DAY);

      const ref = refTo(before.find(({ externalId }) => externalId === answered.externalId)!);
      expect(await setup.marketplace.read(ref, signal)).toMatchObject({
        status: "answered",
        answer: { text: "Ответили в кабинете", moderation: "live" },
      });
      const { items } = await listAll(setup.marketplace, itemType);
      const listed = items.find(({ externalId }) => externalId === answered.externalId);
      // Ozon lists only unprocessed items; the others list every item with its answer.
      if (platform === "ozon") expect(listed).toBeUndefined();
      else expect(listed?.answer?.text).toBe("Ответили в кабинете");
      expect(items.filter(({ answer }) => answer === null)).toHaveLength(2);
    });

    it("still lists an item that somebody opened in the cabinet without answering", async () => {
      await using setup = await open();
      setup.world.open("review-1".replace("review", itemType));
      const { items } = await listAll(setup.marketplace, itemType);
      expect(items).toHaveLength(3);
      expect(items.every(({ answer }) => answer === null)).toBe(true);
    });

    it("reports a withdrawn item as gone", async () => {
      await using setup = await open(1);
      const { items } = await listAll(setup.marketplace, itemType);
      setup.world.withdraw(setup.world.items()[0]!.id);
      const ref = refTo(items[0]!);
      if (platform === "ym" && itemType === "question") {
        // The item has no answer in either case, so only the attempt to answer shows that it is gone.
        const lost = { code: "marketplace.not_found", effect: "none", retryable: false };
        await expect(setup.marketplace.publish(ref, ANSWER, signal, AT_ONCE)).rejects.toMatchObject(lost);
      } else expect(await setup.marketplace.read(ref, signal)).toEqual({ status: "gone" });
      expect((await listAll(setup.marketplace, itemType)).items).toEqual([]);
    });

    // WB does not say what became of an answer to a question.
    it.skipIf(platform === "wb" && itemType === "question")("reports that moderation rejected the answer", async () => {
      await using setup = await open(1);
      const { items } = await listAll(setup.marketplace, itemType);
      await setup.marketplace.publish(refTo(items[0]!), ANSWER, signal, AT_ONCE);
      setup.world.rejectAnswer(setup.world.items()[0]!.id, "реклама");
      expect(await setup.marketplace.read(refTo(items[0]!), signal)).toMatchObject({
        status: "answered",
        answer: { moderation: "rejected" },
      });
    });

    it("refuses with the signal's reason when it is aborted", async () => {
      await using setup = await open(1);
      const reason = new Error("stop");
      const aborted = AbortSignal.abort(reason);
      const ref: ItemRef = { itemType, externalId: "1", raw: { sku: 1 } };
      await expect(setup.marketplace.read(ref, aborted)).rejects.toBe(reason);
      await expect(setup.marketplace.publish(ref, ANSWER, aborted, AT_ONCE)).rejects.toBe(reason);
      expect(setup.proxy.paths).toEqual([]);
    });
  });

  describe(`${platform} account`, () => {
    it("names the seller and does not complain about a good key", async () => {
      await using setup = await connected(platform, []);
      const access = await setup.marketplace.checkAccess(signal);
      expect(access).toMatchObject({ seller: "Охана Маркет", warnings: [] });
      if (platform === "ym") expect(access.expiresAt).toBeNull();
      else expect(access.expiresAt).toBeGreaterThan(NOW + 30 * DAY);
    });
  });
}

/** A call with a wrong key must be told apart from everything else. */
export async function expectWrongKey(
  platform: Platform,
  spoil: (access: AccountAccess) => AccountAccess,
): Promise<void> {
  await using setup = await connected(platform, []);
  const marketplace = createMarketplace(spoil(setup.access), { clock: setup.clock });
  try {
    const refused = { name: "AuthError", code: "auth.key", retryable: false };
    await expect(listAll(marketplace, "review")).rejects.toMatchObject(refused);
    await expect(marketplace.checkAccess(signal)).rejects.toMatchObject(refused);
  } finally {
    await marketplace.close();
  }
}
