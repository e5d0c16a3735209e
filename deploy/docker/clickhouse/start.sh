#!/usr/bin/env bash
# Gives users.xml the hashes of the passwords that lie in secret files, then starts the server as its image does. So
# neither the configuration nor the server's environment holds a password.
set -euo pipefail

hash_of() {
  local password
  password=$(<"/run/secrets/$1")
  if [ -z "$password" ]; then
    echo "The secret $1 is empty: run deploy/docker/prepare.sh" >&2
    exit 2
  fi
  printf %s "$password" | sha256sum | cut -d ' ' -f 1
}

CDS_MIGRATOR_SHA256=$(hash_of clickhouse-migrator)
CDS_WRITER_SHA256=$(hash_of clickhouse-writer)
CDS_READER_SHA256=$(hash_of clickhouse-reader)
export CDS_MIGRATOR_SHA256 CDS_WRITER_SHA256 CDS_READER_SHA256
exec /entrypoint.sh "$@"
