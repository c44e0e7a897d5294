/** Notes for colleagues: what one may say. */
import { z } from "zod";

/** The most characters of a note. */
export const LONGEST_NOTE = 2000;

/** Line ends as they were shown, which forms send as CR LF, and no NUL, at which the database would end the text. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").replaceAll("\0", "");
}

/** A note as it is stored: something, without the space around it. */
export const noteForm = z.string().transform(plain).pipe(z.string().trim().min(1).max(LONGEST_NOTE));
