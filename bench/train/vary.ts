/** Further examples made of the given ones: praise before an alarm, two complaints in a row, a slip of the keyboard. */
import type { Chance } from "./chance.ts";
import type { Example } from "./examples.ts";

export interface Weighed extends Example {
  /** How much it counts: made examples count half. */
  weight: number;
}

const MADE = 0.5;
/** What buyers really wrote counts more than what was invented. */
const REAL = 2;
/** Longer texts say enough by themselves. */
const SHORT = 160;
const LINKS = [" ", ". ", ", ", ". Но ", ", но ", ", правда ", ", только ", "! ", " )) ", ". А вот "];

export function varied(examples: readonly Example[], chance: Chance): Weighed[] {
  const given = examples
    .filter(({ topics }) => topics !== undefined)
    .map((one) => ({ ...one, weight: one.kind === "review" ? REAL : 1 }));
  const short = given.filter(({ text }) => text.length < SHORT);
  const alarming = short.filter(({ topics }) => topics?.length !== 0);
  const harmless = short.filter(({ topics }) => topics?.length === 0);
  const happy = harmless.filter(({ rating }) => rating === 5);
  const ordinary = harmless.filter(({ rating }) => rating < 5);
  const joined = (first: Example, then: Example, of: Example, rating: number): Weighed => {
    return { ...of, text: first.text + chance.pick(LINKS) + then.text, rating, weight: MADE };
  };
  const slipped = (of: Example, rating: number): Weighed => ({
    ...of,
    text: slip(of.text, chance),
    rating,
    weight: MADE,
  });
  const maybe = (share: number, make: () => Weighed): Weighed[] => (chance.next() < share ? [make()] : []);
  return [
    ...given,
    ...alarming.flatMap((one) => {
      const praise = chance.pick(happy);
      const [first, then] = chance.next() < 0.75 ? [praise, one] : [one, praise];
      return [
        ...maybe(0.6, () => joined(first, then, one, chance.next() < 0.6 ? 5 : 4)),
        ...maybe(0.5, () => joined(chance.pick(ordinary), one, one, Math.min(3, one.rating))),
        ...maybe(0.35, () => slipped(one, 1 + Math.floor(chance.next() * 5))),
      ];
    }),
    ...happy.flatMap((one) => [joined(one, chance.pick(happy), one, 5), ...maybe(0.4, () => slipped(one, 5))]),
    ...ordinary.flatMap((one) => [
      ...maybe(0.6, () => joined(chance.pick(happy), one, one, Math.max(3, one.rating))),
      ...maybe(0.6, () => joined(one, chance.pick(ordinary), one, one.rating)),
      ...maybe(0.3, () => slipped(one, one.rating)),
    ]),
  ];
}

/** A letter left out, two letters swapped, or no signs and capitals at all. */
function slip(text: string, chance: Chance): string {
  const at = Math.floor(chance.next() * (text.length - 1));
  const kind = chance.next();
  if (kind < 0.4) return text.slice(0, at) + text.slice(at + 1);
  if (kind < 0.7) return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
  return text.replaceAll(/[.,!?]/g, "").toLowerCase();
}
