#!/usr/bin/env python3
"""seen.py [HOST [PORT [NAME [ROOM]]]]: a bot that knows who was here last, and what they said.

Say `!seen NAME` in its room. It needs Python 3.9 and nothing else. What was said before it came, it learns from the history
that the server sends it; only what is said from now on is answered.
"""
import json
import socket
import sys
from datetime import datetime, timezone

given = sys.argv[1:5]
host, port, name, room = given + ["localhost", "5000", "seen", "lobby"][len(given):]


def age(at):
    """How long ago a time of the server was, as people say it."""
    seconds = (datetime.now(timezone.utc) - datetime.fromisoformat(at.replace("Z", "+00:00"))).total_seconds()
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def answer(who, message):
    """What is known of somebody, by the last message that tells of them."""
    if message is None:
        return f"I have not seen {who}"
    said = f": {message['text']}" if message["type"] == "said" else ""
    return f"{who} {message['type']} {age(message['at'])}{said}"


with socket.create_connection((host, int(port))) as connection:

    def send(line):
        connection.sendall(f"{line}\n".encode())

    for line in ("/json", name, f"/join {room}"):
        send(line)
    seen = {}  # by name in small letters: the last message that tells of somebody
    for line in connection.makefile(encoding="utf-8", newline="\n"):
        if not line.startswith("{"):
            continue  # the prompt for people, which comes if `/json` is late
        message = json.loads(line)
        if message["type"] == "refused":
            print(f"refused: {message['code']}", file=sys.stderr)
            if message["code"].startswith("username"):
                sys.exit(1)
        if message.get("room") != room.lower() or message["type"] not in ("said", "joined", "left"):
            continue
        who = message.get("from") or message["name"]
        asked = message.get("text", "").split()
        if asked[:1] == ["!seen"] and len(asked) == 2 and who != name and not message.get("past"):
            send(answer(asked[1], seen.get(asked[1].lower())))
        seen[who.lower()] = message
