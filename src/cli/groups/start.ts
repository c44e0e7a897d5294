import type { Command } from "commander";
import type { Add } from "../command.ts";

export function addStartCommands(program: Command, add: Add): void {
  add(
    program,
    "demo",
    "Shows the whole work on simulated marketplaces: nothing to configure, nothing leaves this machine.",
    ["reputation demo", "reputation demo --reviews reviews.jsonl --count 500 --json"],
    async (context, options) => (await import("../commands/demo.ts")).demo(context, options),
  )
    .option("--reviews <file>", "serve these reviews: JSON Lines of {id, text, rating}")
    .option("--count <number>", "at most so many of them")
    .option("--keep", "keep the database, and print where it is");
  addInit(program, add);
  add(
    program,
    "doctor",
    "Checks keys, rights, limits, clock, database, AI and Office; changes nothing.",
    ["reputation doctor", "reputation doctor --json"],
    async (context) => (await import("../commands/doctor.ts")).doctor(context),
  );
  add(
    program,
    "sandbox",
    "Simulates the three marketplaces and an LLM on this machine, and writes a configuration for them.",
    ["reputation sandbox --port 9090 --reviews reviews.jsonl", "reputation sandbox --fault accept_then_drop=0.2"],
    async (context, options) => (await import("../commands/sandbox.ts")).sandbox(context, options),
  )
    .option("--port <number>", "where to listen on loopback (default: any free port)")
    .option("--reviews <file>", "serve these reviews: JSON Lines of {id, text, rating}")
    .option("--count <number>", "at most so many of them")
    .option("--fault <name=share>", "what goes wrong, and how often; may be given several times", collect)
    .option("--seed <number>", "decides when faults strike", "1")
    .option("--dir <folder>", "where to put the configuration and its database (default: a new temporary folder)");
}

function addInit(program: Command, add: Add): void {
  add(
    program,
    "init",
    "Writes a commented configuration to start from, and tries the keys; never overwrites one.",
    ["reputation init", 'reputation init --account wb --token-file wb=/run/secrets/wb --brand "My brand" --no-input'],
    async (context, options) => (await import("../commands/init.ts")).init(context, options),
  )
    .option("--account <wb|ozon|ym>", "a marketplace you sell on; may be given several times", collect)
    .option("--brand <name>", "your brand, as buyers read it")
    .option("--token-file <wb=file>", "a file with the marketplace's key; may be given several times", collect)
    .option("--ozon-client-id <number>", "the client id beside Ozon's key")
    .option("--ym-business-id <number>", "the number of the cabinet at Yandex Market")
    .option("--base-url <wb=url>", "another address of a marketplace: a sandbox, a proxy", collect)
    .option("--no-input", "ask nothing: what the options do not say stays as in the example")
    .option("--systemd", "print a systemd unit for the daemon instead, and write nothing");
}

function collect(word: string, earlier: string[] = []): string[] {
  return [...earlier, word];
}

/** @param program completed as it is when the script is printed: whole */
export function addCompletion(program: Command, add: Add): void {
  add(
    program,
    "completion <bash|zsh|fish>",
    "Prints a script that completes commands and options in your shell.",
    ["source <(reputation completion bash)", "reputation completion fish > ~/.config/fish/completions/reputation.fish"],
    async (context, _, args) => (await import("../commands/completion.ts")).completion(context, program, args),
  );
}
