/** @jsxImportSource hono/jsx */
import { Icon } from "./icons.tsx";

/** Why something was not done, as a sentence; nothing when it was. */
export function Trouble({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="alert bad" role="alert">
      <Icon name="alert" />
      <span>{text.charAt(0).toUpperCase() + text.slice(1)}</span>
    </p>
  );
}
