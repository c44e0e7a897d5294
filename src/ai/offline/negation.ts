import { pattern } from "../../domain/wording/russian.ts";

const BEFORE = pattern`_(?:не|без|ни|нет|никак\p{L}*)_ (?:\p{L}+ ){0,1}$|_(?:от|против)_ $`;
const AFTER = /^\p{L}* (?:нет|нету|не (?:было|обнаруж|замеч|вызва|вызыв|наш|выяв|увид|появ|возник))/u;

/** Whether the phrase at this place of a text normalised by `plain` is negated: «без брака», «аллергии не вызвало». */
export function isDenied(text: string, at: number, length: number): boolean {
  return BEFORE.test(text.slice(Math.max(0, at - 30), at)) || AFTER.test(text.slice(at + length, at + length + 40));
}
