#!/bin/sh
# dice.sh [NAME [ROOM]]: a bot that rolls dice for who says `!roll`, or `!roll 3d20`, in its room. It needs jq, reads what the
# server sends and prints what it says; ncat connects the two, with TLS by `--ssl`, and ends when the connection does:
#   ncat --sh-exec './dice.sh dice lobby' localhost 5000
name=${1:-dice} room=${2:-lobby}

# Makes `WHO COUNT SIDES` of each line that asks for dice. What is past was answered when it was said, and a line that is no
# JSON is the prompt for people: it comes if `/json` is late.
asked='
  fromjson? | if .type == "refused" then
    "refused: \(.code)\n" | if startswith("refused: username") then halt_error else stderr | empty end
  elif .type == "said" and (.past | not) and .from != $name then
    .from as $who | .text | capture("^!roll( (?<count>[1-9])d(?<sides>[1-9][0-9]?))?$")
    | "\($who) \(.count // 1) \(.sides // 6)"
  else empty end'

# So many numbers from 1 to the sides, by the random numbers of the system.
rolled() {
  od -An -v -tu4 -N "$((4 * $1))" /dev/urandom | tr -s ' \n' '\n' | awk -v n="$2" '/./ { printf " %d", $1 % n + 1 }'
}

printf '%s\n' /json "$name" "/join $room"
jq --unbuffered -Rr --arg name "$name" "$asked" | while read -r who count sides; do
  echo "$who rolls$(rolled "$count" "$sides")"
done
