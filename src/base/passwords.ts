/**
 * Hashes of passwords as PHC strings: argon2id where this Node has it, else scrypt (OWASP's parameters). Each is computed
 * off the main thread, at most two at a time, so that many sign-ins at once take neither the loop nor the memory.
 */
import * as crypto from "node:crypto";
import { promisify } from "node:util";
import type PQueue from "p-queue";

export interface Passwords {
  /** @returns a PHC string */
  hash(password: string): Promise<string>;
  /**
   * Whether it is that password. It takes the same time without a hash, so that nobody learns from it who is known.
   * @param phc of `hash`
   */
  verify(password: string, phc: string | null | undefined): Promise<boolean>;
  /** How many are being computed or wait for it. */
  waiting(): number;
}

type Parameters = Readonly<Record<string, number>>;

interface Method {
  parameters: Parameters;
  derive(password: string, salt: Buffer, parameters: Parameters, length: number): Promise<Buffer>;
}

const AT_ONCE = 2;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** 19 MiB, two passes. */
const argon2id: Method = {
  parameters: { v: 19, m: 19_456, t: 2, p: 1 },
  derive: (message, nonce, { m = 0, t = 0, p = 0 }, tagLength) =>
    promisify(crypto.argon2)("argon2id", { message, nonce, memory: m, passes: t, parallelism: p, tagLength }),
};

/** N = 2^17, 128 MiB. */
const scrypt: Method = {
  parameters: { ln: 17, r: 8, p: 1 },
  derive: (password, salt, { ln = 0, r = 0, p = 0 }, length) =>
    new Promise((resolve, reject) => {
      const options = { N: 2 ** ln, r, p, maxmem: 2 ** ln * r * p * 256 };
      crypto.scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
    }),
};

const METHODS: Readonly<Record<string, Method>> = { argon2id, scrypt };

/** @param method by default the best that this Node has */
export function createPasswords(method?: "argon2id" | "scrypt"): Passwords {
  let queue: PQueue | undefined;
  async function derive(password: string, { name, salt, parameters, length }: Phc): Promise<Buffer> {
    // It is loaded with the first password, because few commands have one.
    const { default: Queue } = await import("p-queue");
    queue ??= new Queue({ concurrency: AT_ONCE });
    return queue.add(() => methodOf(name).derive(password.normalize("NFC"), salt, parameters, length));
  }
  const fresh = (): Phc => {
    // Asked only here, because to ask loads all of `node:crypto`.
    const name = method ?? bestMethod();
    return { name, parameters: methodOf(name).parameters, salt: crypto.randomBytes(SALT_BYTES), length: HASH_BYTES };
  };
  return {
    async hash(password) {
      const phc = fresh();
      return write(phc, await derive(password, phc));
    },
    async verify(password, text) {
      const known = text ? read(text) : undefined;
      const derived = await derive(password, known ?? fresh());
      return known !== undefined && crypto.timingSafeEqual(derived, known.hash);
    },
    waiting: () => (queue ? queue.size + queue.pending : 0),
  };
}

function bestMethod(): "argon2id" | "scrypt" {
  // Node has argon2 since 24.7, and only when its OpenSSL does.
  return typeof crypto.argon2 === "function" ? "argon2id" : "scrypt";
}

interface Phc {
  name: string;
  parameters: Parameters;
  salt: Buffer;
  length: number;
}

/** `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`; version and parameters are equal here. */
function write({ name, parameters, salt }: Phc, hash: Buffer): string {
  const { v, ...rest } = parameters;
  const list = Object.entries(rest).map(([key, value]) => `${key}=${value}`);
  const base64 = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");
  return ["", name, ...(v === undefined ? [] : [`v=${v}`]), list.join(","), base64(salt), base64(hash)].join("$");
}

/** @throws Error when it is no PHC string of a known method: the database was changed by a hand or a newer program */
function read(text: string): Phc & { hash: Buffer } {
  const [, name = "", ...parts] = text.split("$");
  const hash = Buffer.from(parts.pop() ?? "", "base64");
  const salt = Buffer.from(parts.pop() ?? "", "base64");
  const pairs = parts
    .join(",")
    .split(",")
    .map((pair) => pair.split("="));
  const parameters = Object.fromEntries(pairs.map(([key = "", value]) => [key, Number(value)]));
  methodOf(name);
  return { name, parameters, salt, hash, length: hash.length };
}

function methodOf(name: string): Method {
  const method = METHODS[name];
  if (!method) throw new Error(`a password is stored in an unknown way: ${name}`);
  return method;
}
