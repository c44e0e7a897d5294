/**
 * What hubs and cells of earlier versions said to each other, as files of `wire/`: the forms of what a cell took and gave,
 * and whole requests with their replies. `REPUTATION_RECORD=<name>` with versions.test.ts writes one of today's version.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Hono } from "hono";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { METHODS, personForm, PROTOCOL } from "../../src/desk/cell/methods.ts";
import { QUICK_SCHEMAS } from "../support/quick-schemas.ts";

const FOLDER = join(import.meta.dirname, "wire");

type Schema = Record<string, unknown>;

export interface Exchange {
  method: string;
  person: unknown;
  args: Record<string, unknown>;
  result: unknown;
}

export interface Recorded {
  program: string;
  person: Schema;
  takes: Record<string, Schema>;
  gives: Record<string, Schema>;
  exchanges: Exchange[];
}

export function recordedVersions(): { name: string; recorded: Recorded }[] {
  return readdirSync(FOLDER).map((file) => {
    return {
      name: file.replace(".json", ""),
      recorded: JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Recorded,
    };
  });
}

const ajv = new Ajv2020({ ...QUICK_SCHEMAS, strict: false });
addFormats.default(ajv);

/** @returns what is wrong with a value; undefined: nothing */
export function problemWith(schema: Schema | undefined, value: unknown): string | undefined {
  if (schema === undefined) return "there is no form for it";
  return ajv.validate(schema, value) ? undefined : ajv.errorsText();
}

async function served(answer: (method: string, body: string, token: string) => Promise<Response>): Promise<string> {
  const app = new Hono();
  app.post("/cell/:method", async (c) =>
    answer(c.req.param("method"), await c.req.text(), c.req.header("authorization") ?? ""),
  );
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A cell of that version: it takes what it took, and gives what it gave. @param refused what it did not understand */
export async function recordedCell({ takes, person: personSchema, exchanges }: Recorded, refused: string[]) {
  const no = (code: string, why: string, status: number): Response => {
    refused.push(why);
    return Response.json({ error: why, code }, { status });
  };
  return served(async (method, body) => {
    const { protocol, person, args, ...more } = JSON.parse(body) as Record<string, unknown>;
    const who = person === null ? undefined : problemWith(personSchema, person);
    if (protocol !== 1 || who !== undefined || Object.keys(more).length > 0)
      return no("cell.protocol", `protocol: ${who}`, 400);
    if (!Object.hasOwn(takes, method)) return no("cell.method", method, 404);
    const why = problemWith(takes[method], args);
    if (why !== undefined) return no("cell.args", `${method}: ${why}`, 400);
    const { id } = args as { id?: number };
    const said = exchanges.filter((one) => one.method === method);
    const found = said.find((one) => one.args["id"] === id) ?? said[0];
    return found ? Response.json({ result: found.result }) : no("cell.method", `${method}: not recorded`, 404);
  });
}

/** Between a hub and a cell of today: keeps what they say, and may change what the cell says. */
export async function between(url: string, { kept = [], change = (result) => result }: Between): Promise<string> {
  return served(async (method, body, authorization) => {
    const reply = await fetch(`${url}/cell/${method}`, { method: "POST", headers: { authorization }, body });
    const said = (await reply.json()) as { result?: unknown };
    if (said.result === undefined) return Response.json(said, { status: reply.status });
    const { person, args } = JSON.parse(body) as Pick<Exchange, "person" | "args">;
    kept.push({ method, person, args, result: said.result });
    return Response.json({ result: change(said.result, method) });
  });
}
interface Between {
  kept?: Exchange[];
  change?: (result: unknown, method: string) => unknown;
}

/** Writes what was kept as a version's file: of each kind of request the last one. */
export function record(name: string, program: string, kept: readonly Exchange[]): void {
  const kinds = new Map(
    kept.map((one) => [`${one.method} ${Object.keys(one.args).toSorted().join()} ${deed(one)}`, one]),
  );
  const forms = (of: "takes" | "gives"): Record<string, Schema> => {
    const all = Object.entries(METHODS).map(([method, forms]) => [method, schemaOf(forms[of])]);
    return Object.fromEntries(all) as Record<string, Schema>;
  };
  const exchanges = [...kinds.values()];
  const recorded: Recorded = {
    program,
    person: schemaOf(personForm),
    takes: forms("takes"),
    gives: forms("gives"),
    exchanges,
  };
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(recorded)}\n`);
}

function deed({ args }: Exchange): string {
  const { action = "" } = (args["decision"] ?? {}) as { action?: string };
  return `${action} ${JSON.stringify(args["id"] ?? "")}`;
}

function schemaOf(form: z.ZodType): Schema {
  return z.toJSONSchema(form, {
    io: "input",
    unrepresentable: "any",
    reused: "ref",
    // A word that is not known becomes another one: every word is understood.
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === "catch") for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
    },
  });
}

export const asked = ({ person, args }: Exchange): string => JSON.stringify({ protocol: PROTOCOL, person, args });
