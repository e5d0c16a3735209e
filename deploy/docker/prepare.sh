#!/usr/bin/env bash
# prepare.sh [DIR]: to be run before each `docker compose up --build`.
# Makes a random password for each secret that docker-compose.yml names, unless it is there, in DIR. Only you can enter
# that directory; the files in it can be read by everybody, because inside a container a mounted file keeps its owner and
# mode, and no service there runs as root. For the same reason the other files that are mounted are made readable: with a
# umask of 077 git writes them for you alone.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${1:-$here/secrets}
mkdir -p "$directory"
chmod 700 "$directory"
for name in clickhouse-migrator clickhouse-writer clickhouse-reader board smtp webhook-key grafana; do
  file=$directory/$name
  if [ ! -s "$file" ]; then
    head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"$file"
    echo "made $file"
  fi
  chmod 644 "$file"
done
chmod a+r "$here/job.properties" "$here/notifier.yaml" "$here/kafka.properties" "$here/../alertmanager/alertmanager.yml"
chmod -R a+rX "$here/../prometheus" "$here/../grafana"
# What is missing would be made by Docker, for root.
mkdir -p "$here/inbox" "$here/mappings" "$here/drivers"
