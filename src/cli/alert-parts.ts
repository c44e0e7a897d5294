import type { App } from "../app.ts";
import { channelHealth } from "../store/tables/alert-channels.ts";
import { nameOfBot, sendCode, sendTrial } from "../tasks/alerting/trial.ts";
import { OWN_CHANNELS, type AlertParts } from "../web/alerts/parts.ts";

interface OpenAlerts extends Pick<App, "contacts" | "db"> {
  deps: Pick<App["deps"], "channels" | "clock" | "config" | "db">;
}

/** What the page about one's own alerts works with, over the running program. */
export function alertParts({ contacts, deps, db }: OpenAlerts): AlertParts {
  return {
    contacts,
    channels: () => OWN_CHANNELS.filter((channel) => deps.channels.has(channel)),
    awaySince: (channel) => channelHealth(db, channel).awaySince,
    trial: (contact) => sendTrial(deps, contact),
    mailCode: (to) => sendCode(deps, to),
    botName: (channel) => nameOfBot(deps, channel),
  };
}
