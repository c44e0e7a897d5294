import { createHash } from "node:crypto";
import type { Config } from "../config/schema.ts";

/** The bots of messengers, by fingerprints from which nobody can tell their tokens. */
export interface BotPrint {
  channel: "telegram" | "max";
  print: string;
}

export function botPrints({ telegram, max }: Pick<Config["alerts"], "telegram" | "max">): BotPrint[] {
  return (["telegram", "max"] as const).flatMap((channel) => {
    const token = { telegram, max }[channel]?.token;
    return token === undefined
      ? []
      : { channel, print: createHash("sha256").update(`${channel} ${token}`).digest("hex") };
  });
}
