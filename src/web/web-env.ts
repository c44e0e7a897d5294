import type { Person } from "../domain/access.ts";

/** What each request of a page carries once its sender is known. */
export interface WebEnv {
  Variables: {
    person: Person;
    /** Whether the page's public address is an https one. */
    isPublicSecure: boolean;
  };
}
