#!/usr/bin/env bash
# make-secrets.sh [DIR]: makes a random password for each secret that docker-compose.yml names, unless it is there.
# Only you can enter the directory; the files in it can be read by everybody, because inside a container a mounted file
# keeps its owner and mode, and no service there runs as root.
set -euo pipefail
directory=${1:-$(dirname "${BASH_SOURCE[0]}")/secrets}
mkdir -p "$directory"
chmod 700 "$directory"
for name in clickhouse-migrator clickhouse-writer clickhouse-reader board smtp webhook-key; do
  file=$directory/$name
  if [ ! -s "$file" ]; then
    head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"$file"
    echo "made $file"
  fi
  chmod 444 "$file"
done
