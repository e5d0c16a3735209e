#!/usr/bin/env bash
# Creates the project's topics where they are missing. The same as standalone/kafka's Topics.java; a test compares them.
# LogAppendTime is the clock by which the jobs decide whether an event is too late: they refuse a topic without it.
# Environment: CDS_KAFKA, CDS_PARTITIONS; CDS_REPLICATION (1), CDS_MIN_INSYNC (1), CDS_KAFKA_PROPERTIES (a file for TLS and SASL; none).
# deploy/helm/cds has the same topics from the lines that begin with "create".
set -euo pipefail

create() {
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$CDS_KAFKA" ${CDS_KAFKA_PROPERTIES:+--command-config "$CDS_KAFKA_PROPERTIES"} \
    --create --if-not-exists --topic "$1" --partitions "$CDS_PARTITIONS" --replication-factor "${CDS_REPLICATION:-1}" \
    --config min.insync.replicas="${CDS_MIN_INSYNC:-1}" --config message.timestamp.type=LogAppendTime --config retention.ms="$2" --config cleanup.policy="${3:-delete}" "${@:4}"
}

# topic, retention in milliseconds (-1: for ever), what becomes of older records when it is not delete, further settings
create cds.documents -1
create cds.payments -1
create cds.service-requests -1
create cds.declared-figures -1
create cds.import.documents -1
create cds.import.payments -1
create cds.import.service-requests -1
create cds.dead-letters -1
create cds.too-late -1
create cds.import-states -1 compact
create cds.metrics 604800000
create cds.alert-rules -1 compact
create cds.alert-silences -1 compact
create cds.alerts -1 compact
create cds.alert-heartbeats 86400000
create cds.alert-deliveries 7776000000 compact,delete
create cds.alert-dead-letters 7776000000 compact,delete
create cds.sources -1 compact --config segment.bytes=4194304
