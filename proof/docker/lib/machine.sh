# Checks and prepares the machine.
require_root() {
  [ "$(id -u)" = 0 ] || fail NOT_ROOT 'A Docker daemon needs root.' 'sudo proof/docker/daemon …'
}

require_machine() {
  require_root
  [ "$(uname -sm)" = 'Linux x86_64' ] || fail WRONG_MACHINE "This is $(uname -sm), not Linux x86_64." 'Use Docker itself.'
  command -v apt-get >/dev/null || fail NO_APT 'There is no apt-get.' 'Use a Debian machine, or Docker itself.'
  [ -x "$ROOT/node_modules/.bin/tsx" ] || fail NOT_INSTALLED 'The npm packages of the project are missing.' 'npm ci'
  # Two daemons would write the same iptables chains.
  if ! is_running && [ -S /var/run/docker.sock ] && DOCKER_HOST=unix:///var/run/docker.sock command docker version >/dev/null 2>&1; then
    fail HAS_DOCKER 'A Docker daemon runs on this machine already.' 'Use that one: the stand-ins are for machines without.'
  fi
}

one_at_a_time() {
  mkdir -p "$RUN"
  exec 9>"$RUN.lock"
  flock -w 900 9 || fail BUSY 'Another run of this script takes too long.' "See who holds it: fuser $RUN.lock"
}

install_packages() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v iptables >/dev/null || missing+=(iptables)
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${missing[*]}"
  run_logged apt-update apt-get update
  # Debian starts a daemon when it installs one, unless this file forbids it.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
    run_logged apt-install apt_install "${missing[@]}"
    rm -f $policy
    trap - EXIT
  else
    run_logged apt-install apt_install "${missing[@]}"
  fi
}

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }

# Prints the mirror that this machine's apt uses for Debian.
debian_mirror() {
  apt-get indextargets --format '$(CREATED_BY) $(ORIGIN) $(REPO_URI)' | awk '$1 == "Packages" && $2 == "Debian" { print $3 }' |
    grep -v security | head -n 1 | sed 's,/*$,,'
}

install_compose() {
  local plugin=$CACHE/docker-compose
  if [ ! -x "$plugin" ]; then
    say "Fetching Compose from Debian $SUITE"
    run_logged compose fetch_compose "$plugin"
  fi
  mkdir -p "$CLIENT_CONFIG/cli-plugins"
  [ -e "$CLIENT_CONFIG/config.json" ] || echo '{}' >"$CLIENT_CONFIG/config.json"
  ln -sf "$plugin" "$CLIENT_CONFIG/cli-plugins/docker-compose"
}

fetch_compose() {
  local apt=$CACHE/apt
  rm -rf "$apt"
  mkdir -p "$apt/lists/partial" "$apt/unpacked"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) $SUITE main" >"$apt/sources.list"
  local options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$apt/lists"
    -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  (cd "$apt" && apt-get "${options[@]}" download docker-compose)
  dpkg-deb --extract "$apt"/docker-compose_*.deb "$apt/unpacked"
  install -m 755 "$apt/unpacked/usr/libexec/docker/cli-plugins/docker-compose" "$1.part"
  mv "$1.part" "$1"
  rm -rf "$apt"
}
