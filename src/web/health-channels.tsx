/** @jsxImportSource hono/jsx */
import type { ProgramOverview } from "../desk/program-state.ts";
import { Icon } from "./icons.tsx";
import type { View } from "./parts.ts";
import { number, when } from "./say.ts";

type ChannelState = ProgramOverview["channels"][number];

/** What is said of a channel that takes no messages. */
export function channelAlarm({ say, now, timezone }: View, { channel, away_since: away }: ChannelState): string[] {
  const { names, alarm } = say.web.health.channels;
  return away === null ? [] : [alarm(names[channel], when(away, now, timezone))];
}

/** Whether people are told by it; red while it takes no messages. */
export function ChannelTile({ view: { say, now, timezone }, state }: { view: View; state: ChannelState }) {
  const words = say.web.health.channels;
  const { channel, away_since: away, waiting, last_24h: day, last_sent_at: last } = state;
  const sent = words.sent(number(day.sent), last === null ? null : when(last, now, timezone));
  return (
    <section class="tile">
      <h2>{words.name(words.names[channel])}</h2>
      <p class={away === null ? "st ok" : "st bad"}>
        <Icon name={away === null ? "check" : "alert"} />
        {away === null ? sent : words.away(when(away, now, timezone))}
      </p>
      {away !== null && <p class="dim">{words.how}</p>}
      {waiting > 0 && <p class="dim">{words.waiting(number(waiting))}</p>}
      {day.gave_up > 0 && <p class="dim">{words.gaveUp(number(day.gave_up))}</p>}
    </section>
  );
}
