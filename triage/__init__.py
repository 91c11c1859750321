"""The decision: how soon a person should be seen, what to ask next, and why.

Pure functions over the content of ``knowledge/``; no network, no clock, no Rasa.
"""

from triage.assess import Assessment, Fired, assess, worth_a_check
from triage.explain import Explanation, explain
from triage.facts import Facts, Value
from triage.interview import Question, next_question
from triage.knowledge import Knowledge, Level, Movement
from triage.loader import KnowledgeError, load, shipped
from triage.movement import MovementView, movement_of
from triage.progress import Progress, progress

__all__ = [
    "Assessment", "Explanation", "Facts", "Fired", "Knowledge", "KnowledgeError", "Level", "Movement", "MovementView",
    "Progress", "Question", "Value", "assess", "explain", "load", "movement_of", "next_question", "progress", "shipped",
    "worth_a_check",
]
