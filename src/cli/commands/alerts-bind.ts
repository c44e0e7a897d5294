import { safeLine } from "../../domain/wording/safe-text.ts";
import { UsageError } from "../../base/errors.ts";
import { askFor, boundContacts, claimedContact } from "../alerts/binding.ts";
import { withChannels } from "../alerts/open.ts";
import { activePerson, atTerminal, channel, login } from "../alerts/person.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { flag, option } from "../parameters.ts";
import { confirm as askYes } from "../terminal/confirm.ts";
import { text } from "../values.ts";

export const bind = command({
  name: "bind",
  summary: "Makes a code by which a person binds their chat; for e-mail, sends it to the mailbox.",
  examples: [
    "reputation alerts bind marina --channel telegram",
    "reputation alerts bind marina --channel email --address marina@shop.example",
  ],
  takes: { login, channel, address: option("--address <address>", "the mailbox, for e-mail", text) },
  async run(context, { login: typed, channel, address }) {
    await withChannels(context, async (open) => {
      const person = await activePerson(open, typed);
      const asked = await askFor(open, person.id, channel, address);
      const { code, to, expires_at } = asked;
      context.hint(
        code === null
          ? `A mail with a code went to ${to}. It counts once, until ${expires_at}. Then: ${nextStep(person.login, channel, "--code <code>")}`
          : `${person.login} sends this to ${to ?? "the bot"} in a private chat. It counts once, until ${expires_at}. Then: ${nextStep(person.login, channel)}`,
      );
      context.print({ person: person.login, channel, ...asked }, () => (code === null ? "" : `/start ${code}`));
    });
  },
});

function nextStep(login: string, channel: string, more = ""): string {
  return ["reputation alerts confirm", login, "--channel", channel, more].filter(Boolean).join(" ");
}

export const confirm = command({
  name: "confirm",
  summary:
    "Says that it was the person who sent the code, by the name that the messenger shows; for e-mail, takes the code.",
  examples: [
    "reputation alerts confirm marina --channel telegram",
    "reputation alerts confirm marina --channel email --code K7WQ2MXP",
  ],
  takes: {
    login,
    channel,
    code: option("--code <code>", "the code of the mail, for e-mail", text),
    yes: flag("-y, --yes", "do not ask whether the name is theirs"),
  },
  async run(context, { login: typed, channel, code, yes }) {
    return withCore(context, async (core) => {
      const { id, login } = await activePerson(core, typed);
      const actor = atTerminal(context);
      const said = (name: string | null) =>
        context.print({ person: login, channel, state: "confirmed", name }, () => `${login}: told by ${channel}`);
      if ((code !== undefined) !== (channel === "email"))
        throw new UsageError("--code takes the code of the mail; a messenger needs none, e-mail nothing else");
      if (code !== undefined) {
        const contactId = await core.contacts.confirmByCode(id, code, actor);
        return said(core.contacts.of(id).find((one) => one.id === contactId)?.address ?? null);
      }
      const { id: contactId, shown_name } = claimedContact(core, id, channel);
      const question = `The code came from “${safeLine(shown_name ?? "")}”. Is that ${login}?`;
      if (!yes && !(await askYes(question, "--yes", context.io))) return 1;
      await core.contacts.confirm(id, contactId, actor);
      return said(shown_name);
    });
  },
});

export const unbind = command({
  name: "unbind",
  summary: "Ends that a person is told by a channel; a code that waits is void, too.",
  examples: [
    "reputation alerts unbind marina --channel telegram",
    "reputation alerts unbind marina --channel email --json",
  ],
  takes: { login, channel },
  async run(context, { login: typed, channel }) {
    await withCore(context, async (core) => {
      // Whoever is dismissed can be unbound as well.
      const { id, login } = await core.people.find(typed);
      for (const contact of boundContacts(core, id, channel))
        await core.contacts.switchOff(id, contact.id, atTerminal(context));
      context.print({ person: login, channel, state: "off" }, () => `${login}: not told by ${channel} any more`);
    });
  },
});
