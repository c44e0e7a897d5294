import { Hono, type Context } from "hono";
import type { ToldContact } from "../../store/tables/alert-contacts.ts";
import type { TrialOutcome } from "../../tasks/alerting/trial.ts";
import { textsOf, type Texts } from "../../texts/texts.ts";
import { bodyOf, fieldsOf as sentFields } from "../form.ts";
import type { PartsOf } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";
import { alertAnswer, settingsOf, type AlertAnswer } from "./answer.tsx";
import { brandsOf, fieldsOf, firstOf, readFields, settingsFrom } from "./form.ts";
import { OWN_CHANNELS, type OwnChannel, type Shown } from "./parts.ts";

/** One's own alerts: every route reads and changes what belongs to the one who asks. */
export function alertRoutes(parts: PartsOf<"alerts">): Hono<WebEnv> {
  const { contacts } = parts.alerts;
  const answer = alertAnswer(parts);
  const app = new Hono<WebEnv>();
  app.get("/alerts", (c) => {
    const code = c.req.query("code");
    return answer.show(c, code === undefined ? {} : { code: code.slice(0, 20) });
  });
  app.post("/alerts/:channel{(?:telegram|max|email)}/ask", (c) =>
    answer.attempt(c, () => ask(parts, c, c.req.param("channel") as OwnChannel)),
  );
  app.post("/alerts/code", (c) =>
    answer.attempt(c, async () => {
      const { code = "" } = await bodyOf(c);
      await contacts.confirmByCode(c.get("person").id, code.slice(0, 100));
    }),
  );
  app.post("/alerts/contacts/:id{[0-9]+}/:what{(?:confirm|off)}", (c) =>
    answer.attempt(c, () => {
      const [person, id] = [c.get("person").id, Number(c.req.param("id"))];
      return c.req.param("what") === "confirm" ? contacts.confirm(person, id) : contacts.switchOff(person, id);
    }),
  );
  app.post("/alerts/contacts/:id{[0-9]+}/trial", (c) =>
    answer.attempt(c, () => tryOut(parts, c.get("person").id, Number(c.req.param("id")))),
  );
  app.post("/alerts/settings", (c) => saveSettings(parts, answer, c));
  return app;
}

/** Makes a code, and says where it goes. */
async function ask({ alerts, config }: PartsOf<"alerts">, c: Context<WebEnv>, channel: OwnChannel): Promise<Shown> {
  const { id } = c.get("person");
  const { outcomes } = textsOf(config.locale).web.alertsPage;
  if (!alerts.channels().includes(channel)) return { said: { text: outcomes.missing, isBad: true } };
  if (channel !== "email") {
    const asked = await alerts.contacts.ask(id, { channel });
    return { asked: { ...asked, channel, bot: await alerts.botName(channel) } };
  }
  const { address = "" } = await bodyOf(c);
  const { code } = await alerts.contacts.ask(id, { channel, address });
  return { said: inWords(await alerts.mailCode({ address: address.trim(), code }), outcomes, "mailed") };
}

async function tryOut(
  { alerts, config }: PartsOf<"alerts">,
  userId: number,
  contactId: number,
): Promise<Shown | undefined> {
  const contact = alerts.contacts.of(userId).find(({ id }) => id === contactId);
  if (contact?.state !== "confirmed" || contact.address === null) return undefined;
  const outcome = await alerts.trial(contact as ToldContact);
  return { said: inWords(outcome, textsOf(config.locale).web.alertsPage.outcomes, "sent") };
}

type Outcomes = Texts["web"]["alertsPage"]["outcomes"];

function inWords(outcome: TrialOutcome, words: Outcomes, sent: "sent" | "mailed"): NonNullable<Shown["said"]> {
  return outcome.sent ? { text: words[sent], isBad: false } : { text: words[outcome.why], isBad: true };
}

async function saveSettings(parts: PartsOf<"alerts">, answer: AlertAnswer, c: Context<WebEnv>): Promise<Response> {
  const { alerts, config } = parts;
  const person = c.get("person");
  const brands = brandsOf(person, config.brands);
  const words = textsOf(config.locale).web.alertsPage;
  const before = settingsOf(parts, person.id);
  const first = firstOf(alerts.channels());
  const sent = await sentFields(c);
  const fields = readFields(sent, before);
  const read = settingsFrom(fields, brands, { settings: before, first });
  if ("problem" in read) {
    const said = { text: words.problems[read.problem], isBad: true };
    return answer.show(c, { said }, 400, { fields, settings: before });
  }
  const { settings } = read;
  if (sent.get("do") === "preview") {
    const said = { text: words.notSaved, isBad: false };
    return answer.show(c, { said }, 200, { fields: fieldsOf(settings, brands, first), settings });
  }
  await alerts.contacts.set(person.id, new Map(OWN_CHANNELS.map((channel) => [channel, settings[channel]])));
  return c.redirect("/alerts?saved=1", 303);
}
