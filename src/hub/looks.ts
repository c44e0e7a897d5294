/** Which rows the hub's own people have not opened: their looks are in the hub's file, by the items' names there. */
import type { Decisions } from "../decisions/index.ts";
import type { ItemsApi } from "../desk/items-api.ts";
import type { Reader } from "../store/db.ts";
import { looksOf } from "../store/tables/looks.ts";

interface Parts {
  db: Reader;
  decisions: Pick<Decisions, "look">;
}

export function hubLooks({ db, decisions }: Parts): Pick<ItemsApi, "unopened" | "opened"> {
  const unopened: ItemsApi["unopened"] = async (items, user) => {
    const looks = looksOf(
      db,
      user,
      items.map(({ id }) => id),
    );
    const isNew = ({ id, updated_at: at }: (typeof items)[number]) => (looks.get(id) ?? 0) < Date.parse(at);
    return new Set(items.filter(isNew).map(({ id }) => id));
  };
  return {
    unopened,
    async opened(item, user) {
      if ((await unopened([item], user)).size === 0) return;
      await decisions.look(item.id, user, Date.parse(item.updated_at));
    },
  };
}
