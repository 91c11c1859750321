"""Texts that no person means, but that keyboards, apps, pranksters and programs send all the same."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_UNSEEN = "\x00\x01\x08\x1b\x7f\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff"
_HALVES = "\ud83d\ude00\ud800\udfff"
_LIKE_LATIN = str.maketrans("aceiopsxyABCEHIKMOPTX", "асеіорѕхуАВСЕНІКМОРТХ")
_FAMILIES = ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👨🏿‍⚕️", "🧟‍♀️", "❤️‍🔥", "🇺🇳", "1️⃣", "🤷🏽"]
_OTHER_SCRIPTS = ["שלום, הרגל שלי קופצת", "ساقي ترتجف", "我的小腿在抽搐", "мышца дёргается", "กล้ามเนื้อกระตุก", "γειά σου",
                  "ふくらはぎ", "पैर में ऐंठन"]
# What has brought down readers of text: expressions that try everything, marks that never close, numbers without end.
_BOMBS = ["a" * 3000 + "!", "(" * 2000 + ")" * 2000, "a " * 1900, "*" * 3900, "_a_ " * 900, "<@U" * 1200,
          "no " * 1200, "not " * 900 + "sure", "2, " * 1200, "1 and " * 600 + "1", "0" * 3900, "9" * 400 + " mg",
          "-" * 3900, "?!" * 1900, "aa\u0301" * 1200, "x@" * 1900, "&amp;" * 700, "&#x" + "0" * 3000 + "41;",
          "back " * 700, "not sure about " * 250, "1" + ",000" * 900 + " weeks", "never " * 600, "if " * 1200,
          "`" * 8000, "word " * 4000, "\n" * 3000, "\t \r\n" * 900, "ha" * 1990]
_PROGRAMS = ["{name}", "{{7*7}}", "${jndi:ldap://x}", "%s%s%s%n", "'; DROP TABLE events; --", "\\", "|", "```", "null",
             "<script>alert(1)</script>", "<b>bold</b> & <i>it</i>", "../../../../etc/passwd", "$(reboot)", "\\u0000",
             "None", "undefined", "NaN", "True", "[]", "{}", '{"message": "hi"}', "[link](javascript:x)",
             "!!python/object/apply:os.system ['x']", "{emergency_number}", "{{emergency_number}}", "utter_emergency",
             "action_restart", "[calf](finding)"]
_NUMBERS = ["-1", "0", "1e309", "1/0", "٣", "³", "Ⅷ", "½", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", "9" * 20, "−2",
            "1.5 and 2.5", "two hundred and eleven", "0x1F", "1-3", "2;3", "#4", "No. 2", "1st 2nd and 3rd", "10 000"]


def strange(random: Random, words: Callable[[], str]) -> str:
    """One such text; many are made of the ``words`` of people."""
    return random.choice(_WAYS)(random, words)


def _sprinkled(random: Random, text: str, with_: str) -> str:
    letters = list(text)
    for _ in range(random.randint(1, 12)):
        letters.insert(random.randint(0, len(letters)), random.choice(with_))
    return "".join(letters)


def _zalgo(random: Random, text: str) -> str:
    return "".join(c + "".join(chr(random.randint(0x300, 0x36F)) for _ in range(random.randint(0, 8))) for c in text)


def _anything(random: Random, words: Callable[[], str]) -> str:
    return "".join(chr(random.randint(0, 0x10FFFF)) for _ in range(random.randint(1, 60)))


_WAYS: list[Callable[[Random, Callable[[], str]], str]] = [
    lambda random, words: _sprinkled(random, words(), _BIDI),
    lambda random, words: _sprinkled(random, words(), _UNSEEN),
    lambda random, words: _sprinkled(random, words(), _HALVES),
    lambda random, words: _zalgo(random, words())[:3000],
    lambda random, words: words().translate(_LIKE_LATIN),
    lambda random, words: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in words()),
    lambda random, words: words()[::-1],
    lambda random, words: words().upper() + "!" * random.randint(1, 30),
    lambda random, words: words().replace(" ", random.choice(["", "\n", "  ", "\u00a0", ".", "\u3000", "🙂"])),
    lambda random, words: words() + "\u0301" * random.randint(1, 3000),
    lambda random, words: f"> {words()}\n\n{words()}",
    lambda random, words: f"*{words()}* _{words()}_ ~{words()}~ `{words()}`",
    lambda random, words: random.choice(_FAMILIES) * random.randint(1, 40),
    lambda random, words: f"{random.choice(_OTHER_SCRIPTS)} {random.choice(['', words()])}".strip(),
    lambda random, words: random.choice(_BOMBS),
    lambda random, words: random.choice(_PROGRAMS),
    lambda random, words: random.choice(_NUMBERS),
    lambda random, words: (words() + " ") * random.randint(2, 60),
    lambda random, words: random.choice(["", " ", "\x00", "\u202e", "\n", ".", "?", "/", "//", "/ ", "\ud83d"]),
    _anything,
]
