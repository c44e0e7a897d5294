import type { CompletedCommand, CompletedOption, Value } from "./tree.ts";

/** A completion script for zsh, with what each word means. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef reputation
# Completion of reputation for zsh. In ~/.zshrc, after compinit: source <(reputation completion zsh)
_reputation() {
  local line state curcontext="$curcontext" at="" before="" word
  local -a here others=("\${words[1]}")
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ $before != --config && " ${commands.flatMap(({ path }) => path || []).join(" ")} " == *" $at/$word "* ]]; then
      at="$at/$word"
    else
      others+=("$word")
    fi
    before="$word"
  done
  # Arguments are counted from the command, not from the program.
  words=("\${others[@]}" "\${(@)words[CURRENT,-1]}")
  CURRENT=$((\${#others} + 1))
  case "$at" in
${commands.map(commandCase).join("\n")}
  esac
}
(( $+functions[compdef] )) && compdef _reputation reputation
`;
}

function commandCase({ path, commands, options, values }: CompletedCommand): string {
  const parts = options.map(optionSpec);
  if (commands.length > 0) {
    const described = commands.map(({ name, summary }) => quote(`${name}:${summary}`)).join(" ");
    return `    "${path}")
      here=(${described})
      _arguments -s ${parts.join(" ")} '*: :->words'
      [[ $state == words ]] && _describe command here ;;`;
  }
  const positions = values.map((value, i) => quote(`${i + 1}: :${action(value)}`));
  const rest = values.at(-1) === "other" ? [quote("*: :")] : [];
  return `    "${path}") _arguments -s ${[...parts, ...positions, ...rest].join(" ")} ;;`;
}

function optionSpec({ flags, summary, value }: CompletedOption): string {
  const takes = value === null ? "" : `: :${action(value)}`;
  const text = summary.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`);
  const exclusive = `(${flags.join(" ")})`;
  return flags.map((flag) => quote(`${exclusive}${flag}[${text}]${takes}`)).join(" ");
}

function action(value: Value): string {
  if (value === "other") return "";
  return value === "file" ? "_files" : `(${value.join(" ")})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
