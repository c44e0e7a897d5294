import { causeChain, ReputationError } from "../../base/errors.ts";
import type { Channel } from "../../channels/channel.ts";
import { failed, ok, type Finding } from "./finding.ts";

/** Whether people can be told that way; it tells nobody anything. */
export async function checkChannel(channel: Channel): Promise<Finding> {
  try {
    const { who } = await channel.check();
    return ok(channel.name, `${who} can be used`);
  } catch (error) {
    const hint = error instanceof ReputationError ? (error.hint ?? null) : null;
    return failed(channel.name, causeChain(error), hint ?? `Check alerts.${keyOf(channel)}. Work goes on without it.`);
  }
}

function keyOf({ name }: Channel): string {
  return name === "webhook" ? "webhooks" : name;
}
