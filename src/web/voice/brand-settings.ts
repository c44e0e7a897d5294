import { sees, type Person } from "../../domain/access.ts";
import type { PartsOf } from "../parts.ts";
import { byKey, VOICE_KEYS, type Settings, type VoiceKey } from "./form.ts";

export type Brand = PartsOf<"voice">["config"]["brands"][number];

/** Where the configuration has a value of the brand. */
export function pathOf({ id }: Pick<Brand, "id">, key: VoiceKey): string {
  return `brands.${id}.${key}`;
}

/** Where the voices of a single daemon are. */
export const VOICE_AT = "/voice";

export function brandsOf({ config, shop }: Pick<PartsOf<"voice">, "config" | "shop">, person: Person): Brand[] {
  return (shop?.().brands ?? config.brands).filter(({ id }) => sees(person, id));
}

export async function settingsOf(
  { settings }: Pick<PartsOf<"voice">, "settings">,
  brand: Pick<Brand, "id">,
): Promise<Settings> {
  const read = await Promise.all(VOICE_KEYS.map((key) => settings.read(pathOf(brand, key))));
  return byKey((key) => {
    const setting = read[VOICE_KEYS.indexOf(key)];
    if (!setting) throw new Error(`there is no setting ${pathOf(brand, key)}`);
    return setting;
  });
}
