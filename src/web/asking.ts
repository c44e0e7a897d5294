import type { Asking } from "../desk/items-api.ts";
import type { Person } from "../domain/access.ts";

/** The person as the one who asks and decides. */
export function askingOf({ login, name, role, brands }: Person): Asking {
  return { actor: `person:${login}`, brands, person: { login, name, role } };
}
