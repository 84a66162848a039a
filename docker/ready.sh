#!/bin/bash
# Healthy is ready: the node holds its leases and knows a leader. bash opens the socket itself, so that the image needs no client of HTTP.
if [ "${TLS:-off}" = on ]; then port=${PLAIN_PORT:-18080}; else port=${NODE_PORT:-8001}; fi
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 2 _ status _ <&3 && [ "$status" = 200 ]
