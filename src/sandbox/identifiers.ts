import { createHash } from "node:crypto";

/** All ids are digests of a seed, so that the same samples give the same ids on every start. */
function digest(seed: string): Buffer {
  return createHash("sha256").update(seed).digest();
}

/** Looks like a WB id: 20 characters, `G7Y9Y1kBAtKOitoBT_lV`. */
export function opaqueId(seed: string): string {
  return digest(seed).toString("base64url").slice(0, 20);
}

/** Looks like an Ozon id: a UUID, `0192e7ce-e12c-7a74-afc7-26e877799204`. */
export function uuid(seed: string): string {
  const hex = digest(seed).toString("hex");
  return `019${hex.slice(0, 5)}-${hex.slice(5, 9)}-7${hex.slice(9, 12)}-a${hex.slice(12, 15)}-${hex.slice(15, 27)}`;
}

/** Looks like a Yandex Market id: nine digits. Two seeds can meet, so the caller has to step over taken ones. */
export function nineDigits(seed: string): number {
  return 100_000_000 + (digest(seed).readUInt32BE(0) % 900_000_000);
}

/** A number that is the same for the same text: chooses among variants. */
export function hashOf(text: string): number {
  return digest(text).readUInt32BE(0);
}

/** Looks like a request id: 32 hexadecimal digits. */
export function requestId(count: number): string {
  return digest(`request ${count}`).toString("hex").slice(0, 32);
}
