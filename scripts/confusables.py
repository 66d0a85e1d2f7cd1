#!/usr/bin/env python3
"""Writes src/streams/reduce/confusables.ts, the table of UTS 39 for the characters that a name may have.

Neither JavaScript nor a kept package of npm has this table. ICU, the library of the Unicode Consortium, has it, and
every Debian has ICU (libicu72 or a later one). Run it again when a new release of Unicode matters:

    python3 scripts/confusables.py > src/streams/reduce/confusables.ts
"""

import ctypes
import ctypes.util
import re
import sys

LICENCE = """\
 * Copyright (C) 1991-2022 Unicode, Inc. All rights reserved. Distributed under the Terms of Use in
 * https://www.unicode.org/copyright.html.
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of the Unicode data files and any
 * associated documentation (the "Data Files") or Unicode software and any associated documentation (the "Software") to
 * deal in the Data Files or Software without restriction, including without limitation the rights to use, copy, modify,
 * merge, publish, distribute, and/or sell copies of the Data Files or Software, and to permit persons to whom the Data
 * Files or Software are furnished to do so, provided that either (a) this copyright and permission notice appear with
 * all copies of the Data Files or Software, or (b) this copyright and permission notice appear in associated
 * Documentation.
 *
 * THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
 * LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY
 * RIGHTS. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM, OR ANY
 * SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
 * WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
 * PERFORMANCE OF THE DATA FILES OR SOFTWARE.
 *
 * Except as contained in this notice, the name of a copyright holder shall not be used in advertising or otherwise to
 * promote the sale, use or other dealings in these Data Files or Software without prior written authorization of the
 * copyright holder."""

LETTERS_MARKS_AND_DIGITS = {1, 2, 3, 4, 5, 6, 7, 8, 9}  # UCharCategory, from Lu to Nd
DEFAULT_IGNORABLE = 5  # UProperty
A_WORD = 16  # characters in a word of the table, at most
WIDTH = 112  # of a line of the table


class Icu:
    """The few functions that are needed, whatever the release of the library."""

    def __init__(self):
        name = ctypes.util.find_library("icui18n") or sys.exit("there is no libicui18n: apt-get install libicu-dev")
        self.release = re.search(r"\d+", name.split(".so.")[1])[0]
        self.i18n = ctypes.CDLL(name)
        self.common = ctypes.CDLL(name.replace("icui18n", "icuuc"))
        self.checker = ctypes.c_void_p(self.call(self.i18n, "uspoof_open", ctypes.c_void_p))
        self.nfd = ctypes.c_void_p(self.call(self.common, "unorm2_getNFDInstance", ctypes.c_void_p))
        self.nfkc = ctypes.c_void_p(self.call(self.common, "unorm2_getNFKCInstance", ctypes.c_void_p))

    def call(self, library, name, result, *arguments):
        """Calls a function whose last argument is where an error goes."""
        function = getattr(library, f"{name}_{self.release}")
        function.restype = result
        error = ctypes.c_int(0)
        value = function(*arguments, ctypes.byref(error))
        if error.value > 0:
            raise RuntimeError(f"{name}: error {error.value}")
        return value

    def unicode(self):
        version = (ctypes.c_uint8 * 4)()
        getattr(self.common, f"u_getUnicodeVersion_{self.release}")(version)
        return ".".join(str(part) for part in version[:3])

    def text(self, library, name, before, text):
        units = text.encode("utf-16-le")
        source = (ctypes.c_uint16 * (len(units) // 2)).from_buffer_copy(units)
        target = (ctypes.c_uint16 * 400)()
        length = self.call(library, name, ctypes.c_int, *before, source, len(source), target, len(target))
        return bytes(target)[: 2 * length].decode("utf-16-le")

    def is_in_names(self, code):
        """Whether a character may be in a name, and is still there when the name has been normalized."""
        character = chr(code)
        function = getattr(self.common, f"u_charType_{self.release}")
        function.restype = ctypes.c_int8
        if character not in "-_" and function(code) not in LETTERS_MARKS_AND_DIGITS:
            return False
        ignorable = getattr(self.common, f"u_hasBinaryProperty_{self.release}")
        ignorable.restype = ctypes.c_int8
        forms = [self.text(self.common, "unorm2_normalize", [form], character) for form in (self.nfd, self.nfkc)]
        return not ignorable(code, DEFAULT_IGNORABLE) and forms == [character, character]

    def prototype(self, character):
        return self.text(self.i18n, "uspoof_getSkeleton", [self.checker, 0], character)


def points(text):
    return "+".join(f"{ord(character):x}" for character in text)


def main():
    icu = Icu()
    groups = {}
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000 or not icu.is_in_names(code):
            continue
        prototype = icu.prototype(chr(code))
        if prototype != chr(code):
            groups.setdefault(prototype, []).append(f"{code:x}")
    words = [
        f"{points(prototype)}={','.join(sources[first : first + A_WORD])}"
        for prototype, sources in sorted(groups.items())
        for first in range(0, len(sources), A_WORD)
    ]
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= WIDTH and lines[-1]:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    count = sum(len(sources) for sources in groups.values())
    print(f"""\
/*
 * Written by scripts/confusables.py; do not edit. The confusables of Unicode {icu.unicode()} (UTS 39) as ICU {icu.release} has them,
 * modified: {count} characters, those alone that a name may have after NFKC and NFD.
 *
{LICENCE}
 */

/** Words of the form `prototype=character,character`, in hexadecimal: each of the characters looks like the prototype. */
export const CONFUSABLES = [""")
    for line in lines:
        print(f"  '{line}',")
    print("].join(' ');")


main()
