import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import type { Platform } from "../../src/domain/platform.ts";
import type { Faults } from "../../src/sandbox/faults.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";

const ITEMS: SampleItem[] = Array.from({ length: 6 }, (_, i) => ({
  id: `w${i}`,
  platform: "wb",
  text: `Отзыв ${i}`,
  rating: 5,
}));

async function sandboxWith(platform: Platform, faults: Faults, seed = 1): Promise<Sandbox & AsyncDisposable> {
  const sandbox = await startSandbox({ clock: systemClock, items: ITEMS, seed });
  sandbox.setFaults(platform, faults);
  return { ...sandbox, [Symbol.asyncDispose]: () => sandbox.close() };
}

/** Makes one call to WB as an account does; returns the status of the reply or the code of the broken connection. */
async function wb(
  { baseUrls, credentials }: Sandbox,
  path: string,
  body?: object,
): Promise<{ status: number; text: string; headers: Headers } | string> {
  const init: RequestInit = {
    method: body ? "POST" : "GET",
    headers: { authorization: credentials.wb.token, "content-type": "application/json" },
    body: body ? JSON.stringify(body) : null,
    signal: AbortSignal.timeout(300),
  };
  try {
    const reply = await fetch(baseUrls.wb + path, init);
    return { status: reply.status, text: await reply.text(), headers: reply.headers };
  } catch (error) {
    const { name, cause } = error as Error;
    return name === "TimeoutError" ? name : ((cause as { code?: string } | undefined)?.code ?? name);
  }
}

const LIST = "/api/v1/feedbacks?isAnswered=false&take=10&skip=0";
const answer = (sandbox: Sandbox): { id: string; text: string } => {
  return { id: sandbox.world.item("w0").externalId, text: "Спасибо за отзыв!" };
};
const received = ({ world }: Sandbox): number => world.item("w0").received.length;

describe("a fault of the sandbox", () => {
  test.each<[Faults, string | number, number]>([
    [{ reset: 1 }, "UND_ERR_SOCKET", 0],
    [{ accept_then_drop: 1 }, "UND_ERR_SOCKET", 1],
    [{ hang: 1 }, "TimeoutError", 0],
    [{ hang_after: 1 }, "TimeoutError", 1],
    [{ error_before: 1 }, 500, 0],
    [{ error_after: 1 }, 500, 1],
    [{ rate_limited: 1 }, 429, 0],
    [{ html: 1 }, 502, 0],
    [{ key: "expired" }, 401, 0],
    [{ key: "wrong_scope" }, 403, 0],
  ])("%j at an answer: the caller sees %s, the marketplace holds %i", async (faults, seen, held) => {
    await using sandbox = await sandboxWith("wb", faults);
    const reply = await wb(sandbox, "/api/v1/feedbacks/answer", answer(sandbox));
    expect(typeof reply === "string" ? reply : reply.status).toBe(seen);
    expect(received(sandbox)).toBe(held);
  });

  test("says how long to wait in the marketplace's own header", async () => {
    await using sandbox = await sandboxWith("wb", { rate_limited: 1 });
    const reply = await wb(sandbox, LIST);
    expect(typeof reply === "string" ? reply : reply.headers.get("x-ratelimit-retry")).toBe("2");
  });

  test("makes lists look as if they changed while being read: empty, with a duplicate, in another order or cut off", async () => {
    const ids = async (faults: Faults): Promise<string[] | string> => {
      await using sandbox = await sandboxWith("wb", faults);
      const reply = await wb(sandbox, LIST);
      if (typeof reply === "string") return reply;
      try {
        return (JSON.parse(reply.text) as { data: { feedbacks: { id: string }[] } }).data.feedbacks.map(({ id }) => id);
      } catch {
        return "no JSON";
      }
    };
    const plain = (await ids({})) as string[];
    expect(plain).toHaveLength(6);
    expect(await ids({ empty_list: 1 })).toEqual([]);
    expect(await ids({ duplicates: 1 })).toEqual([...plain, plain[0]]);
    const shuffled = (await ids({ shuffled: 1 })) as string[];
    expect(shuffled).not.toEqual(plain);
    expect(shuffled.toSorted()).toEqual(plain.toSorted());
    expect(await ids({ truncated: 1 })).toBe("no JSON");
  });

  test("strikes the same requests with the same seed", async () => {
    const run = async (seed: number): Promise<string> => {
      await using sandbox = await sandboxWith("wb", { error_before: 0.3, rate_limited: 0.2 }, seed);
      const seen: number[] = [];
      for (let i = 0; i < 30; i++) {
        const reply = await wb(sandbox, LIST);
        seen.push(typeof reply === "string" ? 0 : reply.status);
      }
      return seen.join(" ");
    };
    const first = await run(7);
    expect(await run(7)).toBe(first);
    expect(await run(8)).not.toBe(first);
    expect(new Set(first.split(" "))).toEqual(new Set(["200", "500", "429"]));
  });

  test("is set and read over HTTP, and a wrong one is refused with the reason", async () => {
    await using sandbox = await sandboxWith("wb", {});
    const put = (body: string): Promise<Response> =>
      fetch(`${sandbox.url}/_sandbox/faults`, { method: "PUT", body, headers: { "content-type": "application/json" } });
    expect(await (await put(JSON.stringify({ wb: { html: 1 } }))).json()).toEqual({
      wb: { html: 1 },
      ozon: {},
      ym: {},
    });
    expect(await wb(sandbox, LIST)).toMatchObject({ status: 502 });
    for (const wrong of [
      '{"wb": {"htm": 1}}',
      '{"wb": {"html": 2}}',
      '{"wb": {"html": 0.6, "hang": 0.6}}',
      "no JSON",
    ]) {
      expect((await put(wrong)).status, wrong).toBe(400);
    }
    expect(await wb(sandbox, LIST)).toMatchObject({ status: 502 });
  });

  test("of moderation refuses the answer after it was taken", async () => {
    await using sandbox = await sandboxWith("wb", { moderation_rejects: 1 });
    expect(await wb(sandbox, "/api/v1/feedbacks/answer", answer(sandbox))).toMatchObject({ status: 204 });
    const { id } = answer(sandbox);
    const read = await wb(sandbox, `/api/v1/feedback?id=${id}`);
    expect(typeof read === "string" ? read : JSON.parse(read.text)).toMatchObject({
      data: { answer: { state: "rejected" } },
    });
  });
});

describe("the limits of the sandbox", () => {
  test("refuse excess requests and measure all requests", async () => {
    const sandbox = await startSandbox({ clock: systemClock, items: ITEMS, limits: true });
    try {
      const replies = await Promise.all(Array.from({ length: 10 }, () => wb(sandbox, LIST)));
      const count = (status: number): number =>
        replies.filter((reply) => typeof reply !== "string" && reply.status === status).length;
      expect([count(200), count(429)]).toEqual([6, 4]);
      expect(sandbox.limitsOf("wb")).toMatchObject({ refused: 4, most_in_a_second: 10 });
    } finally {
      await sandbox.close();
    }
  });
});
