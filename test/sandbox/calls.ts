import { expect } from "vitest";
import { fetch } from "undici";
import type { Clock } from "../../src/base/clock.ts";
import type { Platform } from "../../src/domain/platform.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { loadContract, type Contract } from "../support/contract.ts";

/** A request in short form, with the usual credentials and method unless they are given. */
export interface Call {
  method?: string;
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Headers that replace the right credentials. */
  headers?: Record<string, string>;
  /** Marks a request that breaks the contract on purpose; the response must still keep it. */
  invalid?: boolean;
}

/** A response whose `body` is parsed when it is JSON. */
export interface Reply {
  status: number;
  headers: Headers;
  contentType: string | null;
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read deep into bodies that the contract has checked
  body: any;
}

const contracts: Record<Platform, Contract> = {
  wb: loadContract("wb"),
  ozon: loadContract("ozon"),
  ym: loadContract("ym"),
};

export const NOW = Date.parse("2026-07-15T12:00:00+03:00");
const MINUTE = 60_000;
export const DAY = 86_400_000;

/** A clock that stands still until it is moved. The sandbox waits for nothing, so it never sleeps. */
export function handClock(start = NOW): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => void (now += ms),
    sleep: () => Promise.reject(new Error("the sandbox does not sleep")),
    after: () => ({ cancel: () => undefined }),
  };
}

/** A sandbox with its clock, and callers that check every request and response against the contract. */
export async function openSandbox(items?: readonly SampleItem[]) {
  const clock = handClock();
  const sandbox = await startSandbox({ clock, ...(items === undefined ? {} : { items }) });
  const operations = new Set<string>();
  const caller = (platform: Platform) => async (call: Call) => {
    const { method = platform === "wb" ? "GET" : "POST", path, query, body, invalid = false } = call;
    const headers = call.headers ?? rightHeaders(sandbox, platform);
    if (!invalid) {
      const request = { method, path, headers, body, ...(query === undefined ? {} : { query }) };
      expect(contracts[platform].validateRequest(request)).toEqual([]);
    }
    const reply = await send(sandbox.baseUrls[platform] + path, { method, headers, query, body });
    const { status, contentType, text } = reply;
    const response = { method, path, status, contentType, body: text === "" ? undefined : reply.body };
    expect(contracts[platform].validateResponse(response)).toEqual([]);
    operations.add(`${method} ${path.replace(/businesses\/\d+/, "businesses/{businessId}")}`);
    return reply;
  };
  return {
    sandbox,
    clock,
    world: sandbox.world,
    operations,
    wb: caller("wb"),
    ozon: caller("ozon"),
    ym: caller("ym"),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** The operations that the contract describes, without the ones that are going away. */
export function describedOperations(platform: Platform): string[] {
  const current = contracts[platform].operations.filter(({ deprecated }) => !deprecated);
  return current.map(({ method, path }) => `${method} ${path}`).sort();
}

function rightHeaders(sandbox: Sandbox, platform: Platform): Record<string, string> {
  const { wb, ozon, ym } = sandbox.credentials;
  if (platform === "wb") return { authorization: wb.token };
  if (platform === "ozon") return { "client-id": ozon.clientId, "api-key": ozon.apiKey };
  return { "api-key": ym.apiKey };
}

interface Sent {
  method: string;
  headers: Record<string, string>;
  query?: Record<string, string> | undefined;
  body?: unknown;
}

/** Sends one request and returns any response. A string body is sent unchanged. */
export async function send(url: string, { method, headers, query, body }: Sent): Promise<Reply> {
  const content = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const search = query === undefined ? "" : `?${new URLSearchParams(query).toString()}`;
  const response = await fetch(url + search, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...content,
  });
  const text = await response.text();
  const contentType = response.headers.get("content-type");
  return {
    status: response.status,
    headers: response.headers as unknown as Headers,
    contentType,
    text,
    body: /json/.test(contentType ?? "") ? (JSON.parse(text) as unknown) : text,
  };
}

/** Samples of one kind, a minute apart, the first one the oldest. */
export function samples(count: number, common: Partial<SampleItem> & Pick<SampleItem, "platform">): SampleItem[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${common.platform}-${index}`,
    text: `Отзыв номер ${index}`,
    rating: common.itemType === "question" ? null : 5,
    createdAt: NOW - (count - index) * MINUTE,
    ...common,
  }));
}
