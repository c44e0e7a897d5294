import { command } from "../command.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { completedCommands, type CompletedCommand } from "../completion/tree.ts";
import { zshScript } from "../completion/zsh.ts";
import { argument } from "../parameters.ts";
import { oneOf } from "../values.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

const SCRIPTS: Record<(typeof SHELLS)[number], (commands: readonly CompletedCommand[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export const completion = command({
  name: "completion",
  summary: "Prints a script that completes commands and options in your shell.",
  examples: [
    "source <(reputation completion bash)",
    "reputation completion fish > ~/.config/fish/completions/reputation.fish",
  ],
  takes: { shell: argument("<bash|zsh|fish>", "the shell", oneOf(SHELLS)) },
  async run(context, { shell }, program) {
    const script = SCRIPTS[shell](completedCommands(await program()));
    context.print({ shell, script }, () => script);
  },
});
