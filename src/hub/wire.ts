/** One request to a cell, over HTTP. Nothing is ever sent twice: whether a decision was taken is for a person to look at. */
import { parsedJson } from "../base/json.ts";
import { z } from "zod";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import type { CellConfig } from "../config/hub.ts";
import { METHODS, PROTOCOL, type Args, type Asker, type Gives, type Method } from "../desk/cell/methods.ts";
import { createNet } from "../net/client.ts";
import type { Reply } from "../net/exchange.ts";
import { NetError } from "../net/failure.ts";
import { routeOf } from "../net/route.ts";
import { CellError } from "./cell-error.ts";

export interface Wire {
  /** @throws CellError */
  ask<M extends Method>(
    method: M,
    asker: Asker | null,
    args: Args<M>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Gives<M>>;
  close(): Promise<void>;
}

/** A page of long reviews, or the largest picture. */
const LARGEST_REPLY = 16 * 1024 * 1024;
const replyForm = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.string(), code: z.string().catch("") }),
]);
/** What only a cell of another version answers. */
const OTHER_VERSION = ["cell.method", "cell.args", "cell.protocol"];

export function openWire({ url, name, token, proxy }: CellConfig, { net }: Pick<Config, "net">, clock: Clock): Wire {
  const way = createNet(routeOf(net, proxy), clock);
  const never = new AbortController().signal;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  async function send(method: Method, body: string, timeoutMs: number, signal: AbortSignal): Promise<Reply> {
    try {
      const to = new URL(`${url}/cell/${method}`);
      return await way.request({
        url: to,
        method: "POST",
        headers,
        body,
        signal,
        timeoutMs,
        largestBytes: LARGEST_REPLY,
      });
    } catch (error) {
      const isSafe = error instanceof NetError && !error.left;
      throw new CellError(isSafe ? "away" : "unknown", name, messageOf(error), error);
    }
  }

  return {
    async ask(method, asker, args, timeoutMs, signal = never) {
      const reply = await send(method, JSON.stringify({ protocol: PROTOCOL, person: asker, args }), timeoutMs, signal);
      const result = resultOf(reply, name);
      const read = METHODS[method].gives.safeParse(result);
      if (!read.success) {
        // What was to change something has been heard, and may have been done.
        const fault = isLook(method) ? "lacking" : "unknown";
        throw new CellError(fault, name, `${method}: a reply that is not understood`, read.error);
      }
      return read.data as Gives<typeof method>;
    },
    close: () => way.close(),
  };
}

/** Whether the method changes nothing for anybody, however often it is asked. */
function isLook(method: Method): boolean {
  const { needs } = METHODS[method];
  return needs === null || needs === "look";
}

function resultOf({ status, text }: Reply, cell: string): unknown {
  const read = replyForm.safeParse(parsedJson(text));
  if (status === 200 && read.success && "result" in read.data) return read.data.result;
  const { error, code } = read.success && "error" in read.data ? read.data : { error: `status ${status}`, code: "" };
  // A daemon that has no hub configured, or another server, knows no such place.
  if (OTHER_VERSION.includes(code)) throw new CellError("lacking", cell, error);
  if (code === "cell.busy") throw new CellError("busy", cell, error);
  // Whatever stands before a decision has refused it; an error within one leaves its outcome open, as a garbled reply does.
  throw new CellError(status >= 500 || status === 200 ? "unknown" : "away", cell, error);
}
