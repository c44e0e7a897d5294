/** @jsxImportSource hono/jsx */
import { readAsset } from "../base/assets.ts";

/** The symbols of `data/web/icons.svg`. */
export type IconName =
  | "alert"
  | "box"
  | "check"
  | "clock"
  | "down"
  | "eye"
  | "funnel"
  | "image"
  | "inbox"
  | "left"
  | "lock"
  | "more"
  | "pass"
  | "pause"
  | "pen"
  | "redo"
  | "search"
  | "skip"
  | "undo"
  | "up"
  | "user"
  | "video"
  | "x";

let sprite: string | undefined;

/** All symbols, once in each page; `Icon` refers to them. */
export function iconSprite(): string {
  return (sprite ??= readAsset("data/web/icons.svg").toString("utf8"));
}

/** An icon says nothing by itself: a word stands beside it, or the control has a name. */
export function Icon({ name, tone }: { name: IconName; tone?: "ok" | "warn" | "bad" | undefined }) {
  return (
    <svg class={tone ? `i ${tone}` : "i"} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

/** The program's sign. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path class="m1" d="M4 1h12a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H9l-5 4v-4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z" />
      <path
        class="m2"
        d="m10 3.700 1.300 2.700 2.900.4-2.100 2.100.5 2.900-2.600-1.400-2.600 1.400.5-2.900-2.100-2.100 2.900-.4Z"
      />
    </svg>
  );
}
