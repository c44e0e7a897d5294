/**
 * Buyers' pictures, fetched from where the marketplaces keep them. Pages show them as their own, so that a browser asks
 * nobody else, and nobody else learns who looks at what.
 */
import PQueue from "p-queue";
import type { Clock } from "../base/clock.ts";
import { MINUTE_MS } from "../base/clock.ts";
import type { Platform } from "../domain/platform.ts";
import type { Net } from "../net/client.ts";

/** The account through which a picture has come. */
export interface PictureAccount {
  id: string;
  platform: Platform;
  base_url?: string | undefined;
}

export interface Picture {
  type: PictureType;
  bytes: Buffer<ArrayBuffer>;
}

export interface Pictures {
  /**
   * The picture at an address that a marketplace has given; undefined when it stands with somebody else, cannot be had,
   * or is no picture. It takes seconds at most.
   */
  get(account: PictureAccount, address: string): Promise<Picture | undefined>;
}

/** The domains under which the marketplaces keep what buyers upload, as in their own documents. */
const DOMAINS: Record<Platform, readonly string[]> = {
  wb: ["wbbasket.ru", "wbcontent.net", "wbstatic.net"],
  ozon: ["ozone.ru", "ozon.ru"],
  ym: ["avatars.mds.yandex.net"],
};

const LARGEST_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
/** All pictures that are kept together, and how long it is known that there is none. */
const KEPT_BYTES = 64 * 1024 * 1024;
const NONE_MS = MINUTE_MS;
const AT_ONCE = 6;
/** Askers beyond that get none. */
const WAITING = 200;

interface Kept {
  picture: Picture | undefined;
  /** Unix ms. */
  at: number;
}

/** @param wayOf how requests for an account leave this machine */
export function createPictures(wayOf: (account: PictureAccount) => Net, clock: Clock): Pictures {
  const turns = new PQueue({ concurrency: AT_ONCE });
  const ways = new Map<string, Net>();
  const underWay = new Map<string, Promise<Picture | undefined>>();
  /** The one that was asked for last stands last. */
  const kept = new Map<string, Kept>();
  let keptBytes = 0;

  function forget(address: string): void {
    keptBytes -= kept.get(address)?.picture?.bytes.length ?? 0;
    kept.delete(address);
  }

  function keep(address: string, picture: Picture | undefined): void {
    forget(address);
    kept.set(address, { picture, at: clock.now() });
    keptBytes += picture?.bytes.length ?? 0;
    for (const oldest of kept.keys()) if (keptBytes > KEPT_BYTES || kept.size > 1000) forget(oldest);
  }

  async function fetched(account: PictureAccount, url: URL): Promise<Picture | undefined> {
    const way = ways.get(account.id) ?? wayOf(account);
    ways.set(account.id, way);
    const picture = await turns.add(() => load(way, url)).catch(() => undefined);
    keep(url.href, picture);
    underWay.delete(url.href);
    return picture;
  }

  return {
    async get(account, address) {
      const url = allowed(account, address);
      if (!url) return undefined;
      const known = kept.get(url.href);
      if (known && (known.picture || clock.now() - known.at < NONE_MS)) {
        kept.delete(url.href);
        kept.set(url.href, known);
        return known.picture;
      }
      if (turns.size >= WAITING) return undefined;
      const picture = underWay.get(url.href) ?? fetched(account, url);
      underWay.set(url.href, picture);
      return picture;
    },
  };
}

/**
 * The address, when it may be asked: over https at the marketplace's own domains; or where the account itself is asked,
 * which the configuration says (a sandbox, a proxy).
 */
function allowed({ platform, base_url }: PictureAccount, address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return undefined;
  if (base_url !== undefined && url.origin === new URL(base_url).origin) return url;
  const isTheirs = DOMAINS[platform].some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`));
  return url.protocol === "https:" && url.port === "" && isTheirs ? url : undefined;
}

/** Redirects are not followed, so that nothing but the allowed address is asked. */
async function load(way: Net, url: URL): Promise<Picture | undefined> {
  const { signal } = new AbortController();
  const bounds = { signal, timeoutMs: TIMEOUT_MS, largestBytes: LARGEST_BYTES };
  const { status, bytes } = await way.request({
    ...bounds,
    url,
    method: "GET",
    headers: { accept: "image/*" },
    body: null,
  });
  const type = status === 200 ? typeOf(bytes) : undefined;
  return type && { type, bytes };
}

/** How files of each type begin, as Latin-1. Others, SVG above all, can be more than a picture. */
const BEGINNINGS = {
  "image/jpeg": /^\xff\xd8\xff/,
  "image/png": /^\x89PNG\r\n/,
  "image/gif": /^GIF8[79]a/,
  "image/webp": /^RIFF[^]{4}WEBP/,
} as const;
export type PictureType = keyof typeof BEGINNINGS;

function typeOf(bytes: Buffer): PictureType | undefined {
  const beginning = bytes.toString("latin1", 0, 12);
  const types = Object.keys(BEGINNINGS) as PictureType[];
  return types.find((type) => BEGINNINGS[type].test(beginning));
}
