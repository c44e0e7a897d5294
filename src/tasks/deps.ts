import type { Facts } from "../ai/knowledge.ts";
import type { Products } from "../ai/products.ts";
import type { Llm } from "../ai/llm.ts";
import type { Channel } from "../channels/channel.ts";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import type { JobArgs } from "../domain/job.ts";
import type { Log } from "../base/log.ts";
import type { Marketplace } from "../marketplaces/marketplace.ts";
import type { Reporter } from "../office/reporter.ts";
import type { Enqueue } from "../queue/enqueue.ts";
import type { Fence } from "../standby/fence.ts";
import type { Db } from "../store/db.ts";

/** Everything a task may use. Each task names the part it needs. */
export interface Deps {
  db: Db;
  clock: Clock;
  log: Log;
  config: Config;
  /** By account id. */
  marketplaces: ReadonlyMap<string, Marketplace>;
  llm: Llm;
  /** What is asked while `llm` cannot be used; null without one. */
  fallback: Llm | null;
  /** Of the seller's file; undefined when there is none. */
  products: Products | undefined;
  facts: Facts;
  enqueue: Enqueue<JobArgs>;
  office: Reporter;
  /** Tells whether another daemon may have taken over; null when there are no copies to take over from. */
  fence: Fence | null;
  /** The ways on which people are told; those that the configuration names. */
  channels: ReadonlyMap<ChannelName, Channel>;
}
