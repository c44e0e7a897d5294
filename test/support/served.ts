/** The items API as it is served over loopback, held against the document that describes it. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, onTestFinished } from "vitest";
import type { App } from "../../src/app.ts";
import { createLog } from "../../src/base/log.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import type { Config } from "../../src/config/schema.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startHttp } from "../../src/http/server.ts";
import { QUICK_SCHEMAS } from "./quick-schemas.ts";

export const BASE = "/api/v1/reputation";
export const ADMIN = "admin-token-of-the-tests-1";
/** A manager of the brand `ohana_kids`. */
export const ANNA = "anna-token-of-the-tests-02";
export const READER = "reader-token-of-the-tests3";

/** The tokens, as the configuration has them. */
export const TOKENS = {
  token: ADMIN,
  tokens: [
    { name: "anna", token: ANNA, role: "manager", brands: ["ohana_kids"] },
    { name: "reader", token: READER, role: "read" },
  ],
};

interface Operation {
  operationId: string;
  responses: Record<string, { content: { "application/json": { schema: object } } }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

export interface Reply {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read deep into bodies that the document has checked
  body: any;
}

export interface Served {
  app: App;
  url: string;
  document: Document;
  /**
   * Calls as the holder of a token; whatever comes back has to be what the document says. `type` is what the client
   * calls the body (its content-type); "" is none. A `chunked` body does not say how long it is.
   */
  call: (
    method: "GET" | "POST",
    path: string,
    options?: { token?: string; body?: unknown; raw?: string; type?: string; chunked?: boolean },
  ) => Promise<Reply>;
  /** What has been called, with the status it answered: `skipItem 200`. */
  called: Set<string>;
}

/** Serves the program until the test ends. Its configuration has `TOKENS`. */
export async function serve({ app, config }: { app: App; config: Config }): Promise<Served> {
  const options = { ...httpOptions(config), listen: "127.0.0.1:0", clock: app.clock, log: createLog("silent") };
  const server = await startHttp(
    httpParts(
      app,
      createMetrics(() => gaugesOf(app)),
    ),
    options,
  );
  onTestFinished(() => server.close());
  const document = (await (
    await fetch(`${server.url}/api/v1/openapi.json`, { headers: { authorization: `Bearer ${ADMIN}` } })
  ).json()) as Document;
  const called = new Set<string>();
  const check = checker(document, called);
  const call: Served["call"] = async (method, path, { token = ADMIN, body, raw, type = "", chunked = false } = {}) => {
    const content = raw ?? (body === undefined ? null : JSON.stringify(body));
    const headers = { authorization: `Bearer ${token}`, ...(type !== "" && { "content-type": type }) };
    // Bytes: of a text fetch would say what it is.
    const bytes = new TextEncoder().encode(content ?? "");
    const sent = chunked ? { body: new Blob([bytes]).stream(), duplex: "half" as const } : { body: bytes };
    const reply = await fetch(server.url + path, { method, headers, ...(content !== null && sent) });
    const parsed: unknown = await reply.json();
    check(method, path, reply.status, parsed);
    return { status: reply.status, body: parsed };
  };
  return { app, url: server.url, document, call, called };
}

const ajv = new Ajv2020({ ...QUICK_SCHEMAS, strict: false, allErrors: true });
addFormats.default(ajv);
const compiled = new Map<string, ReturnType<typeof ajv.compile>>();

/** Each server has a document of its own, and mostly with the same schemas: what they compile to is kept. */
function compiledOf(schema: object): ReturnType<typeof ajv.compile> {
  const text = JSON.stringify(schema);
  const known = compiled.get(text) ?? ajv.compile(schema);
  compiled.set(text, known);
  return known;
}

function checker(document: Document, called: Set<string>) {
  // A path without a parameter is meant before one with.
  const templates = Object.keys(document.paths).toSorted((a, b) => Number(a.includes("{")) - Number(b.includes("{")));
  return (method: string, path: string, status: number, body: unknown): void => {
    const plain = path.split("?")[0] ?? "";
    const template = templates.find((known) => new RegExp(`^${known.replace("{id}", "[^/]+")}$`).test(plain));
    const operation = template && document.paths[template]?.[method.toLowerCase()];
    if (!operation) return expect(status).toBe(404);
    const name = `${operation.operationId} ${status}`;
    called.add(name);
    const described = operation.responses[String(status)];
    expect(described, `${name}: ${JSON.stringify(body)}`).toBeDefined();
    const validate = compiledOf(described!.content["application/json"].schema);
    expect(validate(body), `${path}: ${JSON.stringify(validate.errors)} ${JSON.stringify(body)}`).toBe(true);
  };
}
