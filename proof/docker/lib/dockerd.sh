# Starts and stops the daemon.
# Images in memory are loaded and removed at once. On a busy disk, each takes a minute.
DATA_GB=8
ENOUGH_GB=14
START_SECONDS=60
STOP_SECONDS=30

daemon_pid() {
  local pid
  pid=$(cat "$PID_FILE" 2>/dev/null) && grep -q '^[0-9]* (dockerd) [^ZX]' "/proc/$pid/stat" 2>/dev/null && echo "$pid"
}

is_running() { daemon_pid >/dev/null && docker version >/dev/null 2>&1; }

start_dockerd() {
  if is_running; then return; fi
  say 'Starting dockerd'
  mkdir -p "$STATE/data" "$RUN" "$CLIENT_CONFIG"
  if ! grep -q " $STATE/data " /proc/mounts && [ "$(awk '/^MemAvailable/ { print int($2 / 2^20) }' /proc/meminfo)" -ge $ENOUGH_GB ]; then
    mount -t tmpfs -o "size=${DATA_GB}g" sluice-docker "$STATE/data"
  fi
  remember_network
  # These files remain after a kill. dockerd would wait for the processes that they name, which have ended.
  daemon_pid >/dev/null || rm -f "$PID_FILE" "$RUN/exec/containerd/containerd.pid"
  setsid dockerd --host "unix://$SOCKET" --data-root "$STATE/data" --exec-root "$RUN/exec" --pidfile "$PID_FILE" \
    --storage-driver overlay2 >>"$LOG" 2>&1 </dev/null 9>&- &
  local child=$! deadline=$((SECONDS + START_SECONDS))
  until is_running; do
    if ! kill -0 $child 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      tail -n 15 "$LOG" >&2
      fail NO_DAEMON 'dockerd did not start.' "Its log is $LOG."
    fi
    sleep 0.2
  done
}

stop_dockerd() {
  # Images and volumes are removed with the folder. A killed daemon left containers, which only a daemon can remove cleanly.
  if [ -d "$STATE/data" ] && ! is_running; then (start_dockerd) || true; fi
  if is_running; then
    say 'Removing containers and networks'
    docker ps --all --quiet | xargs --no-run-if-empty bash -c 'DOCKER_HOST=unix://$0 docker rm --force --volumes "$@"' "$SOCKET" >/dev/null
    docker network prune --force >/dev/null
  fi
  local pid
  if pid=$(daemon_pid); then
    say 'Stopping dockerd'
    kill "$pid"
    wait_for_end || { kill -KILL "$pid" && wait_for_end; } || true
  fi
  restore_network
  local mount
  awk -v state="$STATE/" -v run="$RUN/" 'index($2, state) == 1 || index($2, run) == 1 { print $2 }' /proc/mounts | sort -r |
    while read -r mount; do umount --lazy "$mount"; done
  say 'Removing images and volumes'
  # Moved first, so that a daemon never starts on a partly removed folder.
  rm -rf "$RUN" "$STATE.gone"
  [ ! -e "$STATE" ] || mv "$STATE" "$STATE.gone"
  rm -rf "$STATE.gone"
}

wait_for_end() {
  local deadline=$((SECONDS + STOP_SECONDS))
  while daemon_pid >/dev/null; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.2
  done
}
