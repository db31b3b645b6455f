# Prints what `make` lists: the commands of LISTED_BY_MAKE, in the groups and the order of kit/commands/index.ts, and the
# targets that only the Makefile has. `## Test: text` puts such a target into the group Test.
# It reads how they are declared, since a fresh clone has no node_modules to run them with, and since that is quick.
BEGIN { FS = "'" }

/^export function [A-Za-z]+\(program: Command\)/ { split($0, word, /[ (]/); command = word[3] }
/\.action\(/ { command = "" }
command && /\.command\('/ { split($2, word, " "); name[command] = word[1]; if (word[2]) take(word[2]) }
command && /\.description\('/ { text[command] = $2 }
command && /(\.option|new Option|new Argument)\('/ { take($2) }

/^export const LISTED_BY_MAKE/ { naming = 1 }
/^\];/ { naming = 0 }
naming { for (i = 2; i <= NF; i += 2) listed[$i] }

/^export const groups/ { grouping = 1; next }
/^};/ { grouping = 0 }
grouping {
  words = split($0, word, /[^A-Za-z:]+/)
  for (i = 1; i <= words; i++) if (word[i]) order[++commands] = word[i]
}

FILENAME == "Makefile" && /^[a-z0-9-]+:.*## / {
  target[++targets] = $0; sub(/:.*/, "", target[targets])
  what[targets] = $0; sub(/.*## /, "", what[targets])
}

END {
  for (i = 1; i <= commands; i++)
    if (order[i] ~ /:$/) heading = order[i]
    else if (name[order[i]] in listed)
      add(heading, name[order[i]], text[order[i]] (variables[order[i]] ? ":" variables[order[i]] : ""))
  for (i = 1; i <= targets; i++) {
    heading = what[i]; sub(/: .*/, ":", heading); sub(/^[^:]*: /, "", what[i])
    add(heading, target[i], what[i])
  }
  for (i = 1; i <= headings; i++) printf "%s\n%s", headingAt[i], lines[headingAt[i]]
  print "./sluice lists all commands, and ./sluice <command> --help explains one."
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

function add(heading, target, text) {
  if (!(heading in lines)) headingAt[++headings] = heading
  lines[heading] = lines[heading] sprintf("  make %-8s %s\n", target, text)
}
