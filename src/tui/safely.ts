import { messageOf } from "../base/errors.ts";

/** A database that cannot be read at the moment, a row that is gone meanwhile: the screens go on without it. */
export function safely<T>(read: () => T, instead: T | ((said: string) => T)): T {
  try {
    return read();
  } catch (error) {
    return typeof instead === "function" ? (instead as (said: string) => T)(messageOf(error)) : instead;
  }
}
