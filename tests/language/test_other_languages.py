"""Messages that are not in English: which language, and whether a Spanish one tells of danger."""

from __future__ import annotations

import pytest

from server.understanding.understanding import Understanding, understanding


@pytest.fixture(scope="module")
def reader() -> Understanding:
    return understanding()


@pytest.mark.parametrize(("says", "code"), [
    ("hola", "es"), ("hola me duele la pierna", "es"), ("me tiembla el párpado desde hace un mes", "es"),
    ("bonsoir svp", "fr"),
    ("depuis deux semaines mes mollets tressautent la nuit", "fr"), ("meine Wade zuckt seit drei Wochen", "de"),
    ("posso beber vinho com este remédio?", "pt"), ("ho dimenticato la pastiglia di ieri sera", "it"),
    ("od miesiąca mam skurcze łydek w nocy", "pl"), ("j'ai pris trop de comprimés", "fr"), ("mir ist schwindlig", "de"),
    ("il baclofene fa dormire?", "it"), ("por favor, alguém ajuda, não falo inglês", "pt"),
])
def test_the_language_is_told(reader: Understanding, says: str, code: str) -> None:
    found = reader.foreign(says)
    assert found and found.code == code and not found.danger


@pytest.mark.parametrize("says", [
    "", "lol", "idk", "xq zzv", "qqq wwk zzp", "hjkl fghj bnm dfg",
    "baclofen n weed?", "gbs twitching als mnd",
    "xanax n baclofen same nite",
    "heating pad plus hot bath plus prayer", "y u asking", "co codamol ok?", "my leg won't stop jumping",
    "me", "in", "o", "me too", "cant breath", "me mams gone funny again", "yes", "2 and 4", "Lioresal 10mg tds",
])
def test_english_however_written_stays_english(reader: Understanding, says: str) -> None:
    assert reader.foreign(says) is None


@pytest.mark.parametrize("says", [
    "mi mama no puede respirar", "no despierta mi abuelo, esta frio", "se tomó todas las pastillas",
    "le esta dando una convulsion y no para", "cuantas pastillas tomo para morirme", "help mi hijo no respira",
    "mi niña se tragó una pastilla de baclofeno",
])
def test_spanish_danger_is_heard(reader: Understanding, says: str) -> None:
    found = reader.foreign(says)
    assert found and found.code == "es" and found.danger
