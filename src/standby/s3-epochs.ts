/** Epochs as objects of an S3-compatible store, made by a PUT that is carried out only when the object is not there. */
import type { Clock } from "../base/clock.ts";
import { InternalError } from "../base/errors.ts";
import type { Net } from "../net/client.ts";
import type { Reply } from "../net/exchange.ts";
import { claimIn, claimText, epochIn, LARGEST_CLAIM_BYTES, nameOfEpoch, type EpochStore } from "./epochs.ts";
import { encoded, signed, type Keys } from "./sigv4.ts";

export interface Bucket {
  /** `https://storage.yandexcloud.net`. */
  endpoint: string;
  bucket: string;
  /** Without slashes at its ends; empty for the bucket's root. */
  prefix: string;
  keys: Keys;
}

/** Between two renewals there is room for two looks that fail. */
const TIMEOUT_MS = 5000;
const LARGEST_LIST_BYTES = 2 * 1024 * 1024;
/** A list has at most 1,000 names in each part. */
const MOST_PARTS = 100;
/** An object that says nothing: with it the store shows that it keeps to the condition. */
const PROBE = "epoch-condition";

interface Asked {
  method: "GET" | "PUT";
  name?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
}

/** @param net the way to the store; closed with the epochs */
// oxlint-disable-next-line max-lines-per-function -- its functions share the bucket and the way to it
export function s3Epochs({ endpoint, bucket, prefix, keys }: Bucket, net: Net, clock: Clock): EpochStore {
  const root = `/${bucket}`;
  const keyOf = (name: string): string => (prefix === "" ? name : `${prefix}/${name}`);
  const place = `s3://${bucket}${prefix && `/${prefix}`}`;

  async function ask({ method, name, query = {}, headers = {}, body = "" }: Asked): Promise<Reply> {
    const url = new URL(`${endpoint}${root}${name === undefined ? "" : `/${keyOf(name)}`}`);
    url.search = Object.entries(query)
      .map(([key, value]) => `${encoded(key)}=${encoded(value)}`)
      .join("&");
    const { host: _host, ...rest } = signed({ method, url, headers, body }, keys, clock.now());
    return net.request({
      url,
      method,
      headers: rest,
      body: method === "PUT" ? body : null,
      signal: new AbortController().signal,
      timeoutMs: TIMEOUT_MS,
      largestBytes: name === undefined ? LARGEST_LIST_BYTES : LARGEST_CLAIM_BYTES,
    });
  }

  function unexpected(what: string, { status, text }: Pick<Reply, "status" | "text">): InternalError {
    const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1];
    return new InternalError(`${place}: ${what}: HTTP ${status}${code === undefined ? "" : ` ${code}`}`, {
      code: "standby.place",
      retryable: true,
    });
  }

  /** @returns whether the object was made; false: it was there */
  async function putNew(name: string, body: string): Promise<boolean> {
    const headers = { "if-none-match": "*", "content-type": "application/json" };
    const reply = await ask({ method: "PUT", name, headers, body });
    if (reply.status === 412) return false;
    if (reply.status === 200) return true;
    throw unexpected(`${name} cannot be made`, reply);
  }

  /** A store that does not know the condition would let two machines make the same epoch. */
  async function requireCondition(): Promise<void> {
    if (!(await putNew(PROBE, "")) || !(await putNew(PROBE, ""))) return;
    throw new InternalError(`${place} ignores "If-None-Match: *": it would let two machines make the same epoch`, {
      code: "standby.condition",
      hint: "Use another store, or let the placer give the epochs (docs/standby.md).",
    });
  }

  async function part(after: string): Promise<{ epochs: number[]; isLast: boolean }> {
    const query = { "list-type": "2", prefix: keyOf("epoch-"), "start-after": keyOf(after) };
    const reply = await ask({ method: "GET", query });
    const isList = /<ListBucketResult[\s>]/.test(reply.text) && /<\/ListBucketResult>\s*$/.test(reply.text);
    const truncated = /<IsTruncated>(true|false)<\/IsTruncated>/.exec(reply.text)?.[1];
    if (reply.status !== 200 || !isList || truncated === undefined)
      throw unexpected("the epochs cannot be listed", reply);
    const names = [...reply.text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key.split("/").at(-1) ?? "");
    return { epochs: names.flatMap((name) => epochIn(name) ?? []), isLast: truncated === "false" };
  }

  return {
    place,
    async list(from) {
      const found: number[] = [];
      for (let parts = 0, after = from - 1; parts < MOST_PARTS; parts++) {
        const { epochs, isLast } = await part(nameOfEpoch(after));
        found.push(...epochs.filter((epoch) => epoch >= from));
        const last = Math.max(after, ...epochs);
        if (isLast) return found.toSorted((a, b) => a - b);
        if (last === after) break;
        after = last;
      }
      throw unexpected("the list of the epochs has no end", { status: 200, text: "" });
    },
    async make(claim) {
      await requireCondition();
      return putNew(nameOfEpoch(claim.epoch), claimText(claim));
    },
    async read(epoch) {
      const reply = await ask({ method: "GET", name: nameOfEpoch(epoch) });
      if (reply.status === 404) return undefined;
      if (reply.status !== 200) throw unexpected(`${nameOfEpoch(epoch)} cannot be read`, reply);
      return claimIn(reply.text);
    },
    close: () => net.close(),
  };
}
