import { pattern } from "../../domain/wording/russian.ts";

/** A list belongs to its negation as a whole: «без липкости и раздражения». */
const BEFORE = pattern`_(?:не|ни|нет|никак\p{L}*)_ (?:\p{L}+ ){0,1}$|_без_,? (?:\p{L}+(?:,| и|,? или)? ){0,2}$|_(?:от|против)_ $`;
const AFTER = /^\p{L}* (?:нет|нету|не (?:было|обнаруж|замеч|вызва|вызыв|наш|выяв|увид|появ|возник|вид|виж))/u;

/** Whether the phrase at this place of a text normalised by `plain` is negated: «без брака», «аллергии не вызвало». */
export function isDenied(text: string, at: number, length: number): boolean {
  return BEFORE.test(text.slice(Math.max(0, at - 30), at)) || AFTER.test(text.slice(at + length, at + length + 40));
}
