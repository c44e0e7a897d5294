/** What keeps a YAML text from being plain data: mistakes in writing, and what YAML can do beyond it. */
import { isAlias, isCollection, isScalar, visit, type Document, type Node } from "yaml";

/** A mistake, and its offset in the text. */
interface Fault {
  at: number;
  message: string;
}

/** In the order of the text. No message quotes the text: what was meant as a secret may stand anywhere in it. */
export function faultsOf(document: Document): Fault[] {
  const { errors, warnings } = document;
  if (errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) return [{ at: 0, message: "nests too deep" }];
  const written = [...errors, ...warnings].map(({ pos, code, message }) => {
    const tag = code === "TAG_RESOLVE_FAILED" || code === "BAD_DIRECTIVE";
    return { at: pos[0], message: tag ? NO_TAG : message.replace(/: .*$/s, "") };
  });
  if (written.length > 0) return written.toSorted((a, b) => a.at - b.at);
  const odd = oddNodes(document);
  return odd.length > 0 ? odd : expansionOf(document);
}

const NO_TAG = "is no plain data: a text that begins with ! or % goes into quotes";
const NO_ANCHOR = "there is no such anchor before it: a text that begins with * goes into quotes";
const ITSELF = "is an alias of what it stands in, which would never end";
const NO_KEY = "a key must be a word, not a list or a mapping";
const KNOWN_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

function oddNodes(document: Document): Fault[] {
  const found: Fault[] = [];
  const say = (node: unknown, message: string): void => {
    found.push({ at: (node as Node).range?.[0] ?? 0, message });
  };
  visit(document, {
    Pair(_, { key }) {
      if (key !== null && !isScalar(key) && !isAlias(key)) say(key, NO_KEY);
    },
    Node(_, node, ancestors) {
      if (isAlias(node)) {
        const meant = node.resolve(document);
        if (meant === undefined) say(node, NO_ANCHOR);
        else if (ancestors.includes(meant)) say(node, ITSELF);
      } else if ((isScalar(node) || isCollection(node)) && node.tag && !KNOWN_TAG.test(node.tag)) say(node, NO_TAG);
    },
  });
  return found;
}

/** A few lines of aliases can stand for more data than there is memory; the library counts before it builds. */
function expansionOf(document: Document): Fault[] {
  const at = firstAlias(document);
  if (at === undefined) return [];
  try {
    document.toJS();
    return [];
  } catch {
    return [{ at, message: "its aliases stand for far more than is written" }];
  }
}

function firstAlias(document: Document): number | undefined {
  let at: number | undefined;
  visit(document, {
    Alias(_, node) {
      at = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return at;
}
