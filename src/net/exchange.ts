import type { Dispatcher } from "undici";
import { NetError } from "./failure.ts";

/** A reply as received, decompressed. */
export interface Reply {
  status: number;
  headers: Headers;
  bytes: Buffer<ArrayBuffer>;
  /** The bytes as UTF-8. */
  readonly text: string;
}

interface Watch {
  /** Called right before the first byte is written. When it throws, nothing is written. */
  lastCheck: (() => void) | undefined;
  largestBytes: number;
}

/**
 * One request on its way, as undici's handler. undici calls `onRequestStart` in the very step that writes the request
 * to a socket that is already connected, which is what makes the last check the last.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly reply: Promise<Reply>;
  #left = false;
  readonly #watch: Watch;
  readonly #settle: { resolve(reply: Reply): void; reject(error: unknown): void };
  #controller: Dispatcher.DispatchController | undefined;
  #ended: { reason: unknown } | undefined;
  #status = 0;
  readonly #headers = new Headers();
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(watch: Watch) {
    this.#watch = watch;
    const { promise, ...settle } = Promise.withResolvers<Reply>();
    this.reply = promise;
    this.#settle = settle;
  }

  /** Whether any byte of the request may have left. */
  get left(): boolean {
    return this.#left;
  }

  /** Whether this error ended the exchange from our side. */
  wasEndedBy(error: unknown): boolean {
    return this.#ended !== undefined && this.#ended.reason === error;
  }

  /** Ends the exchange. One that still waits for a connection is never written. */
  end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = { reason };
    this.#settle.reject(reason);
    this.#controller?.abort(reason instanceof Error ? reason : new Error("the caller gave up"));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended) throw this.#ended.reason;
    if (this.#left) throw new NetError("a request is never written twice", { fault: "broken", left: true });
    try {
      this.#watch.lastCheck?.();
    } catch (error) {
      this.end(error);
      throw error;
    }
    this.#left = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      for (const one of [value ?? []].flat()) this.#headers.append(name, one);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.byteLength;
    if (this.#size > this.#watch.largestBytes) throw tooLarge(this.#watch.largestBytes);
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const bytes = Buffer.concat(this.#chunks);
    this.#settle.resolve({
      status: this.#status,
      headers: this.#headers,
      bytes,
      get text() {
        return bytes.toString("utf8");
      },
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle.reject(error);
  }
}

/** The error of a reply with more bytes than allowed, counted after decompression. */
export function tooLarge(bytes: number): NetError {
  return new NetError(`the reply is larger than ${bytes} bytes`, { fault: "too_large", left: true });
}
