#!/usr/bin/env bash
# Tokens under load while the program is killed at random, on both databases (TOKENS=200000 KILLS=200).
set -euo pipefail
export TEST_SOAK_TOKENS=${TOKENS:-200000} TEST_SOAK_KILLS=${KILLS:-200}
exec "$(dirname "$0")/../kills.sh" kill::tokens::tokens_under_load_survive_kills_at_random
