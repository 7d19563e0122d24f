#!/usr/bin/env bash
# Starts the chaincode server the way fabric-samples' images do, by CORE_PEER_TLS_ENABLED and DEBUG.
set -euo pipefail
: "${CORE_PEER_TLS_ENABLED:=false}"
: "${DEBUG:=false}"

if [ "${DEBUG,,}" = true ]; then
    exec npm run --silent start:server-debug
elif [ "${CORE_PEER_TLS_ENABLED,,}" = true ]; then
    exec npm run --silent start:server
else
    exec npm run --silent start:server-nontls
fi
