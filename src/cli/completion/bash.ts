import type { CompletedCommand, Value } from "./tree.ts";

/** A completion script for bash 4 and later; needs nothing beside bash. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of reputation for bash. In ~/.bashrc: source <(reputation completion bash)
_reputation() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}"
  local path="" argument=0 i word
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$path$word" in
      ${valueOptions(commands).join("|")}) ((i++)); continue ;;
    esac
    case "$path/$word" in
      ${commands.flatMap(({ path }) => path || []).join("|")}) path="$path/$word" ;;
      */-?*) ;;
      *) ((argument++)) ;;
    esac
  done
  case "$path$before" in
${commands.flatMap(optionCases).join("\n")}
  esac
  case "$path:$argument" in
${commands.flatMap(argumentCases).join("\n")}
  esac
  case "$path" in
${commands.map(wordCase).join("\n")}
  esac
}
complete -F _reputation reputation
`;
}

/** Options that take a value, as `path--flag`: their value is no argument. */
function valueOptions(commands: readonly CompletedCommand[]): string[] {
  return commands.flatMap(({ path, options }) =>
    options.filter(({ value }) => value !== null).flatMap(({ flags }) => flags.map((flag) => `${path}${flag}`)),
  );
}

function optionCases({ path, options }: CompletedCommand): string[] {
  return options.flatMap(({ flags, value }) =>
    value === null ? [] : [`    ${flags.map((flag) => path + flag).join("|")}) ${reply(value)}; return ;;`],
  );
}

function argumentCases({ path, values }: CompletedCommand): string[] {
  return values.flatMap((value, i) =>
    value === "other" ? [] : [`    ${path}:${i}) [[ "$current" == -* ]] || { ${reply(value)}; return; } ;;`],
  );
}

/** Offers options only once one is begun, because they would otherwise hide the commands. */
function wordCase({ path, commands, options }: CompletedCommand): string {
  const names = reply(commands.map(({ name }) => name));
  const flags = reply(options.flatMap((option) => option.flags));
  const words = commands.length === 0 ? flags : `if [[ "$current" == -* ]]; then ${flags}; else ${names}; fi`;
  return `    "${path}") ${words} ;;`;
}

function reply(value: Value): string {
  if (value === "other") return ":";
  if (value === "file") return `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"))`;
  return `COMPREPLY=($(compgen -W "${value.join(" ")}" -- "$current"))`;
}
