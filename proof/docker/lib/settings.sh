# Names, folders and messages.
CACHE=${SLUICE_DOCKER_CACHE:-$HOME/.cache/sluice-docker}
# `down` removes these folders: images and containers, and sockets and pids.
STATE=/var/lib/sluice-docker
RUN=/run/sluice-docker
SOCKET=$RUN/docker.sock
PID_FILE=$RUN/docker.pid
LOG=$STATE/dockerd.log
CLIENT_CONFIG=$STATE/client

# Debian trixie has the Python that LocalStack needs, and a recent Compose.
SUITE=trixie
BASE_PACKAGES=ca-certificates,curl,openjdk-21-jre-headless,procps,python3,python3-venv,unzip,zip
# The npm package of Node.js.
NODE_VERSION=22.23.3

LOCALSTACK_IMAGE=sluice-standin/localstack:4.14.0
LAMBDA_IMAGE=sluice-standin/lambda-nodejs:22

say() { printf 'daemon [%3d s] %s\n' "$SECONDS" "$*" >&2; }

# fail CODE MESSAGE FIX
fail() {
  printf '%s: %s\n  %s\n' "$1" "$2" "$3" >&2
  exit 1
}

# run_logged NAME COMMAND...: writes the output to a file, and shows its end if the command fails.
run_logged() {
  local log=$CACHE/$1.log
  mkdir -p "$CACHE"
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    fail COMMAND_FAILED "This failed: $*" "All of its output is in $log. If it is the network, run the same again."
  fi
}

# Every call of docker is for this daemon, whatever the caller's environment says.
docker() { DOCKER_HOST=unix://$SOCKET DOCKER_CONFIG=$CLIENT_CONFIG DOCKER_BUILDKIT=0 command docker "$@"; }

hash_of() { cat "$@" | sha256sum | cut -c 1-12; }
