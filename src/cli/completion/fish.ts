import type { CompletedCommand, CompletedOption } from "./tree.ts";

/** A completion script for fish, with what each word means. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.flatMap(({ path }) => path || []);
  return `# Completion of reputation for fish: reputation completion fish > ~/.config/fish/completions/reputation.fish
function __reputation_at --description 'whether the words so far lead to this command'
    set -l at ""
    set -l before ""
    for word in (commandline -opc)[2..]
        if test "$before" != --config
            contains -- "$at/$word" ${paths.join(" ")}; and set at "$at/$word"
        end
        set before "$word"
    end
    test "$at" = "$argv[1]"
end
complete -c reputation -f
${commands.flatMap(lines).join("\n")}
`;
}

function lines({ path, commands, options, values }: CompletedCommand): string[] {
  const here = `complete -c reputation -n '__reputation_at "${path}"'`;
  const words = values.flatMap((value) => (typeof value === "string" ? [] : value));
  return [
    ...commands.map(({ name, summary }) => `${here} -a ${name} -d ${quote(summary)}`),
    ...(words.length > 0 ? [`${here} -a ${quote(words.join(" "))}`] : []),
    ...(values.includes("file") ? [`${here} -F`] : []),
    ...options.map((option) => `${here} ${optionWords(option)}`),
  ];
}

function optionWords({ flags, summary, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, ...taking(value), `-d ${quote(summary)}`].join(" ");
}

function taking(value: CompletedOption["value"]): string[] {
  if (value === null) return [];
  if (value === "file") return ["-r -F"];
  return value === "other" ? ["-x"] : [`-x -a ${quote(value.join(" "))}`];
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
