import { z } from "zod";
import { q, type Reader } from "../db.ts";

/** Earlier changes of the rules tell nothing that anybody remembers. */
const LOOKED_AT = 100;

const rules = z.object({
  path: z.literal("approval.rules"),
  value: z.array(z.object({ name: z.string(), enabled: z.boolean() })),
});

/** Who switched a rule off last and when (Unix ms), by its name, as far as the latest changes tell. */
export function ruleSwitches(reader: Reader): Map<string, { by: string; at: number }> {
  const changes = reader.all(
    q
      .selectFrom("audit")
      .select(["at", "actor", "before", "after"])
      .where("item_id", "is", null)
      .where("action", "=", "setting_change")
      .orderBy("at", "desc")
      .limit(LOOKED_AT),
  );
  const found = new Map<string, { by: string; at: number }>();
  for (const { at, actor, before, after } of changes) {
    const [was, is] = [switchesIn(before), switchesIn(after)];
    for (const [name, isOn] of is)
      if (!isOn && was.get(name) !== false && !found.has(name)) found.set(name, { by: actor, at });
  }
  return found;
}

function switchesIn(json: string | null): Map<string, boolean> {
  const { data } = rules.safeParse(json === null ? null : JSON.parse(json));
  return new Map(data?.value.map(({ name, enabled }) => [name, enabled]));
}
