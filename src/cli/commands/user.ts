import { UsageError } from "../../base/errors.ts";
import { ROLES } from "../../domain/access.ts";
import { command, group } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { argument, flag, option, repeated } from "../parameters.ts";
import { linkDocument, linkText } from "../people/link.ts";
import { askNewPassword } from "../people/new-password.ts";
import { listedDocument, peopleColumns, rightsOf, sessionColumns, sessionDocument } from "../people/tables.ts";
import { printList } from "../terminal/list.ts";
import { oneOf, text } from "../values.ts";

const login = argument("<login>", "the sign-in name", text);
const brand = repeated("--brand <id>", "works for this brand alone; may be given several times", text);

const list = command({
  name: "list",
  summary: "Lists the people who may sign in, those who are off last.",
  examples: ["reputation user list", "reputation user list --json | jq -r '.[].login'"],
  takes: {},
  async run(context) {
    const people = await withCore(context, ({ people }) => people.list());
    printList(context, people, people.map(listedDocument), peopleColumns(context.clock.now()));
    if (people.length === 0) context.hint("Nobody yet. Add the first: reputation user add <login> --role admin");
  },
});

const add = command({
  name: "add",
  summary: "Adds a person and prints a link with which they set their password.",
  examples: ["reputation user add marina --role admin", 'reputation user add irina --name "Ирина" --brand my_brand'],
  takes: {
    login,
    role: option(`--role <${ROLES.join("|")}>`, "what they may do", oneOf(ROLES), "manager"),
    name: option("--name <name>", "what colleagues call them; by default the sign-in name", text),
    brand,
    password: flag("--password", "ask for the password here, and print no link"),
  },
  async run(context, { login, role, name, brand, password }) {
    const brands = brand.length > 0 ? brand : null;
    await withCore(context, async ({ people, config }) => {
      const typed = password ? await askNewPassword(login, "a link: leave --password out", context.io) : undefined;
      const person = await people.add({ login, role, name, brands }, context.actor, typed);
      if (password) return context.print({ person, link: null }, () => `${person.login} added: ${rightsOf(person)}`);
      const link = await people.makeLink({ userId: person.id }, context.actor);
      context.hint(`${person.login} added: ${rightsOf(person)}`);
      context.print({ person, link: linkDocument(link, config.http) }, () => linkText(link, config, context));
    });
  },
});

const role = command({
  name: "role",
  summary: "Gives a person another role or other brands; their sessions end.",
  examples: ["reputation user role irina senior", "reputation user role irina manager --brand my_brand"],
  takes: {
    login,
    role: argument(`<${ROLES.join("|")}>`, "the role", oneOf(ROLES)),
    brand,
    allBrands: flag("--all-brands", "works for all brands"),
  },
  async run(context, { login, role, brand, allBrands }) {
    if (allBrands && brand.length > 0) throw new UsageError("--brand and --all-brands contradict each other");
    const brands = allBrands ? null : brand.length > 0 ? brand : undefined;
    await withCore(context, async ({ people }) => {
      const { id } = await people.find(login);
      const change = { role, ...(brands !== undefined && { brands }) };
      const person = await people.change(id, change, context.actor);
      context.print(person, () => `${person.login}: ${rightsOf(person)}`);
    });
  },
});

const password = command({
  name: "password",
  summary: "Asks for a person's new password on the terminal; their sessions end.",
  examples: ["reputation user password marina", "reputation user link marina   # lets them set it themselves"],
  takes: { login },
  async run(context, { login }) {
    await withCore(context, async ({ people }) => {
      const { id } = await people.find(login);
      const typed = await askNewPassword(login, `a link: reputation user link ${login}`, context.io);
      await people.setPassword(id, typed, context.actor);
      context.print({ login, changed: true }, () => `${login}: the password is set, all sessions have ended`);
    });
  },
});

const link = command({
  name: "link",
  summary: "Prints a one-time link: to set a password, or without a name to make the first administrator.",
  examples: ["reputation user link irina", "reputation user link"],
  takes: { login: argument("[login]", "the sign-in name", text) },
  async run(context, { login }) {
    await withCore(context, async ({ people, config }) => {
      const whom = login === undefined ? "first" : { userId: (await people.find(login)).id };
      const made = await people.makeLink(whom, context.actor);
      context.print(linkDocument(made, config.http), () => linkText(made, config, context));
    });
  },
});

const off = command({
  name: "off",
  summary: "Dismisses a person: their sessions end at once, and they cannot sign in.",
  examples: ["reputation user off denis", "reputation user off denis --json"],
  takes: { login },
  run: (context, { login }) => turn(context, login, "off"),
});

const on = command({
  name: "on",
  summary: "Lets a dismissed person sign in again, with the password they had.",
  examples: ["reputation user on denis", "reputation user on denis --json"],
  takes: { login },
  run: (context, { login }) => turn(context, login, "on"),
});

const sessions = command({
  name: "sessions",
  summary: "Lists where a person is signed in, or ends all of it.",
  examples: ["reputation user sessions irina", "reputation user sessions irina --end"],
  takes: { login, end: flag("--end", "end all of them") },
  async run(context, { login, end }) {
    await withCore(context, async ({ people }) => {
      const { id } = await people.find(login);
      if (end) {
        const ended = await people.endSessions(id, context.actor);
        return context.print(
          { login, ended },
          () => `${login}: ${ended} ${ended === 1 ? "session" : "sessions"} ended`,
        );
      }
      const rows = await people.sessionsOf(id);
      printList(context, rows, rows.map(sessionDocument), sessionColumns(context.clock.now()));
    });
  },
});

export const user = group(
  "user",
  "Who may sign in: adds people, sets their roles and passwords, ends their sessions.",
  [list, add, role, password, link, off, on, sessions],
);

async function turn(context: Context, login: string, state: "on" | "off"): Promise<void> {
  await withCore(context, async ({ people }) => {
    const { id } = await people.find(login);
    const changed = state === "off" ? await people.setOff(id, context.actor) : await people.setOn(id, context.actor);
    context.print({ login, state, changed }, () => `${login}: ${changed ? "" : "already "}${state}`);
  });
}
