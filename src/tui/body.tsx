import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "./frame.ts";
import type { Layout } from "./layout.ts";
import { Lines, Table } from "./parts/table.tsx";

interface BodyProps {
  frame: Frame;
  layout: Layout;
  width: number;
}

/** What stands between the tabs and the status: a list, the details of a row, the help, or what is asked about. */
export function Body({ frame: { state, view }, layout: { body, height }, width }: BodyProps): ReactNode {
  if (body.kind === "text") return <Lines lines={body.lines} width={width} height={height} />;
  const marked = state.screen === "inbox" ? state.marked : [];
  return (
    <Box height={height}>
      <Table {...view} selected={body.selected} marked={marked} width={body.width} height={height} />
      {body.beside && <Lines lines={body.beside} width={width - body.width} height={height} />}
    </Box>
  );
}
