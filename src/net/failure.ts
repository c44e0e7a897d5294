/** Why a request got no reply, or no usable one. */
export type NetFault =
  /** No connection: no name, no route, nobody listening, no trusted certificate, a proxy that refuses. */
  | "unreachable"
  /** The connection broke. */
  | "broken"
  /** The time allowed is over. */
  | "timeout"
  /** The caller gave up. */
  | "aborted"
  /** The reply is larger, longer or deeper than the bounds allow. */
  | "too_large";

/** A request that got no reply, or one that must not be read. */
export class NetError extends Error {
  readonly fault: NetFault;
  /** Whether the request may have reached the other side: false only when not one byte of it was written. */
  readonly left: boolean;

  constructor(message: string, { fault, left, cause }: { fault: NetFault; left: boolean; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "NetError";
    this.fault = fault;
    this.left = left;
  }
}
