/** What checks of a text cost that is half as long as an element of a list may be. */
import { expect, test } from "vitest";
import { complaintIn } from "../../../src/ai/offline/doubts.ts";
import { alarms } from "../../../src/ai/offline/alarms.ts";
import { notPlainRussian } from "../../../src/domain/proof/plain-russian.ts";
import { findInjection } from "../../../src/domain/wording/injection.ts";
import { personalData } from "../../../src/domain/wording/personal-data.ts";
import { cpuTime } from "../../support/cpu-time.ts";

const LONGEST = 25_000;
/** One that looks at each character again for each character takes minutes. */
const MOST_MS = 1000;

test.each(["#", "_", "я", "9", "a", "1 ", "11 ", "0-", "а-", "sentiment ", "ignore all "])(
  "a text of %j without end stops no check for long",
  (piece) => {
    const text = piece.repeat(LONGEST / piece.length);
    const alarmsAbout = (shown: string) => alarms(shown, 1);
    for (const check of [findInjection, personalData, alarmsAbout, notPlainRussian])
      expect(
        cpuTime(() => check(text)),
        check.name,
      ).toBeLessThan(MOST_MS);
    expect(cpuTime(() => complaintIn({ client_text: text, pros: null, cons: null, rating: 5 }))).toBeLessThan(MOST_MS);
  },
);
