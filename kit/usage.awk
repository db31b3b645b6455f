# Prints what `make` lists: the commands of LISTED_BY_MAKE in kit/commands/index.ts, each with the description in its file,
# and the targets that only the Makefile has: `## Test: text` puts one into the group Test.
# It reads the files, since a fresh clone has no node_modules to run them with.
BEGIN { FS = "'" }

FNR == 1 { file = FILENAME; gsub(/.*\/|\.ts$/, "", file) }
/\.description\('/ { description[file] = $2 }

/^export const LISTED_BY_MAKE/ { listing = 1; next }
/^};/ { listing = 0 }
listing {
  if (match($0, /[A-Z][a-z]+:/)) group = substr($0, RSTART, RLENGTH)
  for (i = 2; i <= NF; i += 2) add(group, $i)
}

FILENAME == "Makefile" && match($0, /## [A-Z][a-z]+: /) {
  target = substr($0, 1, index($0, ":") - 1)
  description[target] = substr($0, RSTART + RLENGTH)
  add(substr($0, RSTART + 3, RLENGTH - 4), target)
}

END {
  for (i = 1; i <= groups; i++) {
    print name[i]
    for (j = 1; j <= size[name[i]]; j++) {
      target = member[name[i], j]
      printf "  make %-9s %s\n", target, description[target]
    }
  }
  print "./sluice lists all commands. ./sluice <command> --help explains one, with its variables for make."
}

function add(group, target) {
  if (!(group in size)) name[++groups] = group
  member[group, ++size[group]] = target
}
