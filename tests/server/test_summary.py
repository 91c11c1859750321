"""The summary for the clinician: what stands in it, what does not, and its four shapes."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
import yaml
from fhirclient.models.bundle import Bundle
from rasa.shared.core.events import BotUttered, Event, Restarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from server.privacy.left_out import name_filter
from server.speech.summary import LONGEST, spoken_summary
from server.summary.content import Summary, summary_of, topic_labels
from server.summary.fhir import as_bundle
from server.summary.page import as_page
from server.summary.text import as_text
from server.understanding.understanding import understanding
from tests.conftest import Assistant, Conversation
from triage import Knowledge, load
from triage.loader import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 12, 4, 14, 5, tzinfo=timezone.utc)
TOPICS = {"ask_alcohol": "Alcohol and baclofen", "ask_missed_dose": "Missed dose"}
CHECK = {"findings": {"twitch_visible_flicker": "yes", "takes_baclofen": "yes", "missed_several_doses": "yes",
                      "chest_pain": "no", "high_fever": "unknown"},
         "asked": ["gate"], "started": True, "level": "urgent_same_day", "final": True, "rules": ["u_stopped"],
         "country": "UK", "missed": 0}


def user(text: str, intent: str, **more: Any) -> UserUttered:
    data = {"text": text, "intent": {"name": intent}, **more}
    if not text.startswith("/"):
        data["reading"] = understanding().read(text).as_dict()
    return UserUttered(text, {"name": intent}, parse_data=data)


def bot(*asking: str, topic: str | None = None) -> BotUttered:
    return BotUttered("...", metadata={"turn": {"triage": {"asking": list(asking)}, "topic": topic}})


def tracker(*events: Event) -> DialogueStateTracker:
    slots = [AnySlot("check", mappings=[{"type": "custom"}])]
    return DialogueStateTracker.from_events("rest:a-secret-conversation-id", list(events), slots=slots)


def summary(knowledge: Knowledge, *events: Event) -> Summary:
    return summary_of(tracker(*events), knowledge, TOPICS, NOW)


COMPLAINT = "my name is John Smith, I take baclofen and my calf keeps twitching"


@pytest.fixture
def whole(knowledge: Knowledge) -> Summary:
    return summary(
        knowledge, user(COMPLAINT, "report_symptoms"), bot("chest_pain", "high_fever", "new_confusion"),
        user("not sure", "answer"), user("can i drink beer with it", "ask_alcohol"), bot(topic="alcohol"),
        SlotSet("check", CHECK), user("/summary", "summary"))


# What stands in it.

def test_findings_are_present_absent_or_not_known(whole: Summary) -> None:
    assert [a.finding.id for a in whole.present] == ["twitch_visible_flicker"]
    assert [a.finding.id for a in whole.absent] == ["chest_pain"]
    assert {a.finding.id: a.value for a in whole.not_known} == {"high_fever": "unknown", "new_confusion": "unanswered"}


def test_medicines_are_told_apart_by_their_mark_in_the_knowledge(whole: Summary) -> None:
    assert {name: [a.finding.id for a in facts] for name, facts in whole.medicines.items()} == {
        "baclofen": ["takes_baclofen", "missed_several_doses"]}


def test_level_rules_movement_and_version(whole: Summary, knowledge: Knowledge) -> None:
    assert whole.level is not None and whole.level.id == "urgent_same_day" and whole.finished
    assert [r.rule.id for r in whole.reasons] == ["u_stopped"] and whole.reasons[0].sources
    assert whole.movement is not None and "Fasciculation" in whole.movement.name and whole.movement.speaks_for
    assert whole.version == knowledge.version and whole.made_at == NOW and not whole.somebody_else


def test_a_rule_that_counts_because_something_is_not_known_says_so(knowledge: Knowledge) -> None:
    made = summary(knowledge, SlotSet("check", {**CHECK, "rules": ["u_stopped", "e_chest"], "findings": {
        "takes_baclofen": "yes", "missed_several_doses": "yes", "chest_pain": "unknown"}}))
    certain, unsure = made.reasons
    assert certain.unsure == () and unsure.unsure[0] == knowledge.findings["chest_pain"].short
    for written in shapes(made).values():
        assert written.count("Counted to be careful") >= 1


def test_the_version_follows_the_files_and_nothing_else(knowledge: Knowledge, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    for file in SHIPPED.rglob("*.yml"):
        target = copy / file.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    assert load(copy).version == knowledge.version
    (copy / "safety_net.yml").write_text((copy / "safety_net.yml").read_text() + "# changed\n")
    assert load(copy).version != knowledge.version


def test_words_are_the_persons_own_and_no_payloads_answers_or_requests(knowledge: Knowledge) -> None:
    made = summary(
        knowledge, user("hello", "greet"), user("my calf keeps twitching", "report_symptoms"), bot("chest_pain"),
        user('/answer{"to":"gate","is":"none"}', "answer"), user("no", "answer"), user("2 and 4", "answer"),
        user("yes and my arm is weak too", "report_symptoms"), user("summary for my doctor please", "summary"))
    assert made.words == ("my calf keeps twitching", "yes and my arm is weak too")


def test_what_was_said_before_starting_over_is_gone(knowledge: Knowledge) -> None:
    before = user("my calf keeps twitching", "report_symptoms")
    for fresh in (SlotSet("check", None), Restarted()):
        made = summary(knowledge, before, SlotSet("check", CHECK), fresh)
        assert made.is_empty and made.words == ()


def test_for_somebody_else(knowledge: Knowledge) -> None:
    made = summary(knowledge, user("my mum has stopped baclofen", "report_symptoms"))
    assert made.somebody_else and "somebody else" in as_text(made)
    assert "is_third_party" not in [a.finding.id for a in made.answers]


def test_questions_with_labels_and_words(knowledge: Knowledge) -> None:
    made = summary(
        knowledge, user("can i drink beer with it", "ask_alcohol"), user("and wine?", "ask_alcohol"),
        user("/ask_missed_dose", "ask_missed_dose"), user("will it rain tomorrow?", "not_understood"),
        user("my calf twitches, can i drink?", "report_symptoms", topic="ask_alcohol"))
    assert [(q.label, q.words) for q in made.questions] == [
        ("Alcohol and baclofen", "can i drink beer with it"), ("Missed dose", ""), ("", "will it rain tomorrow?")]


def test_a_question_answered_by_an_offer_keeps_its_words(knowledge: Knowledge) -> None:
    made = summary(knowledge, user("what about forgetting one?", "unsure_which_topic"), bot(),
                   user("1", "answer"), bot(topic="missed_dose"))
    assert [(q.label, q.words) for q in made.questions] == [("Missed dose", "what about forgetting one?")]


def test_danger_that_the_check_never_heard_of_still_counts(knowledge: Knowledge) -> None:
    """The action server was down: the level is that of the message, never the older and lower one."""
    made = summary(knowledge, user("my calf keeps twitching", "report_symptoms"),
                   SlotSet("check", {**CHECK, "level": "routine", "rules": []}),
                   user("i have crushing chest pain", "emergency"))
    assert made.level is not None and made.level.id == "emergency_now"
    assert "chest_pain" in [a.finding.id for a in made.present] and made.reasons[0].rule.id == "e_chest"


def test_a_slot_of_another_shape_breaks_nothing(knowledge: Knowledge) -> None:
    for slot in ("text", [], {"findings": {"no_such_finding": "yes", "chest_pain": "maybe"}, "level": "gone",
                              "rules": ["gone"], "more": 1}):
        assert summary(knowledge, SlotSet("check", slot)).is_empty


# What does not.

@pytest.mark.parametrize(("said", "kept"), [
    ("my name is John Smith and my calf twitches", "my name is [left out] and my calf twitches"),
    ("My name\u2019s Xylophonia Quux, my calf twitches", "My name's [left out], my calf twitches"),
    ("MY NAME IS JOHN SMITH AND MY CALF TWITCHES", "MY NAME IS [left out] AND MY CALF TWITCHES"),
    ("I'm called Jane", "I'm called [left out]"),
    ("im called jane and my leg hurts", "im called [left out] and my leg hurts"),
    ("I'm Jane Doe. My leg jumps", "I'm [left out]. My leg jumps"),
    ("im dave and my calf twitches", "im [left out] and my calf twitches"),
    ("This is John from Leeds", "This is [left out] from Leeds"),
    ("Sarah Connor here, my calf twitches", "[left out] here, my calf twitches"),
    ("my son Tom has spasms", "my son [left out] has spasms"),
    ("my wife sarah ran out", "my wife [left out] ran out"),
    ("my daughter is called mia rose and has fits", "my daughter is called [left out] and has fits"),
    ("Dr Patel said it is spasticity", "Dr [left out] said it is spasticity"),
    ("my name is J. R. O'Neil and it hurts", "my name is [left out] and it hurts"),
    ("my leg jumps. Kind regards, Anna Karenina", "my leg jumps. Kind regards, [left out]"),
    ("my leg jumps, thanks Dave", "my leg jumps, thanks [left out]"),
    ("call me on 07700 900123", "call me on [left out]"),
    ("+44 (0)20 7946 0958 any time", "[left out] any time"),
    ("555-123-4567", "[left out]"),
    ("mail jane.doe+x@mail.example.org please", "mail [left out] please"),
    ("I live at 12 Oak Street, Leeds. My leg", "I live at [left out]. My leg"),
    ("dob 03/05/1961", "dob [left out]"),
    ("NHS number 943 476 5919", "NHS number [left out]"),
])
def test_names_and_numbers_are_left_out(said: str, kept: str) -> None:
    assert name_filter()(said) == kept


@pytest.mark.parametrize("said", [
    "I'm tired and my calf twitches", "it's Baclofen I take, 10 mg three times a day", "the drug is called Lyrica",
    "fever of 100.4 F since 2019, pain 5/10", "miss a dose of baclofen", "I have MS and Multiple Sclerosis",
    "ran out of baclofen 2 days ago and now im seeing bugs on the wall", "the doctor did not call back",
    "My Calf Keeps Twitching Every Night", "dr said no", "thanks in advance", "im worried and shaky",
])
def test_symptoms_are_left_in(said: str) -> None:
    assert name_filter()(said) == said


def test_few_ordinary_messages_lose_a_word() -> None:
    """Better too much than too little, but a summary of gaps helps nobody."""
    says = [c["says"] for f in ("emergencies", "findings", "traps")
            for c in yaml.load((ROOT / f"tests/language/{f}.yml").read_text(encoding="utf-8"), yaml.BaseLoader)]
    changed = [s for s in says if name_filter()(s) != s.replace("\u2019", "'")]
    assert len(changed) <= 0.02 * len(says), "\n".join(changed)


@pytest.mark.parametrize("piece", ["a@", "1 ", "a.", "A ", "my name is ", "im ", "Aa ", "x", "my address is ", "-"])
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    started = datetime.now()
    name_filter()((piece * 4000)[:4000])
    assert (datetime.now() - started).total_seconds() < 1


SECRETS = ("John", "Smith", "Jane", "07700", "mail.example.org", "a-secret-conversation-id")
TELLING = ("my name is John Smith, call 07700 900123 or jane.doe@mail.example.org. my calf keeps twitching. "
           "Regards, John")


def shapes(made: Summary) -> dict[str, str]:
    return {"text": as_text(made), "html": as_page(made), "fhir": str(as_bundle(made).as_json())}


def test_no_shape_carries_a_name_a_number_or_the_conversation(knowledge: Knowledge) -> None:
    made = summary(knowledge, user(TELLING, "report_symptoms"), user("I'm Jane Smith, can i drink?", "ask_alcohol"))
    for shape, written in shapes(made).items():
        assert [s for s in SECRETS if s in written] == [], shape
        assert "keeps twitching" in written


# Plain text.

def test_text_has_headed_sections_and_no_blank_line(whole: Summary) -> None:
    text = as_text(whole)
    assert "\n\n" not in text and text.strip() == text
    for heading in ("Made", "About", "How soon", "Advice given", "In their own words", "Present", "Medicines", "Absent",
                    "Asked, and not known", "Why this level", "Sounds more like", "Questions they wanted to ask"):
        assert re.search(rf"^{heading}:", text, re.MULTILINE), heading
    assert "4 December 2026, 14:05 UTC" in text and "not a diagnosis" in text and "not clinically validated" in text
    assert whole.closing not in text  # the response generator adds it


def test_the_chat_message_fits_a_messenger_whatever_was_told(knowledge: Knowledge) -> None:
    findings = dict.fromkeys(list(knowledge.findings)[:40], "yes") | dict.fromkeys(list(knowledge.findings)[40:], "no")
    rules = [r.id for r in knowledge.rules]
    long = tracker(user("my calf keeps twitching " * 160, "report_symptoms"),
                   SlotSet("check", {**CHECK, "findings": findings, "rules": rules}), user("/summary", "summary"))
    text = spoken_summary(long, knowledge, {})
    assert len(text) < LONGEST + 1000 and "more" in text and "\n\n" not in text
    assert knowledge.findings["weakness_progressive"].short in as_text(summary_of(long, knowledge, {}, NOW))


def test_a_long_complaint_is_shortened_between_words(knowledge: Knowledge) -> None:
    made = summary(knowledge, user("my calf keeps twitching " * 166, "report_symptoms"))
    assert made.words_cut and len(made.words[0]) <= 1504 and made.words[0].endswith("...")
    assert "(shortened)" in as_text(made) and "(shortened)" in as_page(made)


# The page.

HOSTILE = ["my calf twitches <script>alert(1)</script>", '"><img src=x onerror=alert(1)> calf twitching',
           "my calf twitches {{ 7*7 }} {% raw %}", "calf twitching </blockquote></main> & ' \""]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("said", HOSTILE)
def test_words_are_never_markup(said: str, knowledge: Knowledge) -> None:
    calm = summary(knowledge, user("my calf twitches", "report_symptoms"))
    made = summary(knowledge, user(said, "report_symptoms"))
    seen, expected = Tags(), Tags()
    seen.feed(as_page(made))
    expected.feed(as_page(calm))
    assert seen.tags == expected.tags and seen.attributes == expected.attributes
    assert "49" not in as_page(made).split("</header>")[1].split("Present")[0]
    for entry in as_bundle(made).as_json()["entry"]:
        for section in entry["resource"].get("section", ()):
            assert {e.tag.split("}")[1] for e in ElementTree.fromstring(section["text"]["div"]).iter()} == {"div", "p"}


def test_the_page_stands_alone_and_says_what_it_is(whole: Summary) -> None:
    page = as_page(whole)
    tags = Tags()
    tags.feed(page)
    assert not {"script", "link", "img", "iframe", "form", "a", "object"} & set(tags.tags)
    assert not re.search(r"url\(|@import|https?://|\son\w+=|style=", page)
    assert '<html lang="en">' in page and "@media print" in page and tags.tags.count("h1") == 1
    assert "chat assistant from the person&#39;s own answers; not a diagnosis; not clinically validated" in page
    assert whole.closing in page  # P1


# The FHIR document.

def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [r for v in value.values() for r in references(v)]
    return [r for v in value for r in references(v)] if isinstance(value, list) else []


def check_document(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """R4's rules for documents (bdl-*, cmp-1) and ours; returns the resources by type."""
    Bundle(document, strict=True)
    assert document["type"] == "document" and document["timestamp"]
    assert document["identifier"]["system"] and document["identifier"]["value"].startswith("urn:uuid:")
    urls = [e["fullUrl"] for e in document["entry"]]
    assert len(set(urls)) == len(urls) and all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", u) for u in urls)
    assert not any({"request", "response", "search"} & set(e) for e in document["entry"])
    composition = document["entry"][0]["resource"]
    assert composition["resourceType"] == "Composition" and composition["date"] == document["timestamp"]
    by_url = {e["fullUrl"]: e["resource"] for e in document["entry"]}
    reached, todo = {urls[0]}, [urls[0]]
    while todo:  # a document holds what its Composition leads to, and nothing else
        for reference in references(by_url[todo.pop()]):
            assert reference in by_url, f"{reference} leads nowhere"
            if reference not in reached:
                reached.add(reference)
                todo.append(reference)
    assert reached == set(urls)
    assert all(s.get("text") or s.get("entry") for s in composition["section"])
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in by_url.values():
        found.setdefault(resource["resourceType"], []).append(resource)
    assert found["Patient"] == [{"resourceType": "Patient"}] and "Practitioner" not in found
    assert by_url[composition["author"][0]["reference"]]["resourceType"] == "Device"
    return found


def test_the_document_is_valid_and_whole(whole: Summary, knowledge: Knowledge) -> None:
    found = check_document(as_bundle(whole).as_json())
    items = {i["linkId"]: i for i in found["QuestionnaireResponse"][0]["item"]}
    assert items["words"]["answer"][0]["valueString"] == whole.words[0]
    assert items["chest_pain"]["answer"] == [{"valueBoolean": False}]
    assert items["twitch_visible_flicker"]["answer"] == [{"valueBoolean": True}]
    assert items["twitch_visible_flicker"]["text"] == knowledge.findings["twitch_visible_flicker"].asks
    assert items["high_fever"]["answer"][0]["valueCoding"]["code"] == "asked-unknown"
    assert "answer" not in items["new_confusion"]
    level = next(o for o in found["Observation"] if "component" in o)
    assert level["valueString"] == "urgent_same_day" and level["component"][0]["code"]["text"] == "u_stopped"
    [medicine] = found["MedicationStatement"]
    assert medicine["medicationCodeableConcept"] == {"text": "baclofen"}
    assert found["Composition"][0]["status"] == "final"


def test_somebody_else_told_it(knowledge: Knowledge) -> None:
    made = summary(knowledge, user("my mum has stopped baclofen", "report_symptoms"))
    found = check_document(as_bundle(made).as_json())
    assert len(found["RelatedPerson"]) == 1 and "name" not in found["RelatedPerson"][0]
    assert found["Composition"][0]["status"] == "preliminary"
    assert found["QuestionnaireResponse"][0]["status"] == "in-progress"


def test_a_document_of_questions_only(knowledge: Knowledge) -> None:
    check_document(as_bundle(summary(knowledge, user("can i drink?", "ask_alcohol"))).as_json())


def test_ids_follow_content_and_time_only(knowledge: Knowledge, whole: Summary) -> None:
    again = tracker(user(COMPLAINT, "report_symptoms"), SlotSet("check", CHECK))
    again.sender_id = "rest:another-conversation"
    first, second = (summary_of(t, knowledge, TOPICS, NOW) for t in (again, tracker(*again.events)))
    assert as_bundle(first).as_json() == as_bundle(second).as_json()
    later = summary_of(again, knowledge, TOPICS, NOW.replace(microsecond=1))
    assert as_bundle(first).as_json()["identifier"] != as_bundle(later).as_json()["identifier"]
    assert as_bundle(first).as_json()["identifier"] != as_bundle(whole).as_json()["identifier"]


# In the chat and over HTTP.

def fetch(assistant: Assistant, conversation: str, wanted: Any) -> httpx.Response:
    return httpx.post(f"{assistant.base}/webhooks/rest/summary", json={"sender": conversation, "format": wanted},
                      timeout=30)


def test_a_whole_check_and_its_summaries(talk: Conversation, assistant: Assistant, knowledge: Knowledge) -> None:
    talk.say("my name is Xylophonia Quux, 07700 900123. my calf keeps twitching <b>a lot</b>")
    talk.say("can baclofen make me sleepy?")
    for _ in range(20):
        reply = talk.say("no")
        if not reply["triage"]["asking"]:
            break
    assert reply["triage"]["final"]
    said = talk.say("summary for my doctor")
    assert said["text"].startswith("Summary to show a clinician") and said["triage"]["final"]
    assert said["text"].endswith(knowledge.levels[said["triage"]["level"]].closing)
    assert "keeps twitching <b>a lot</b>" in said["text"] and len(said["text"]) < 4096

    text, page, fhir = (fetch(assistant, talk.id, wanted) for wanted in ("text", "html", "fhir"))
    kinds = ["text/plain; charset=utf-8", "text/html; charset=utf-8", "application/fhir+json; charset=utf-8"]
    assert [a.headers["content-type"] for a in (text, page, fhir)] == kinds
    for answer in (text, page, fhir):
        assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not [s for s in ("Xylophonia", "Quux", "07700", talk.id) if s in answer.text]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert text.text.endswith(knowledge.levels[said["triage"]["level"]].closing)
    assert "&lt;b&gt;a lot&lt;/b&gt;" in page.text and "<b>" not in page.text
    found = check_document(fhir.json())
    assert said["triage"]["level"] in [o["valueString"] for o in found["Observation"]]
    assert "sleepy" in text.text.split("Questions they wanted to ask")[1]
    assert "Xylophonia" not in assistant.log()


def test_the_pending_question_stays(talk: Conversation) -> None:
    asked = talk.say("my calf keeps twitching")["triage"]["asking"]
    buttons = talk.buttons
    reply = talk.say("can i have a summary for my doctor")
    assert reply["triage"]["asking"] == asked and talk.buttons[:2] == buttons[:2] != []
    assert "my calf keeps twitching" in reply["text"] and "not finished" in reply["text"]
    assert talk.say("none")["triage"]["asking"] != asked


def test_nothing_told(talk: Conversation, assistant: Assistant) -> None:
    assert "no summary" in talk.say("give me something to show the gp")["text"]
    answer = fetch(assistant, talk.id, "text")
    assert answer.status_code == 404 and "nothing has been told" in answer.json()["error"]


def test_an_emergency_is_said_first_and_needs_no_action_server(assistant_without_actions: Assistant) -> None:
    talk = Conversation(assistant_without_actions)
    talk.say("ran out of baclofen 2 days ago and now im seeing bugs on the wall")
    reply = talk.say("summary for the doctor")
    assert "This needs emergency help now" in reply["text"] and "bugs on the wall" in reply["text"]
    answer = fetch(assistant_without_actions, talk.id, "text")
    assert "emergency_now" in answer.text and "e_withdrawal_severe" in answer.text


def test_a_4000_character_complaint(talk: Conversation, assistant: Assistant) -> None:
    talk.say(("my calf keeps twitching and it worries me. " * 100)[:4000])
    assert len(talk.say("summary please")["text"]) < 4096
    for wanted in ("text", "html", "fhir"):
        answer = fetch(assistant, talk.id, wanted)
        assert answer.status_code == 200 and "shortened" in answer.text


@pytest.mark.parametrize(("body", "status", "reason"), [
    (b"", 400, "JSON object"), (b"[1]", 400, "JSON object"), (b'{"format": "text"}', 400, "22 to 64"),
    (b'{"sender": "me", "format": "text"}', 400, "22 to 64"),
    (b'{"sender": "../../../../etc/passwd_____", "format": "text"}', 400, "22 to 64"),
    (b'{"sender": "aaaaaaaaaaaaaaaaaaaaaa\\n", "format": "text"}', 400, "22 to 64"),
    (b'{"sender": "aaaaaaaaaaaaaaaaaaaaaa"}', 400, "text, html, print, fhir"),
    (b'{"sender": "aaaaaaaaaaaaaaaaaaaaaa", "format": "docx"}', 400, "text, html, print, fhir"),
    (b'{"sender": "aaaaaaaaaaaaaaaaaaaaaa", "format": ["text"]}', 400, "text, html, print, fhir"),
    (b'{"sender": "aaaaaaaaaaaaaaaaaaaaaa", "format": "text"}', 404, "no such conversation"),
])
def test_a_wrong_request_is_refused_with_a_reason(assistant: Assistant, body: bytes, status: int, reason: str) -> None:
    answer = httpx.post(f"{assistant.base}/webhooks/rest/summary", content=body, timeout=30)
    assert answer.status_code == status and reason in answer.json()["error"]
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_never_fetched_by_address(assistant: Assistant) -> None:
    assert httpx.get(f"{assistant.base}/webhooks/rest/summary?sender=x", timeout=30).status_code == 405


def test_there_are_enough_ways_to_ask() -> None:
    content = yaml.safe_load((ROOT / "data" / "check" / "summary.yml").read_text(encoding="utf-8"))
    assert len(set(content["nlu"][0]["examples"].lower().splitlines())) >= 25


def test_labels_are_those_of_the_topics() -> None:
    responses = {"utter_ask_a": [{"text": "...", "metadata": {"label": "A"}}], "utter_greet": [{"text": "hi"}]}
    assert topic_labels(responses) == {"ask_a": "A"}
