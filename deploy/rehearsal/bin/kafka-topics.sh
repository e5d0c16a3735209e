#!/usr/bin/env bash
# shellcheck disable=SC2086 # options are several words
exec java ${KAFKA_HEAP_OPTS:-} -cp '/opt/kafka/libs/*' org.apache.kafka.tools.TopicCommand "$@"
