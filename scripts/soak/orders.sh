#!/usr/bin/env bash
# Orders by mail and API under load while the program is killed at random, on both databases (ORDERS=10000 KILLS=200).
set -euo pipefail
export TEST_SOAK_ORDERS=${ORDERS:-10000} TEST_SOAK_KILLS=${KILLS:-200}
exec "$(dirname "$0")/../kills.sh" kill::at_random::orders_under_load_survive_kills_at_random
