#!/usr/bin/env bash
# Prints the path of a nats-server of 2.11 or later: that of $NATS_SERVER or of this machine, or else Debian's newest, unpacked
# into .cache/ by a list of packages of its own, so that nothing of this machine changes. Status 77 if there is none to be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cache=$PWD/.cache/nats

is_new() { [ -x "$1" ] && "$1" --version 2>/dev/null | grep -Eq 'v(2\.(1[1-9]|[2-9][0-9])|[3-9])\.'; }
for found in "${NATS_SERVER:-}" "$(command -v nats-server || true)" "$cache/nats-server"; do
  if [ -n "$found" ] && is_new "$found"; then
    echo "$found"
    exit 0
  fi
done
none() {
  echo "no nats-server of 2.11 or later: $*" >&2
  exit 77
}
command -v apt-get >/dev/null && command -v dpkg >/dev/null || none 'set NATS_SERVER to one; there is no apt-get to find it with'
archive=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' | awk '$2 !~ /-/ {print $1; exit}')
[ -n "$archive" ] || none 'set NATS_SERVER to one; apt-get names no archive'
mkdir -p "$cache/lists/partial" "$cache/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive sid main" >"$cache/sources.list"
own=(-o "Dir::Etc::SourceList=$cache/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$cache/lists"
  -o "Dir::Cache=$cache" -o APT::Sandbox::User=root)
(
  cd "$cache"
  apt-get "${own[@]}" update -qq && apt-get "${own[@]}" download -qq nats-server && dpkg -x nats-server_*.deb unpacked
) >"$cache/log" 2>&1 || none "$(tail -n 1 "$cache/log")"
mv "$(find "$cache/unpacked" -type f -name nats-server -path '*bin*' | head -n 1)" "$cache/nats-server"
rm -rf "$cache/unpacked" "$cache"/*.deb
is_new "$cache/nats-server" || none 'what Debian has does not run here'
echo "$cache/nats-server"
