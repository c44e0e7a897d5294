/** The operations of the items API; the forms that check their input also describe it in the OpenAPI document. */
import { createRoute } from "@hono/zod-openapi";
import type { z } from "zod";
import * as forms from "./forms.ts";

const json = <Form>(schema: Form) => ({ "application/json": { schema } });

export function done<Form extends z.ZodType>(form: Form) {
  return { 200: { description: "Done.", content: json(form) } };
}

export const failure = (description: string) => ({ description, content: json(forms.errorForm) });
const refusal = (description: string) => ({ description, content: json(forms.refusalForm) });

export const LOOK = { 400: failure("The request is not understood."), 401: failure("A token is needed.") };
const BUSY = {
  429: failure("A hundred searches with this token are waiting; `Retry-After` says when to ask again."),
};
const WRITE = { ...LOOK, 403: failure("The token may not write."), 413: failure("The body is too long.") };
const UNKNOWN = { 404: refusal("There is no such item, or it is another brand's.") };

/** A body without required keys is optional. */
function bodyOf<Form extends z.ZodObject>(body: Form) {
  return {
    required: Object.values(body.shape).some((form) => !form.safeParse(undefined).success),
    content: json(body),
  };
}

export const listItems = createRoute({
  method: "get",
  path: "/reputation/items",
  operationId: "listItems",
  summary: "Reviews and questions, most urgent first unless asked otherwise, page by page.",
  request: { query: forms.itemQuery },
  responses: { ...done(forms.itemsForm), ...LOOK, ...BUSY },
});

export const countItems = createRoute({
  method: "get",
  path: "/reputation/items/counts",
  operationId: "countItems",
  summary: "How long the list of each tab is with the same filters.",
  request: { query: forms.countsQuery },
  responses: { ...done(forms.countsForm), ...LOOK, ...BUSY },
});

export const getItem = createRoute({
  method: "get",
  path: "/reputation/items/{id}",
  operationId: "getItem",
  summary: "One item with its answer and its history.",
  request: { params: forms.itemPath, query: forms.nothing },
  responses: { ...done(forms.itemForm), ...LOOK, ...UNKNOWN },
});

function decision<Action extends string, Body extends z.ZodObject>(action: Action, summary: string, body: Body) {
  return createRoute({
    method: "post",
    path: `/reputation/items/{id}/${action}`,
    operationId: `${action}Item`,
    summary,
    request: { params: forms.itemPath, query: forms.nothing, body: bodyOf(body) },
    responses: {
      ...done(forms.decidedForm),
      ...WRITE,
      ...UNKNOWN,
      409: refusal("The item's state does not allow it, or another answer stands there than was read."),
    },
  });
}

export const approveItem = decision(
  "approve",
  "Approves the answer: it is published after the time to undo.",
  forms.approveBody,
);
export const editItem = decision("edit", "Replaces the answer's text; the item goes on waiting.", forms.editBody);
export const skipItem = decision("skip", "Leaves the item without an answer.", forms.skipBody);
export const escalateItem = decision("escalate", "Hands the item to somebody else.", forms.escalateBody);
export const undoItem = decision(
  "undo",
  "Takes back the last approval, skip or escalation, as long as nothing was sent.",
  forms.nothing,
);
export const retryItem = decision(
  "retry",
  "Lets an item that failed start again, or sends an answer now that would be tried again later.",
  forms.nothing,
);
export const regenerateItem = decision(
  "regenerate",
  "Has the answer drafted again, at most five times.",
  forms.regenerateBody,
);

export const bulkApprove = createRoute({
  method: "post",
  path: "/reputation/bulk-approve",
  operationId: "bulkApprove",
  summary: "Approves several answers; each succeeds or fails by itself.",
  request: { query: forms.nothing, body: bodyOf(forms.bulkBody) },
  responses: { ...done(forms.bulkForm), ...WRITE },
});

export const bulkRegenerate = createRoute({
  method: "post",
  path: "/reputation/bulk-regenerate",
  operationId: "bulkRegenerate",
  summary: "Has several answers drafted again, as you wish; each succeeds or fails by itself, and nothing is sent.",
  request: { query: forms.nothing, body: bodyOf(forms.bulkRegenerateBody) },
  responses: { ...done(forms.bulkForm), ...WRITE },
});

export const stats = createRoute({
  method: "get",
  path: "/reputation/stats",
  operationId: "stats",
  summary: "What came in and what was done in a period.",
  request: { query: forms.statsQuery },
  responses: { ...done(forms.statsForm), ...LOOK },
});

export const analytics = createRoute({
  method: "get",
  path: "/reputation/analytics",
  operationId: "analytics",
  summary: "The daily figures of a range of days.",
  request: { query: forms.analyticsQuery },
  responses: { ...done(forms.analyticsForm), ...LOOK },
});
