/** The items API: each operation once, for the routes and for the OpenAPI document. */
import type { z } from "zod";
import { StateError } from "../../base/errors.ts";
import type { Decision, ItemsApi, Period } from "../../desk/items-api.ts";
import type { Principal } from "../principal.ts";
import * as forms from "./forms.ts";

/** What an operation is given: its parts have been checked. */
export interface Input {
  path: { id: number };
  query: Record<string, unknown>;
  body: Record<string, unknown>;
}

export interface Operation {
  id: string;
  method: "get" | "post";
  /** With `{id}`. */
  path: string;
  summary: string;
  writes: boolean;
  path_form?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  reply: z.ZodType;
  run(api: ItemsApi, input: Input, who: Principal): unknown;
}

export const BASE = "/api/v1/reputation";

/** The same as of an item that does not exist: who may not see it learns nothing. */
export class UnknownItem extends StateError {
  constructor(id: number) {
    super(`there is no item ${id}`, { code: "item.unknown" });
  }
}

function assertSeen(api: ItemsApi, id: number, { brands }: Principal): void {
  const brand = api.brandOf(id);
  if (brand === undefined || (brands !== null && !brands.includes(brand))) throw new UnknownItem(id);
}

const actorOf = ({ name }: Principal): string => `token:${name}`;

function decision(action: Decision["action"], summary: string, body: z.ZodObject = forms.nothing): Operation {
  return {
    id: `${action}Item`,
    method: "post",
    path: `/items/{id}/${action}`,
    summary,
    writes: true,
    path_form: forms.itemPath,
    body,
    reply: forms.decidedForm,
    run(api, input, who) {
      assertSeen(api, input.path.id, who);
      return api.decide(input.path.id, { action, ...input.body } as Decision, actorOf(who));
    },
  };
}

export const OPERATIONS: readonly Operation[] = [
  {
    id: "listItems",
    method: "get",
    path: "/items",
    summary: "Reviews and questions, most urgent first.",
    writes: false,
    query: forms.itemQuery,
    reply: forms.itemsForm,
    run(api, { query }, { brands }) {
      const asked = query as z.infer<typeof forms.itemQuery>;
      return { ...api.list(asked, brands), offset: asked.offset, limit: asked.limit };
    },
  },
  {
    id: "getItem",
    method: "get",
    path: "/items/{id}",
    summary: "One item with its answer and its history.",
    writes: false,
    path_form: forms.itemPath,
    reply: forms.itemForm,
    run(api, { path }, { brands }) {
      const item = api.get(path.id, brands);
      if (item === undefined) throw new UnknownItem(path.id);
      return item;
    },
  },
  decision("approve", "Approves the answer: it is published after the time to undo.", forms.approveBody),
  decision("edit", "Replaces the answer's text; the item goes on waiting.", forms.editBody),
  decision("skip", "Leaves the item without an answer."),
  decision("escalate", "Hands the item to somebody else."),
  decision("regenerate", "Has the answer drafted again, at most five times.", forms.regenerateBody),
  {
    id: "bulkApprove",
    method: "post",
    path: "/bulk-approve",
    summary: "Approves several answers; each succeeds or fails by itself.",
    writes: true,
    body: forms.bulkBody,
    reply: forms.bulkForm,
    async run(api, { body }, who) {
      const results: unknown[] = [];
      for (const id of new Set((body as z.infer<typeof forms.bulkBody>).ids)) results.push(await approve(api, id, who));
      return { results };
    },
  },
  {
    id: "stats",
    method: "get",
    path: "/stats",
    summary: "What came in and what was done in a period.",
    writes: false,
    query: forms.statsQuery,
    reply: forms.statsForm,
    run: (api, { query }, { brands }) => api.stats(query["period"] as Period, brands),
  },
  {
    id: "analytics",
    method: "get",
    path: "/analytics",
    summary: "The daily figures of a range of days.",
    writes: false,
    query: forms.analyticsQuery,
    reply: forms.analyticsForm,
    run: (api, { query }, { brands }) => api.analytics(query as z.infer<typeof forms.analyticsQuery>, brands),
  },
];

async function approve(api: ItemsApi, id: number, who: Principal): Promise<unknown> {
  try {
    assertSeen(api, id, who);
    return await api.decide(id, { action: "approve" }, actorOf(who));
  } catch (error) {
    if (error instanceof StateError) return { id, error: error.message };
    throw error;
  }
}
