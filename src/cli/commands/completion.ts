import type { Command } from "commander";
import { UsageError } from "../../base/errors.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { completedCommands, type CompletedCommand } from "../completion/tree.ts";
import { zshScript } from "../completion/zsh.ts";
import type { Context } from "../context.ts";

const SCRIPTS: Record<string, (commands: readonly CompletedCommand[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints the completion script of a shell; nothing is installed. @throws UsageError for another shell */
export function completion(context: Context, program: Command, [shell = ""]: readonly string[]): void {
  const script = SCRIPTS[shell]?.(completedCommands(program));
  if (script === undefined)
    throw new UsageError(`there is no completion for "${shell}"`, {
      hint: `It is one of: ${Object.keys(SCRIPTS).join(", ")}`,
    });
  context.print({ shell, script }, () => script);
}
