/** Binding chats and mailboxes to people, on the real store. */
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { MINUTE_MS } from "../../src/base/clock.ts";
import type { Claimed } from "../../src/decisions/contacts.ts";
import { bindingMail } from "../../src/desk/binding-mail.ts";
import { RefusedDecision, whyNot } from "../../src/domain/refused-decision.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { personWith } from "../support/people.ts";
import { newDatabase } from "../support/temp.ts";

let clock: FakeClock;
let core: Core;
let anna: number;
let boris: number;

beforeEach(async () => {
  clock = fakeClock();
  core = openCore(testConfig({ database: newDatabase() }), { clock });
  onTestFinished(() => core.close());
  anna = (await personWith(core, "anna", "manager")).id;
  boris = (await personWith(core, "boris", "manager")).id;
});

const claim = (code: string, sender = "700", name = "Анна К."): Promise<Claimed> =>
  core.contacts.claim({ channel: "telegram", code, sender, chat: sender, name });

/** Binds the sender to the person, the whole way. */
async function bind(userId: number, sender: string): Promise<number> {
  const { code, contactId } = await core.contacts.ask(userId, { channel: "telegram" });
  expect(await claim(code, sender)).toBe("claimed");
  await core.contacts.confirm(userId, contactId);
  return contactId;
}

async function refusal(decision: Promise<unknown>): Promise<string> {
  const error: unknown = await decision.catch((thrown: unknown) => thrown);
  return error instanceof RefusedDecision ? error.code : "carried out";
}

const states = (userId: number): string[] => core.contacts.of(userId).map(({ state }) => state);

describe("a chat", () => {
  test("is bound by a code of eight characters that is stored as a hash, counts once, and is confirmed by its person", async () => {
    const { code, contactId } = await core.contacts.ask(anna, { channel: "telegram" });
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    expect(JSON.stringify(core.db.statement("select * from alert_codes").all())).not.toContain(code);
    expect(await claim(` ${code.slice(0, 4)}-${code.slice(4)} `.toLowerCase(), "700", "Анна\u202e К.")).toBe("claimed");
    expect(core.contacts.of(anna)).toMatchObject([{ state: "claimed", sender: "700", shown_name: "Анна К." }]);
    expect(await claim(code, "701")).toBe("wrong");
    expect(await refusal(core.contacts.confirm(boris, contactId))).toBe("contact.gone");
    await core.contacts.confirm(anna, contactId);
    expect(states(anna)).toEqual(["confirmed"]);
    expect(await refusal(core.contacts.confirm(anna, contactId))).toBe("contact.gone");
  });

  test("is not bound by a code that is older than ten minutes, of another channel, or replaced by a newer one", async () => {
    const first = await core.contacts.ask(anna, { channel: "telegram" });
    const second = await core.contacts.ask(anna, { channel: "telegram" });
    const other = await core.contacts.ask(anna, { channel: "max" });
    expect(await claim(first.code)).toBe("wrong");
    expect(await claim(other.code)).toBe("wrong");
    await clock.advance(10 * MINUTE_MS);
    expect(await claim(second.code)).toBe("wrong");
  });

  test("whoever has sent five wrong codes is not listened to until a code would be too old", async () => {
    for (let i = 0; i < 5; i++) expect(await claim(`WRONG${i}`)).toBe("wrong");
    const { code } = await core.contacts.ask(anna, { channel: "telegram" });
    expect(await claim(code)).toBe("slow");
    expect(await claim(code, "701")).toBe("claimed");
    await clock.advance(10 * MINUTE_MS);
    const next = await core.contacts.ask(boris, { channel: "telegram" });
    expect(await claim(next.code)).toBe("claimed");
  });

  test("belongs to one person, until that one is dismissed or takes it away", async () => {
    await bind(anna, "700");
    const asked = await core.contacts.ask(boris, { channel: "telegram" });
    expect(await claim(asked.code)).toBe("taken");
    await core.people.setOff(anna, "person:test");
    await bind(boris, "700");
    expect(states(anna)).toEqual(["off"]);
    const [contact] = core.contacts.of(boris);
    await core.contacts.switchOff(boris, contact?.id ?? 0);
    expect(states(boris)).toEqual(["off"]);
  });

  test("is one of each messenger for a person: the newer one takes the earlier one's place", async () => {
    await bind(anna, "700");
    await bind(anna, "701");
    expect(core.contacts.of(anna).map(({ sender, state }) => [sender, state])).toEqual([
      ["701", "confirmed"],
      ["700", "off"],
    ]);
  });
});

describe("a mailbox", () => {
  test("is bound by the code that came there, typed by the person who asked for it", async () => {
    expect(await refusal(core.contacts.ask(anna, { channel: "email", address: "anna" }))).toBe("contact.address");
    const { code } = await core.contacts.ask(anna, { channel: "email", address: " Anna@Shop.example " });
    expect(bindingMail(core.config, code).link?.url).toBe(`http://127.0.0.1:8787/alerts?code=${code}`);
    expect(await refusal(core.contacts.confirmByCode(boris, code))).toBe("contact.code");
    await core.contacts.confirmByCode(anna, code);
    expect(core.contacts.of(anna)).toMatchObject([{ state: "confirmed", address: "anna@shop.example" }]);
    const again = await core.contacts.ask(boris, { channel: "email", address: "anna@shop.example" });
    expect(await refusal(core.contacts.confirmByCode(boris, again.code))).toBe("contact.taken");
  });

  test("is not bound after five wrong codes", async () => {
    const { code } = await core.contacts.ask(anna, { channel: "email", address: "anna@shop.example" });
    for (let i = 0; i < 5; i++)
      expect(await refusal(core.contacts.confirmByCode(anna, `WRONG${i}`))).toBe("contact.code");
    expect(await refusal(core.contacts.confirmByCode(anna, code))).toBe("contact.code");
  });

  test("gets one mail a minute and five an hour from a person, whatever the addresses", async () => {
    let n = 0;
    const ask = (userId = anna): Promise<string> =>
      refusal(core.contacts.ask(userId, { channel: "email", address: `victim${n++}@shop.example` }));
    expect(await ask()).toBe("carried out");
    expect(await ask()).toBe("contact.slow");
    expect(core.contacts.of(anna)).toMatchObject([{ state: "asked", address: "victim0@shop.example" }]);
    expect(await ask(boris)).toBe("carried out");
    for (let mail = 2; mail <= 5; mail++) {
      await clock.advance(MINUTE_MS);
      expect(await ask()).toBe("carried out");
    }
    await clock.advance(MINUTE_MS);
    const sixth = core.contacts.ask(anna, { channel: "email", address: "victim@shop.example" });
    const error: unknown = await sixth.catch((thrown: unknown) => thrown);
    expect(whyNot(error)(textsOf("ru"))).toContain("через 55 мин");
    await clock.advance(54 * MINUTE_MS);
    expect(await ask()).toBe("contact.slow");
    await clock.advance(MINUTE_MS);
    expect([await ask(), await ask()]).toEqual(["carried out", "contact.slow"]);
  });
});
