/** Who has which item open now. It is kept in memory alone: after a restart the pages say so again. */
import { MINUTE_MS, type Clock } from "../../base/clock.ts";
import type { Person } from "../../domain/access.ts";

/** Somebody who has given no sign for so long has gone. */
const GONE_MS = MINUTE_MS;
/** Of one person, who may have many tabs; the item whose last sign is oldest is forgotten first. */
const MOST_ITEMS = 20;

/** A colleague who has the same item open. */
export interface Looker {
  name: string;
  /** Whether they have typed into the answer within the last minute. */
  writes: boolean;
}

/** Whether the person may see the item is asked before, by whoever calls. */
export interface Lookers {
  /** The person has the item open; `writes`: and has typed since the sign before. */
  sign(person: Pick<Person, "id" | "name">, item: number, writes: boolean): void;
  leave(person: Pick<Person, "id">, item: number): void;
  /** Who has the item open besides the person. */
  besides(person: Pick<Person, "id">, item: number): Looker[];
}

interface Sign {
  name: string;
  /** Unix ms. */
  at: number;
  typedAt: number;
}

export function createLookers(clock: Clock): Lookers {
  /** By person, then by item; the item whose sign is newest stands last. */
  const signs = new Map<number, Map<number, Sign>>();
  const isRecent = (at: number): boolean => clock.now() - at < GONE_MS;
  return {
    sign({ id, name }, item, writes) {
      const own = signs.get(id) ?? new Map<number, Sign>();
      signs.set(id, own);
      const at = clock.now();
      const typedAt = writes ? at : (own.get(item)?.typedAt ?? -Infinity);
      own.delete(item);
      own.set(item, { name, at, typedAt });
      for (const oldest of [...own.keys()].slice(0, -MOST_ITEMS)) own.delete(oldest);
    },
    leave({ id }, item) {
      signs.get(id)?.delete(item);
    },
    besides({ id }, item) {
      const others = [...signs].flatMap(([other, items]) => (other === id ? [] : (items.get(item) ?? [])));
      return others.filter(({ at }) => isRecent(at)).map(({ name, typedAt }) => ({ name, writes: isRecent(typedAt) }));
    },
  };
}
