# Prints the usage of `make`: the commands, in the groups and order of each index.ts, and then the targets that only the
# Makefile has. Parses their declarations, because a fresh clone has no node_modules to run them, and because that is fast.
BEGIN { FS = "'" }

/^export function [A-Za-z]+\(program: Command\)/ { split($0, word, /[ (]/); command = word[3] }
/^export function withFileOptions/ { command = "withFileOptions" }
/^}/ { command = "" }
command && /^ +withFileOptions\(/ { variables[command] = variables[command] variables["withFileOptions"] }
/\.action\(/ { command = "" }
command && /\.command\('/ { split($2, word, " "); name[command] = word[1]; if (word[2]) take(word[2]) }
command && /\.description\('/ { text[command] = $2 }
command && /(\.option|new Option|new Argument)\('/ { take($2) }

/^};/ { group = 0 }
group && FILENAME ~ /index\.ts$/ {
  words = split($0, word, /[^A-Za-z:]+/)
  for (i = 1; i <= words; i++) if (word[i]) order[++commands] = word[i]
}
/^export const groups/ { group = 1 }

FILENAME == "Makefile" && /^[a-z0-9-]+:.*## / { target = $0; sub(/:.*/, "", target); sub(/.*## /, ""); own[++targets] = line(target, $0) }

END {
  for (i = 1; i <= commands; i++)
    if (order[i] ~ /:$/) print order[i]
    else print line(name[order[i]], text[order[i]] (variables[order[i]] ? ":" variables[order[i]] : ""))
  print "Test:"
  for (i = 1; i <= targets; i++) print own[i]
}

# `--dataset <name>` is [DATASET=…], `--json` is [JSON=1], `<key>` is KEY=…
function take(declared,    word, variable) {
  split(declared, word, " ")
  variable = word[1]
  gsub(/^--|[][<>]/, "", variable)
  gsub(/-/, "_", variable)
  variable = toupper(variable) (declared ~ /^--/ && !word[2] ? "=1" : "=…")
  variables[command] = variables[command] " " (declared ~ /^</ ? variable : "[" variable "]")
}

function line(target, text) { return sprintf("  make %-16s %s", target, text) }
