/** @jsxImportSource hono/jsx */

/** Below a list: the way to the rows behind it. @param to null when there are none */
export function MoreRows({ to, name }: { to: string | null; name: string }) {
  if (to === null) return null;
  return (
    <p class="more-rows">
      <a class="btn" href={to}>
        {name}
      </a>
    </p>
  );
}
