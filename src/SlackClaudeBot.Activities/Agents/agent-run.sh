#!/bin/sh
# Runs the agent so that the run outlives the process that started it, and reports its state to later ones.
#
#   agent-run.sh start  EXECUTION PROGRAM [ARGUMENT...]   runs the program; EXECUTION/prompt is its stdin; ends with its exit code
#   agent-run.sh follow EXECUTION                         prints its events from the first on; 0: it ended, 75: it died
#   agent-run.sh stop   EXECUTION REASON SECONDS          interrupts it, kills it after so many seconds
#   agent-run.sh probe  RUN CONFIG SESSION [NAME...]      describes the session, and these executions of a run
#
# EXECUTION is a folder: prompt, events (stdout), errors (stderr), exit (code), stopped (why it was ended by us), started
# and ended (seconds since 1970), wrapper and agent (process ids). Every process of an execution carries its folder in AGENT_RUN.
set -u
umask 077

write() { printf '%s\n' "$2" >"$1.new" && mv "$1.new" "$1"; }
end_with() { write "$execution/ended" "$(date +%s)" && write "$execution/exit" "$1"; }
value() { head -c 64 "$1" 2>/dev/null | head -n 1; }

members() { grep -lF -- "AGENT_RUN=$execution;" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3; }

kill_members() {
  round=0
  while [ "$round" -lt 5 ]; do
    pids=$(members)
    [ -n "$pids" ] || return 0
    # shellcheck disable=SC2086 # a list of process ids
    kill -KILL $pids 2>/dev/null
    round=$((round + 1))
  done
}

# Whether the wrapper runs. After a restart of the container its process id may be someone else's, hence the look at the command line.
alive() {
  pid=$(value "$execution/wrapper")
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  if [ -r /proc/self/cmdline ]; then
    line=$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null) || return 1
    printf '%s\n' "$line" | grep -qxF -- "$execution" && printf '%s\n' "$line" | grep -qx start
  else
    kill -0 "$pid" 2>/dev/null
  fi
}

start() {
  mkdir "$execution/claimed" || exit 76
  write "$execution/started" "$(date +%s)"
  write "$execution/wrapper" "$$"
  # Interrupts are for the agent; this shell stays to write down how it ended.
  trap : INT TERM HUP
  AGENT_RUN="$execution;" sh -c 'printf "%s\n" "$$" >"$0/agent"; exec "$@"' "$execution" "$@" \
    <"$execution/prompt" >"$execution/events" 2>"$execution/errors"
  code=$?
  kill_members
  end_with "$code"
  exit "$code"
}

# Sets state. Each look is taken in the order in which an execution leaves its traces, so that none is missed in between.
look() {
  if [ -e "$execution/exit" ]; then state=ended
  elif [ ! -d "$execution/claimed" ]; then state=new
  elif [ ! -e "$execution/wrapper" ] || alive; then state=running
  elif [ -e "$execution/exit" ]; then state=ended
  else state=dead; fi
}

follow() {
  offset=0
  missing=0
  while :; do
    look
    # A run that was just asked for gets some seconds to appear.
    [ -e "$execution/wrapper" ] || missing=$((missing + 1))
    [ "$missing" -le 40 ] || state=dead
    size=$(($(wc -c 2>/dev/null <"$execution/events" || echo 0)))
    if [ "$size" -gt "$offset" ]; then
      tail -c +$((offset + 1)) "$execution/events" | head -c $((size - offset))
      offset=$size
    fi
    case $state in ended) return 0 ;; dead) return 75 ;; esac
    sleep 0.25
  done
}

wait_for_exit() {
  ticks=$1
  while [ "$ticks" -gt 0 ] && [ ! -e "$execution/exit" ] && alive; do
    sleep 0.1
    ticks=$((ticks - 1))
  done
}

stop() {
  [ -e "$execution/stopped" ] || write "$execution/stopped" "$1"
  if alive; then
    kill -INT "$(value "$execution/agent")" 2>/dev/null
    wait_for_exit $(($2 * 10))
  fi
  kill_members
  wait_for_exit 20
  if alive; then kill -KILL "$(value "$execution/wrapper")" 2>/dev/null; fi
  [ -e "$execution/exit" ] || end_with 137
}

probe() {
  config=$1
  session=$2
  run=$execution
  printf 'cwd %s\n' "$(pwd -P)"
  printf 'now %s\n' "$(date +%s)"
  for file in "$config/projects"/*/"$session.jsonl"; do
    # One that was killed before its first words were written cannot be resumed.
    if grep -q '"type":"user".*}$' "$file" 2>/dev/null; then printf 'session %s\n' "$file"
    elif [ -e "$file" ]; then printf 'unspoken %s\n' "$file"; fi
  done
  shift 2
  # Only executions that the bot asked for: a folder with another name was made by someone else.
  for name in "$@"; do
    execution=$run/$name
    [ -d "$execution" ] || continue
    look
    code=$(value "$execution/exit")
    stopped=$(value "$execution/stopped")
    started=$(value "$execution/started")
    ended=$(value "$execution/ended")
    printf 'execution %s %s %s %s %s %s\n' "${name%%-*}" "$state" "${code:--}" "${stopped:--}" "${started:--}" "${ended:--}"
  done
}

command=$1
execution=$2
shift 2
case $command in
  start | follow | stop | probe) "$command" "$@" ;;
  *) exit 64 ;;
esac
