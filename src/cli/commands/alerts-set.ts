import { LEVELS } from "../../domain/alert/event.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { flag, option, repeated } from "../parameters.ts";
import { settingsInWords } from "../alerts/told.ts";
import { activePerson, atTerminal, channel, login } from "../alerts/person.ts";
import { digestTimes, eventWay, quietHours, singlesAtMost, wished } from "../alerts/wish.ts";
import { oneOf, text } from "../values.ts";

export const set = command({
  name: "set",
  summary: "Sets what a person is told by one channel, and when; what is not named stays as it is.",
  examples: [
    "reputation alerts set marina --channel telegram --event question=digest --event goal=off --quiet-hours 21:30-09:00",
    "reputation alerts set marina --channel email --event all=off   # nothing more by e-mail; the mailbox stays bound",
  ],
  takes: {
    login,
    channel,
    event: repeated(
      "--event <event=now|digest|off>",
      "when an event comes, or all=…; may be given several times",
      eventWay,
    ),
    brand: repeated("--brand <id>", "tells of this brand alone; may be given several times", text),
    allBrands: flag("--all-brands", "tells of all brands that they work for"),
    least: option(`--least <${LEVELS.join("|")}>`, "the least level that is told", oneOf(LEVELS)),
    quietHours: option("--quiet-hours <from-to>", "in the business time zone: 22:00-08:00, or none", quietHours),
    digest: option("--digest <times>", "when digests come: 09:00,14:00, or none", digestTimes),
    singles: option("--singles <number>", "the most single messages in ten minutes, 1 to 60", singlesAtMost),
  },
  async run(context, { login: typed, channel, ...wish }) {
    await withCore(context, async (core) => {
      const person = await activePerson(core, typed);
      const brands = core.config.brands.map(({ id }) => id);
      const settings = wished(core.contacts.settingsOf(person.id, channel), wish, { person, brands });
      await core.contacts.set(person.id, new Map([[channel, settings]]), atTerminal(context));
      const document = { person: person.login, channel, settings };
      context.print(document, () => `${person.login}, ${channel}: ${settingsInWords(settings)}`);
    });
  },
});
