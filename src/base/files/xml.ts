import { Parser } from "saxen";

interface Handlers {
  /** Called at the start of an element; its name has no prefix. */
  open?: (name: string, attributes: Record<string, string>) => void;
  /** Called at the end of an element with the text that stood directly in it. */
  close?: (name: string, text: string) => void;
}

/**
 * Goes once through an XML text and builds nothing of it. Entities that a document defines itself are not expanded.
 * @throws Error when it is not well-formed
 */
export function walkXml(xml: string, { open, close }: Handlers): void {
  const parser = new Parser();
  const texts: string[] = [""];
  const add = (text: string): void => {
    texts[texts.length - 1] += text;
  };
  parser.on("openTag", (name, attributes) => {
    texts.push("");
    open?.(withoutPrefix(name), attributes());
  });
  parser.on("closeTag", (name) => close?.(withoutPrefix(name), texts.pop() ?? ""));
  parser.on("text", (text, decoded) => add(decoded(text)));
  parser.on("cdata", add);
  parser.on("error", (error) => {
    throw error;
  });
  parser.parse(xml);
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
