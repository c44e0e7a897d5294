/** @jsxImportSource hono/jsx */
import { Icon } from "./icons.tsx";

/** Why something was not done; nothing when it was. */
export function Trouble({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="alert bad" role="alert">
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}
