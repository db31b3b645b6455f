# Restores what dockerd changes in the machine's network and leaves behind when it stops.
remember_network() {
  [ -e "$STATE/network" ] && return
  { cat /proc/sys/net/ipv4/ip_forward; iptables -S FORWARD | head -n 1; } >"$STATE/network"
}

restore_network() {
  [ -e "$STATE/network" ] || return 0
  local table rule chain
  for table in nat filter; do
    iptables -t $table -S | grep -E '^-A .*(DOCKER|docker0)' | sed 's/^-A/-D/' | while read -r rule; do
      # Unquoted, because a rule has several words. A rule within a DOCKER chain may be gone with an earlier line.
      # shellcheck disable=SC2086
      iptables -t $table $rule 2>/dev/null || true
    done
    for chain in $(iptables -t $table -S | sed -n 's/^-N \(DOCKER.*\)/\1/p'); do iptables -t $table -F "$chain"; done
    for chain in $(iptables -t $table -S | sed -n 's/^-N \(DOCKER.*\)/\1/p'); do iptables -t $table -X "$chain"; done
  done
  ip link delete docker0 2>/dev/null || true
  # shellcheck disable=SC2046
  iptables $(sed -n 2p "$STATE/network")
  head -n 1 "$STATE/network" >/proc/sys/net/ipv4/ip_forward
}
