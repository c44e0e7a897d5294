import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { QUICK_SCHEMAS } from "./quick-schemas.ts";

/** A request as it goes over the wire; `path` without the base of the account and without the query. */
interface ContractRequest {
  method: string;
  path: string;
  query?: Record<string, string> | URLSearchParams;
  headers?: Record<string, string> | Headers;
  /** Parsed JSON; undefined for none. */
  body?: unknown;
}

/** A response as it came; the request's method and path say which operation it belongs to. */
interface ContractResponse {
  method: string;
  path: string;
  status: number;
  /** With or without parameters (`; charset=utf-8`); null or undefined for none. */
  contentType?: string | null;
  /** Parsed JSON; undefined or "" for none. */
  body?: unknown;
}

interface Operation {
  method: string;
  /** The template: `/v2/businesses/{businessId}/goods-feedback`. */
  path: string;
  deprecated: boolean;
}

/** A marketplace's official description. Both checks return what does not fit, in words; nothing when all fits. */
export interface Contract {
  operations: readonly Operation[];
  /** The OpenAPI document as parsed, for tests that walk over its examples. */
  document: Node;
  validateRequest(request: ContractRequest): string[];
  validateResponse(response: ContractResponse): string[];
}

/** Any object of an OpenAPI document. */
export interface Node {
  [key: string]: unknown;
}

/** A place in the document: what stands there, and the keys that lead to it. */
interface Place {
  node: Node;
  keys: readonly string[];
}

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Yandex Market takes this parameter under both names (its component is called AliasedPageToken). */
const ALIASES: Record<string, string> = { page_token: "pageToken" };

const loaded = new Map<string, Contract>();

/** `test/contracts/<name>.openapi.yaml` (OpenAPI 3.0), read once in each process. */
export function loadContract(name: "wb" | "ozon" | "ym"): Contract {
  const contract = loaded.get(name) ?? readContract(name);
  loaded.set(name, contract);
  return contract;
}

function readContract(name: string): Contract {
  const file = new URL(`../contracts/${name}.openapi.yaml`, import.meta.url);
  const document = parse(readFileSync(file, "utf8")) as Node;
  const checker = createChecker(document);
  const { operations } = checker;

  return {
    document,
    operations: operations.map(({ method, path, place }) => ({
      method,
      path,
      deprecated: place.node.deprecated === true,
    })),
    validateRequest(request) {
      const operation = findOperation(operations, request);
      if (operation === undefined) return [`${request.method} ${request.path} is not described`];
      return [
        ...securityProblems(document, operation, new Headers(request.headers)),
        ...parameterProblems(checker, operation, request),
        ...requestBodyProblems(checker, operation, request.body),
      ];
    },
    validateResponse(response) {
      const operation = findOperation(operations, response);
      if (operation === undefined) return [`${response.method} ${response.path} is not described`];
      return responseProblems(checker, operation, response);
    },
  };
}

interface DescribedOperation {
  method: string;
  path: string;
  place: Place;
  /** Parameters of the path and of the operation. */
  parameters: Place[];
}

type Checker = ReturnType<typeof createChecker>;

function createChecker(document: Node) {
  const ajv = new Ajv({ ...QUICK_SCHEMAS, strict: false, allErrors: true, verbose: true });
  addFormats.default(ajv);
  ajv.addFormat("UUID", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  ajv.addSchema(toJsonSchema(document) as object, "contract");
  const validators = new Map<string, ValidateFunction>();

  /** Follows a `$ref` to where it leads. */
  function deref(place: Place): Place {
    const reference = place.node.$ref;
    if (typeof reference !== "string") return place;
    const keys = reference.slice(2).split("/").map(unescapeKey);
    return deref({ node: at(document, keys), keys });
  }
  function child(place: Place, ...keys: string[]): Place {
    return deref({ node: at(place.node, keys), keys: [...place.keys, ...keys] });
  }
  /** What is wrong with a value, measured by the schema at that place. */
  function problems(schema: Place, value: unknown, what: string): string[] {
    const pointer = `contract#/${schema.keys.map(escapeKey).join("/")}`;
    let validate = validators.get(pointer);
    if (validate === undefined) validators.set(pointer, (validate = ajv.compile({ $ref: pointer })));
    return validate(value) ? [] : (validate.errors ?? []).map((error) => inWords(error, what));
  }
  return { document, child, deref, problems, operations: listOperations(document, child) };
}

function listOperations(document: Node, child: (place: Place, ...keys: string[]) => Place): DescribedOperation[] {
  const paths: Place = { node: document.paths as Node, keys: ["paths"] };
  return Object.keys(paths.node).flatMap((path) => {
    const item = child(paths, path);
    return METHODS.filter((method) => method in item.node).map((method) => {
      const place = child(item, method);
      const parameters = [item, place].flatMap((owner) =>
        ((owner.node.parameters as Node[] | undefined) ?? []).map((_, index) =>
          child(owner, "parameters", String(index)),
        ),
      );
      return { method: method.toUpperCase(), path, place, parameters };
    });
  });
}

function findOperation(operations: readonly DescribedOperation[], { method, path }: { method: string; path: string }) {
  const candidates = operations.filter((operation) => operation.method === method.toUpperCase());
  return (
    candidates.find((operation) => operation.path === path) ??
    candidates.find((operation) => pathValues(operation.path, path) !== null)
  );
}

/** The values of a template's parameters, or null when the path is not of that form. */
function pathValues(template: string, path: string): Record<string, string> | null {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "([^/]+)");
  const match = new RegExp(`^${pattern}$`).exec(path);
  if (match === null) return null;
  return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]));
}

function parameterProblems(checker: Checker, operation: DescribedOperation, request: ContractRequest): string[] {
  const query = Object.fromEntries(
    [...new URLSearchParams(request.query)].map(([name, value]) => [ALIASES[name] ?? name, value]),
  );
  const values: Record<string, Record<string, string>> = {
    query,
    path: pathValues(operation.path, request.path) ?? {},
    header: Object.fromEntries(new Headers(request.headers)),
  };
  const described = operation.parameters.map(({ node }) => `${String(node.in)} ${String(node.name)}`);
  const unknown = Object.keys(query).filter((name) => !described.includes(`query ${name}`));
  return [
    ...unknown.map((name) => `query parameter ${name} is not described`),
    ...operation.parameters.flatMap((parameter) => {
      const { in: kind, name } = parameter.node as { in: string; name: string };
      return oneParameterProblems(checker, parameter, values[kind]?.[kind === "header" ? name.toLowerCase() : name]);
    }),
  ];
}

function oneParameterProblems(checker: Checker, parameter: Place, value: string | undefined): string[] {
  const { in: kind, name, required, allowEmptyValue } = parameter.node;
  const what = `${String(kind)} parameter ${String(name)}`;
  if (value === undefined) return required === true ? [`${what} is missing`] : [];
  if (value === "" && allowEmptyValue === true) return [];
  const schema = checker.child(parameter, "schema");
  return checker.problems(schema, fromText(value, typeOf(checker, schema)), what);
}

/** The type that a schema asks for, also when it does so through `allOf`. */
function typeOf(checker: Checker, schema: Place): unknown {
  if (schema.node.type !== undefined || schema.node.allOf === undefined) return schema.node.type;
  return (schema.node.allOf as Node[]).map((_, i) => typeOf(checker, checker.child(schema, "allOf", String(i))))[0];
}

/** A parameter's text as the value it stands for; a text that stands for none stays text, and then fails. */
function fromText(text: string, type: unknown): unknown {
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

/** One of the alternatives must be there in full. */
function securityProblems(document: Node, { place }: DescribedOperation, headers: Headers): string[] {
  const alternatives = (place.node.security ?? document.security ?? []) as Node[];
  const needed = alternatives.map((schemes) =>
    Object.keys(schemes).map((name) => headerOf(at(document, ["components", "securitySchemes", name]))),
  );
  if (needed.length === 0 || needed.some((names) => names.every((name) => headers.has(name)))) return [];
  return [`no credentials: header ${needed.map((names) => names.join(" and ")).join(" or ")} is missing`];
}

function headerOf(scheme: Node): string {
  return scheme.type === "apiKey" ? String(scheme.name) : "Authorization";
}

function requestBodyProblems(checker: Checker, { place }: DescribedOperation, body: unknown): string[] {
  if (place.node.requestBody === undefined) return isNothing(body) ? [] : ["request body is not described"];
  const requestBody = checker.child(place, "requestBody");
  if (body === undefined) return requestBody.node.required === true ? ["request body is missing"] : [];
  const schema = checker.child(requestBody, "content", "application/json", "schema");
  return checker.problems(schema, body, "request body");
}

/** No body, or the empty object that some clients send instead. */
function isNothing(body: unknown): boolean {
  return body === undefined || JSON.stringify(body) === "{}";
}

function responseProblems(checker: Checker, { place }: DescribedOperation, response: ContractResponse): string[] {
  const responses = place.node.responses as Node;
  const status = String(response.status) in responses ? String(response.status) : "default";
  if (!(status in responses)) {
    return [`status ${response.status} is not described, only ${Object.keys(responses).join(", ")}`];
  }
  const described = checker.child(place, "responses", status);
  const what = `response ${response.status}`;
  const empty = response.body === undefined || response.body === "";
  if (described.node.content === undefined) return empty ? [] : [`${what} has a body, but none is described`];
  if (empty) return [`${what} has no body`];
  const type = (response.contentType ?? "").split(";")[0]?.trim() ?? "";
  const content = described.node.content as Node;
  if (!(type in content))
    return [`${what} has content type "${type}", described is ${Object.keys(content).join(", ")}`];
  return checker.problems(checker.child(described, "content", type, "schema"), response.body, `${what} body`);
}

/** `response 200 body /data/feedbacks/0/productValuation must be integer, not "5"` */
function inWords({ instancePath, message, params, data }: ErrorObject, what: string): string {
  const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
  const list = allowed === undefined ? "" : ` (${allowed.map(String).join(", ")})`;
  const value = JSON.stringify(data) ?? "undefined";
  const shown = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  return `${[what, instancePath].filter((part) => part !== "").join(" ")} ${message}${list}, not ${shown}`;
}

function at(node: Node, keys: readonly string[]): Node {
  let found: unknown = node;
  for (const key of keys) found = (found as Node | undefined)?.[key];
  if (typeof found !== "object" || found === null) throw new Error(`the contract has nothing at ${keys.join("/")}`);
  return found as Node;
}

function escapeKey(key: string): string {
  return encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function unescapeKey(key: string): string {
  return decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** OpenAPI 3.0 has its own words for three things of JSON Schema: null, exclusive bounds, 64-bit numbers in strings. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (typeof value !== "object" || value === null) return value;
  const node = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "example" && key !== "examples")
      .map(([key, child]) => [key, toJsonSchema(child)]),
  );
  for (const [bound, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (typeof node[exclusive] !== "boolean") continue;
    if (node[exclusive]) node[exclusive] = node[bound];
    else delete node[exclusive];
  }
  if (node.type === "string" && node.format === "int64") node.pattern = "^-?\\d+$";
  return withNull(node);
}

function withNull({ nullable, ...schema }: Node): Node {
  if (typeof nullable === "object") return { nullable, ...schema };
  if (nullable !== true) return schema;
  if (typeof schema.type === "string" && schema.enum === undefined) return { ...schema, type: [schema.type, "null"] };
  return { anyOf: [schema, { type: "null" }] };
}
