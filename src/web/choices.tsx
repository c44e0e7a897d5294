/** @jsxImportSource hono/jsx */
/** What the filters of several pages have in common. */
import { PLATFORMS, type Platform } from "../domain/platform.ts";
import type { View } from "./parts.ts";

export interface Brand {
  id: string;
  name: string;
}

/** What a brand is called; one that the configuration does not know any more, by its id. */
export function brandName(brands: readonly Brand[], id: string): string {
  return brands.find((brand) => brand.id === id)?.name ?? id;
}

interface ChoiceProps<T extends string> {
  name: string;
  label: string;
  hidden?: boolean;
  value: T | undefined;
  options: readonly T[];
  none: string;
  say: (one: T) => string;
}

/** One of several, or none. */
export function Choice<T extends string>({ name, label, hidden, value, options, none, say }: ChoiceProps<T>) {
  return (
    <label class="field">
      <span {...(hidden && { class: "vh" })}>{label}</span>
      <select name={name}>
        <option value="">{none}</option>
        {options.map((one) => (
          <option value={one} selected={one === value}>
            {say(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The brand, where there is more than one to choose from. */
export function BrandChoice({
  say,
  brands,
  value,
}: Pick<View, "say"> & { brands: readonly Brand[]; value: string | undefined }) {
  const { filters } = say.web;
  if (brands.length < 2) return null;
  return (
    <Choice
      name="brand"
      label={filters.brand}
      hidden
      value={value}
      options={brands.map(({ id }) => id)}
      none={`${filters.brand}: ${filters.all}`}
      say={(id) => brandName(brands, id)}
    />
  );
}

/** The marketplaces, of which several can be chosen. */
export function PlatformBoxes({ say, chosen }: Pick<View, "say"> & { chosen: readonly Platform[] }) {
  return (
    <fieldset class="seg">
      <legend class="vh">{say.web.filters.platforms}</legend>
      {PLATFORMS.map((one) => (
        <label>
          <input type="checkbox" name="mp" value={one} checked={chosen.includes(one)} />
          {say.web.short[one]}
        </label>
      ))}
    </fieldset>
  );
}
