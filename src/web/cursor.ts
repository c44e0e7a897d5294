import { z } from "zod";

const form = z.tuple([z.number(), z.number(), z.number().int()]);

/** A place in a list, as an address carries it. */
export function cursorOf({ priority, created_at, id }: { priority: number; created_at: number; id: number }): string {
  return [priority, created_at, id].join("_");
}

/** Undefined for what no address of ours says. */
export function positionOf(cursor: string | undefined) {
  const parsed = form.safeParse(cursor?.split("_").map(Number)).data;
  return parsed && { priority: parsed[0], created_at: parsed[1], id: parsed[2] };
}
