"""A run as JUnit's XML, which CI systems read."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as Xml

from stories.outcome import Outcome, transcript

# Characters that XML cannot hold at all; odd input is played in stories.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(outcomes: list[Outcome]) -> bytes:
    """One suite for each behaviour."""
    suites = Xml.Element("testsuites", name="stories")
    for behaviour, group in groupby(outcomes, lambda outcome: outcome.story.name.rpartition("/")[0]):
        own = list(group)
        suite = Xml.SubElement(suites, "testsuite", name=behaviour, tests=str(len(own)),
                               failures=str(sum(bool(o.wrong) for o in own)), errors="0",
                               skipped=str(sum(bool(o.skipped) for o in own)),
                               time=f"{sum(o.seconds for o in own):.3f}")
        for outcome in own:
            case = Xml.SubElement(suite, "testcase", classname=behaviour, time=f"{outcome.seconds:.3f}",
                                  name=outcome.story.name.rpartition("/")[2])
            if outcome.skipped:
                Xml.SubElement(case, "skipped", message=outcome.skipped)
            elif outcome.wrong:
                failure = Xml.SubElement(case, "failure", message=_NOT_XML.sub("?", outcome.wrong[0]))
                failure.text = _NOT_XML.sub("?", transcript(outcome))
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="utf-8", xml_declaration=True)
