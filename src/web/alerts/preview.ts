/** What would come of which event, when, if it happened now. */
import { sentenceOf } from "../../desk/alert-message.ts";
import { mayBeTold, type Person } from "../../domain/access.ts";
import { brandOf, levelOf, personOf, TOPICS, type AlertEvent, type Topic } from "../../domain/alert/event.ts";
import { when } from "../../domain/alert/plan.ts";
import type { AlertSettings } from "../../domain/alert/settings.ts";
import { wallTime } from "../../domain/calendar.ts";
import { DAY_MS } from "../../base/clock.ts";
import type { View, WebConfig } from "../parts.ts";

/** An event of each topic, as it could happen to the person. */
function exampleOf(
  topic: Topic,
  { person, now, say }: Pick<View, "person" | "now" | "say">,
  accounts: WebConfig["accounts"],
): AlertEvent {
  const account = accounts[0]?.id ?? "wb";
  const item = { item_id: 1042, brand: person.brands?.[0] ?? "" };
  const words = { ...item, words: "" };
  switch (topic) {
    case "danger":
    case "question":
      return { kind: topic, ...words };
    case "negative":
      return { kind: "negative", ...words, rating: 2 };
    case "edited_down":
      return { kind: "edited_down", ...words, from: 5, to: 1 };
    case "handed_on":
      return { kind: "handed_on", ...item, at: now, user_id: person.id, to: person.name, by: "…", again: true };
    case "unsent":
      return { kind: "taken_down", ...item, at: now };
    case "goal":
      return { kind: "goal_missed", ...item, due_at: now };
    case "products": {
      const signal = { kind: "complaint", category: "packaging", count: 4, usual: 1 } as const;
      const product = { product: "", platform: "wb", sku: "12345678", name: null, items: [] } as const;
      return { kind: "product_signal", brand: item.brand, ...product, items: [], signal, since: now };
    }
    case "weekly":
      return { kind: "weekly", brand: item.brand, monday: "", text: say.week.example };
    case "keys":
      return { kind: "key_ending", account, ends_at: now + 9 * DAY_MS, days: 9 };
    case "outages":
      return { kind: "marketplace_away", account, item_type: "review", since: now };
    case "limits":
      return { kind: "daily_cap", day: "", cap: 500 };
    case "backup":
      return { kind: "backup_old", day: "", last: now - 2 * DAY_MS };
    case "channels":
      return { kind: "channel_off", channel: "max", contact_id: 0, user_id: person.id, at: now };
  }
}

/** The topics that the person may be told of; what concerns the program is for administrators. */
export function topicsFor(view: Pick<View, "person" | "now" | "say">): Topic[] {
  return TOPICS.filter((topic) => {
    const event = exampleOf(topic, view, []);
    if (personOf(event) !== null) return true;
    const brand = brandOf(event);
    return mayBeTold(anywhere(view.person), { brand, forReceivers: false });
  });
}

/** Of which brand the example is does not matter. */
function anywhere({ role }: Person): Pick<Person, "role" | "brands"> {
  return { role, brands: null };
}

export function sentenceFor(topic: Topic, view: View, accounts: WebConfig["accounts"]): string {
  return sentenceOf(exampleOf(topic, view, accounts), view.say, view);
}

/** When the person would be told, in words. */
export function whenInWords(topic: Topic, settings: AlertSettings, view: View): string {
  const { say, now, timezone } = view;
  const words = say.web.alertsPage;
  const event = exampleOf(topic, view, []);
  // An example has a brand of those that are chosen.
  const told = { topic, level: levelOf(event.kind), brand: null, isPersonal: personOf(event) !== null };
  const plan = when(settings, told, now, timezone);
  if (plan.how === "never") return words.never[plan.why];
  if (plan.how === "single") return words.atOnce;
  const time = wallTime(plan.at, timezone).slice(11, 16);
  return plan.how === "quiet" ? words.afterQuiet(time) : words.inDigest(time);
}
