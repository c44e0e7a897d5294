/**
 * Epochs: who may send. Each take-over makes the next one in the place where the copies are, which only one process can do;
 * whoever holds an earlier one sends no more.
 */
import { z } from "zod";
import { InternalError } from "../base/errors.ts";

const form = z.object({
  epoch: z.int().min(1),
  /** A random value: whoever made the epoch knows it. */
  holder: z.string().min(1).max(100),
  /** The machine, for people. */
  host: z.string().max(300),
  /** Unix ms, by that machine's clock. */
  at: z.number(),
});
/** What is written when an epoch is made. */
export type Claim = z.infer<typeof form>;

/** The place in which epochs are made: a folder, or a bucket. */
export interface EpochStore {
  /** The place, for people; without keys. */
  readonly place: string;
  /**
   * The epochs that exist, from this one on, in rising order, as they are at the place itself and in no cache.
   * @throws when the place cannot be read, so that nothing is known
   */
  list(from: number): Promise<number[]>;
  /** Makes the epoch, unless it exists. @returns false when it existed already @throws when it is not known */
  make(claim: Claim): Promise<boolean>;
  /** What was written into an epoch; undefined when it does not exist or says nothing. */
  read(epoch: number): Promise<Claim | undefined>;
  close(): Promise<void>;
}

/** Epochs are listed as text, so they have one length. */
const DIGITS = 8;
export const HIGHEST_EPOCH = 10 ** DIGITS - 1;
/** A claim is a few hundred bytes. */
export const LARGEST_CLAIM_BYTES = 4096;

export function nameOfEpoch(epoch: number): string {
  return `epoch-${String(epoch).padStart(DIGITS, "0")}`;
}

/** Where Litestream copies the database while this epoch lasts: each has a place of its own. */
export function nameOfCopy(epoch: number): string {
  return `copy-${String(epoch).padStart(DIGITS, "0")}`;
}

/** The number in the name of an epoch; undefined when it is the name of something else. */
export function epochIn(name: string): number | undefined {
  const number = Number(/^epoch-(\d{8})$/.exec(name)?.[1] ?? 0);
  return number > 0 ? number : undefined;
}

export function claimText(claim: Claim): string {
  return `${JSON.stringify(claim)}\n`;
}

/** @returns undefined for what is no claim, such as the file of a process that died while it wrote */
export function claimIn(text: string): Claim | undefined {
  try {
    return form.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Makes an epoch. When it seems to exist already, or nobody knows, what stands in it decides: the request may have been
 * carried out although its answer was lost.
 * @returns false when somebody else has made it
 * @throws InternalError when it is not known
 */
export async function makeEpoch(store: EpochStore, claim: Claim): Promise<boolean> {
  const made = await store.make(claim).catch((error: unknown) => ({ error }));
  if (made === true) return true;
  const found = await store.read(claim.epoch).catch((error: unknown) => {
    throw notKnown(store, claim, made === false ? error : made.error);
  });
  if (found?.holder === claim.holder) return true;
  if (made === false || found) return false;
  throw notKnown(store, claim, made.error);
}

function notKnown({ place }: EpochStore, { epoch }: Claim, cause: unknown): InternalError {
  return new InternalError(`it is not known whether ${nameOfEpoch(epoch)} was made in ${place}`, {
    code: "standby.place",
    cause,
    retryable: true,
    hint: "Run the command again: it takes the next epoch.",
  });
}
