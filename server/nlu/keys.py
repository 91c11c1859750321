"""Names under which the components leave things in Rasa's parse result."""

READING = "reading"   # what was understood: Reading.as_dict()
FOREIGN = "foreign"   # Foreign.as_dict() when the message is not in English
ALARM = "alarm"       # Alarm.as_dict() when danger was screened
TOPIC = "topic"       # the topic intent that a report of symptoms also asks about
OFFERS = "offers"     # topic intents to offer instead of guessing, or beside an answer
ELSEWHERE = "elsewhere"  # True where a message may tell findings, but plainly wants something that is not ours
SCRAP = "scrap"       # True for a few words that tell and ask nothing: an answer, or a guess at a topic
SUSPECTS = "suspects" # findings to ask about at once, and whether it sounds like an emergency
RANKING = "ranking"   # all intents with probability and topic; stays inside the pipeline
MEANING = "meaning"   # what gives the vector of the message; stays inside the pipeline
MEANINGS = "meanings" # what gives the vectors of other texts; stays inside the pipeline
SAMPLE = "sample"     # what the classifier looks at; stays inside the pipeline
DANGER = "danger"     # how much it sounds like an emergency, and what similar ones told; stays inside the pipeline

TOPIC_PREFIX = "ask_"
REPORT = "report_symptoms"
EMERGENCY = "emergency"
MAY_BE_EMERGENCY = "may_be_emergency"
ANSWER = "answer"
# Intents whose phrases may tell of danger.
MAY_TELL_DANGER = (REPORT, "help_is_coming")
CALL_FOR_ME = "call_for_me"
COUNTRY = "tell_country"
OUT_OF_SCOPE = "out_of_scope"
OFFER = "unsure_which_topic"
OTHER_LANGUAGE = "other_language"
OTHER_LANGUAGE_DANGER = "other_language_danger"
NOT_UNDERSTOOD = "not_understood"
