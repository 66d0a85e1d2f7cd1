#!/usr/bin/env bash
# `npm run chaos`, and once more if nothing but the p99 of honest lines was above its limit: a machine that is slow for a moment only adds
# to that. Whatever else does not hold has no second try.
set -uo pipefail
said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT

chaos() { npm run chaos -- "$@" 2>&1 | tee "$said"; }

chaos "$@" && exit 0
if grep -q '^FAILED: the p99 of honest lines' "$said" && [ "$(grep -c '^FAILED:' "$said")" -eq 1 ]; then
  echo 'only the p99 was above its limit: measured once more'
  chaos "$@"
  exit
fi
exit 1
