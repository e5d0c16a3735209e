#!/usr/bin/env bash
# The one command of the project: finds a JDK, builds what has changed, and runs the command line. See ./cds --help
# Environment: JAVA_HOME or CDS_JAVA_HOME (a JDK 17 or later), CDS_JAVA_OPTS (in place of the options chosen below).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
built=$root/target/built
classpath=$root/proof/target/runtime.classpath

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
  [ -f "$built" ] && [ -f "$classpath" ] || return 0
  [ -n "$(find "$root" \( -name target -o -name node_modules -o -name .git -o -name test -o -path "$root/data" \) -prune \
    -o -type f \( -path '*/src/main/*' -o -name pom.xml -o -path "$root/sql/*" -o -path "$root/dashboard/web/*" \) \
    -newer "$built" -print -quit)" ]
}

build() {
  command -v mvn >/dev/null || fail "Maven is not on the PATH. Install it (Debian: apt-get install maven)"
  command -v npm >/dev/null || fail "npm is not on the PATH; it builds the board. Install Node 20 or later, see https://nodejs.org"
  mkdir -p "$root/target"
  local log=$root/target/build.log
  touch "$built.new"
  echo "building (the first time takes some minutes; all output: $log)" >&2
  if ! mvn -B -ntp -f "$root/pom.xml" -DskipTests install 2>&1 | tee "$log" | sed -un 's/^\[INFO\] Building \(CĐS .*\)/  \1/p' >&2; then
    grep -E '^\[ERROR\]' "$log" | head -30 >&2
    fail "the build failed; see $log"
  fi
  mv "$built.new" "$built"
}

# What the CI runs; with --all also what does not fit into its time. Each module says when it begins and how its tests
# ended; all output is shown.
run_tests() {
  if [ "${1:-}" = --all ]; then
    shift
    set -- -Dtest.excluded= "$@"
  fi
  exec mvn -B -ntp -f "$root/pom.xml" verify "$@"
}

JAVA_HOME=$(find_jdk)
export JAVA_HOME

case ${1:-} in
  test)
    shift
    run_tests "$@"
    ;;
  build)
    build
    exit
    ;;
esac

if is_stale; then
  build
fi

# The demo runs on the compiler and the collector that start fastest: half the CPU time until the first row; with room for new
# objects, which are collected every few seconds instead of every second, and for classes, without two whole collections at
# the start. The benchmark runs on the collector for throughput, with a heap that does not grow meanwhile.
case ${1:-} in
  demo) options="-Xmx2g -Xmn512m -XX:MetaspaceSize=256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC" ;;
  bench) options="-XX:+UseParallelGC -XX:MaxRAMPercentage=45 -XX:InitialRAMPercentage=45 -XX:NewRatio=1 -XX:+UseTransparentHugePages -XX:+AlwaysPreTouch" ;;
  *) options="-XX:MaxRAMPercentage=50" ;;
esac
# shellcheck disable=SC2086 # the options are several words
exec "$JAVA_HOME/bin/java" ${CDS_JAVA_OPTS:-$options} @"$root/standalone/stack/jvm.options" -Dcds.root="$root" -cp "$(cat "$classpath")" vn.cds.standalone.Cds "$@"
