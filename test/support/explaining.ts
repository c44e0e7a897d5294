import type { Compilable } from "kysely";
import type { Db, Reader } from "../../src/store/db.ts";

/** The query plans of everything read through a reader, in the order of reading. */
export function explaining(db: Db): { reader: Reader; plans: string[] } {
  const plans: string[] = [];
  const explain = ({ sql, parameters }: ReturnType<Compilable["compile"]>): void => {
    const steps = db.statement(`explain query plan ${sql}`).all(...parameters) as { detail: string }[];
    plans.push(steps.map(({ detail }) => detail).join("; "));
  };
  const reader: Reader = {
    ...db,
    all: (query) => (explain(query.compile()), db.all(query)),
    get: (query) => (explain(query.compile()), db.get(query)),
  };
  return { reader, plans };
}
