"""Messages that are not in English: which language, and whether they tell of danger."""

from __future__ import annotations

import pytest

from server.understanding.understanding import Understanding, understanding


@pytest.fixture(scope="module")
def reader() -> Understanding:
    return understanding()


@pytest.mark.parametrize(("says", "code"), [
    ("hola", "es"), ("me duele la pierna", "es"),
    ("hola me duele la pierna", "es"), ("me tiembla el párpado desde hace un mes", "es"),
    ("bonsoir svp", "fr"),
    ("depuis deux semaines mes mollets tressautent la nuit", "fr"), ("meine Wade zuckt seit drei Wochen", "de"),
    ("posso beber vinho com este remédio?", "pt"), ("ho dimenticato la pastiglia di ieri sera", "it"),
    ("od miesiąca mam skurcze łydek w nocy", "pl"), ("je prends ces comprimés le soir", "fr"),
    ("mir ist schwindlig", "de"),
    ("macht baclofen müde", "de"), ("baclofen avec vin", "fr"), ("baclofeno cansancio", "es"),
    ("posso tomar vinho com baclofeno hoje?", "pt"),
    ("il baclofene fa dormire?", "it"), ("por favor, alguém ajuda, não falo inglês", "pt"),
])
def test_the_language_is_told(reader: Understanding, says: str, code: str) -> None:
    found = reader.foreign(says)
    assert found and found.code == code and not found.danger


@pytest.mark.parametrize("says", [
    "", "lol", "idk", "xq zzv", "qqq wwk zzp", "hjkl fghj bnm dfg",
    "baclofen n weed?", "can u die frm baclofin", "restles leggs baclofin good?", "gbs twitching als mnd",
    "xanax n baclofen same nite",
    "heating pad plus hot bath plus prayer", "y u asking", "co codamol ok?", "my leg won't stop jumping",
    "me", "in", "o", "me too", "cant breath", "me mams gone funny again", "yes", "2 and 4", "Lioresal 10mg tds",
])
def test_english_however_written_stays_english(reader: Understanding, says: str) -> None:
    assert reader.foreign(says) is None


@pytest.mark.parametrize(("code", "says"), [
    ("es", "mi mama no puede respirar"), ("es", "no despierta mi abuelo, esta frio"),
    ("es", "se tomó todas las pastillas"), ("es", "me quiero matar"),
    ("es", "le esta dando una convulsion y no para"), ("es", "cuantas pastillas tomo para morirme"),
    ("es", "quiero morir"), ("es", "help mi hijo no respira"), ("es", "mi niña se tragó una pastilla de baclofeno"),
    ("es", "se quedó sin baclofeno y desde anoche tiembla"), ("es", "la bomba de mi abuela pita y tiene picazón"),
    ("fr", "ma mère ne se réveille pas"), ("fr", "je veux mourir"), ("fr", "j'arrive plus à respirer"),
    ("fr", "le petit a avalé mes comprimés"), ("fr", "la pompe bipe sans arrêt"),
    ("fr", "help mon père ne respire plus"), ("es", "se le cayó la mitad de la cara"),
    ("de", "Opa wacht nicht auf"), ("de", "er bekommt keine Luft"), ("de", "ich möchte nicht mehr leben"),
    ("de", "unser Sohn hat drei Tabletten verschluckt"), ("de", "seit gestern sieht sie Dinge, die nicht da sind"),
    ("pt", "a minha avó não acorda"), ("pt", "quero morrer"), ("pt", "o bebé engoliu um comprimido"),
    ("pt", "ele não consegue respirar bem"), ("pt", "está com febre e muito confusa"),
    ("it", "la nonna non si sveglia"), ("it", "non riesco a respirare"), ("it", "ha preso tutte le pastiglie"),
    ("it", "vorrei morire"), ("it", "da ieri ha la febbre ed è rigida"),
    ("pl", "babcia się nie budzi"), ("pl", "nie mogę oddychać"), ("pl", "nie chcę żyć"),
    ("pl", "wnuk połknął moje tabletki"), ("pl", "tata ma drgawki"),
])
def test_danger_is_heard(reader: Understanding, code: str, says: str) -> None:
    found = reader.foreign(says)
    assert found and found.code == code and found.danger


@pytest.mark.parametrize("says", [
    "no convulsion no fever thank god", "ma had a convulsion as a child", "father paralysed since the accident",
    "will she die", "die for a coffee", "me ma cant sleep", "pump alarm", "he is in an alarm over nothing",
])
def test_english_words_are_no_danger_in_another_language(reader: Understanding, says: str) -> None:
    assert reader.foreign(says) is None
