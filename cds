#!/usr/bin/env bash
# The one command of the project: finds a JDK, builds what has changed, and runs the command line. See ./cds --help
# Environment: JAVA_HOME or CDS_JAVA_HOME (a JDK 17 or later), CDS_JAVA_OPTS (in place of the options chosen below).
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
built=$root/target/built
jars=$root/proof/target/runtime.classpath

fail() {
  echo "Error: $1" >&2
  exit 3
}

# Prints the home of the first JDK 17 or later.
find_jdk() {
  local candidate version
  for candidate in "${CDS_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(command -v javac || true)" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    case $candidate in
      "") continue ;;
      */bin/javac) candidate=$(dirname "$(dirname "$(readlink -f "$candidate")")") ;;
    esac
    [ -x "$candidate/bin/javac" ] || continue
    version=$("$candidate/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    if [ -n "$version" ] && [ "$version" -ge 17 ]; then
      echo "$candidate"
      return
    fi
  done
  fail "there is no JDK 17 or later. Install one (Debian: apt-get install openjdk-17-jdk-headless), or point JAVA_HOME to it"
}

# Whether a source is newer than the last build.
is_stale() {
  [ -f "$built" ] && [ -f "$jars" ] || return 0
  [ -n "$(find "$root" \( -name target -o -name node_modules -o -name .git -o -name test -o -path "$root/data" \) -prune \
    -o -type f \( -path '*/src/main/*' -o -name pom.xml -o -path "$root/sql/*" -o -path "$root/dashboard/web/*" \) \
    -newer "$built" -print -quit)" ]
}

# One at a time may build or test in this tree. Maven inherits the lock, so that it is held for as long as anything builds.
lock() {
  mkdir -p "$root/target" 2>/dev/null && [ -w "$root/target" ] ||
    fail "the tree must be built, and $root/target is not yours to write. Run $root/cds build as its owner, and let others read what it builds (chmod -R go+rX $root)"
  exec 9>>"$root/target/build.lock"
  if ! take_lock -n; then
    echo "another ./cds builds or tests in $root; waiting for its end" >&2
    take_lock || fail "$root/target/build.lock cannot be locked"
  fi
}

# Waits, or with -n does not. macOS has no flock, but Perl; the lock outlives both, as it belongs to the open file.
take_lock() {
  if command -v flock >/dev/null; then
    flock "$@" 9
  else
    perl -MFcntl=:flock -e 'open(LOCK, ">>&=", 9) && flock(LOCK, LOCK_EX | (@ARGV ? LOCK_NB : 0)) or exit 1' -- "$@"
  fi
}

# Prints the Maven on the PATH, else the wrapper of this tree, which fetches one.
find_maven() {
  command -v mvn && return
  [ -x "$root/mvnw" ] || fail "Maven is not on the PATH. Install it (Debian: apt-get install maven)"
  echo "$root/mvnw"
}

build() {
  local log=$root/target/build.log maven
  maven=$(find_maven)
  command -v npm >/dev/null && command -v node >/dev/null ||
    fail "Node and npm are not on the PATH; they build the board. Install them, see https://nodejs.org"
  node "$root/dashboard/web/node-version.cjs" >/dev/null || exit 3
  touch "$built.new"
  echo "building (the first time takes some minutes; all output: $log)" >&2
  if ! "$maven" -B -ntp -f "$root/pom.xml" -DskipTests install 2>&1 | tee "$log" | sed -un 's/^\[INFO\] Building \(CĐS .*\)/  \1/p' >&2; then
    grep -E '^\[ERROR\]' "$log" | head -30 >&2
    fail "the build failed; see $log"
  fi
  mv "$built.new" "$built"
}

# This module's classes, and the jars in their order.
classpath() {
  local list
  list=$(<"$jars")
  echo "$root/proof/target/classes:${list//@lib@/$root/proof/target/lib}"
}

# What the CI runs; with --all also what does not fit into its time. Two halves of the modules run at once, each against the jars that are
# installed: so no module waits for the tests of those below it. All output is shown; each half says how its tests ended.
run_tests() {
  if [ "${1:-}" = --all ]; then
    shift
    set -- -Dtest.excluded= -Dtest.shards.skip=false "$@"
  fi
  if is_stale; then
    build
  fi
  local maven half code=0
  maven=$(find_maven)
  # The job jars are there.
  set -- -Dcds.job.jar.skip=true -Dcyclonedx.skip=true -Dmdep.skip=true "$@"
  # About half of the time.
  half=dashboard,gateway,importer,notifier,proof
  "$maven" -B -ntp -f "$root/pom.xml" verify --fail-at-end -pl "$half" "$@" &
  other=$!
  # A shell without job control lets nothing in the background hear of Ctrl-C.
  trap 'kill "$other"' EXIT
  "$maven" -B -ntp -f "$root/pom.xml" verify --fail-at-end -pl "!${half//,/,!}" "$@" || code=$?
  wait "$other" || code=$?
  trap - EXIT
  return "$code"
}

# With too few a class that cannot be opened looks as if it were missing. Java takes all that the hard limit allows.
case $(ulimit -Hn) in
  unlimited) ;;
  *) [ "$(ulimit -Hn)" -ge 1024 ] || fail "only $(ulimit -Hn) files may be open at once here. Raise the hard limit to 4096 (ulimit -Hn, /etc/security/limits.conf, or LimitNOFILE of the service)" ;;
esac

JAVA_HOME=$(find_jdk)
export JAVA_HOME

case ${1:-} in
  test)
    shift
    lock
    run_tests "$@"
    exit
    ;;
  build)
    lock
    build
    exit
    ;;
esac

if is_stale; then
  lock
  # Unless the one that was waited for has done it.
  if is_stale; then
    build
  fi
  exec 9>&-
fi

# The demo runs on the compiler and the collector that start fastest: half the CPU time until the first row; with room for new
# objects, which are collected every few seconds instead of every second, and for classes, without two whole collections at
# the start. The benchmark runs on the collector for throughput, with a heap that does not grow meanwhile, and so does an import (a
# seventh less time), but for the service, which would keep the memory.
options="-XX:MaxRAMPercentage=50"
case "${1:-} ${2:-}" in
  "demo "*) options="-Xmx2g -Xmn512m -XX:MetaspaceSize=256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC" ;;
  "bench "*) options="-XX:+UseParallelGC -XX:MaxRAMPercentage=45 -XX:InitialRAMPercentage=45 -XX:NewRatio=1 -XX:+UseTransparentHugePages -XX:+AlwaysPreTouch" ;;
  "import watch") ;;
  "import "*) options="-XX:+UseParallelGC -XX:NewRatio=1 $options" ;;
esac
# shellcheck disable=SC2086 # the options are several words
exec "$JAVA_HOME/bin/java" ${CDS_JAVA_OPTS:-$options} @"$root/standalone/stack/jvm.options" -Dcds.root="$root" -cp "$(classpath)" vn.cds.standalone.cli.Cds "$@"
