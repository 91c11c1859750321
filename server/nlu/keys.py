"""Names under which the components leave things in Rasa's parse result."""

READING = "reading"   # what was understood: Reading.as_dict()
FOREIGN = "foreign"   # Foreign.as_dict() when the message is not in English
ALARM = "alarm"       # Alarm.as_dict() when danger was screened
TOPIC = "topic"       # the topic intent that a report of symptoms also asks about
OFFERS = "offers"     # topic intents to offer instead of guessing
RANKING = "ranking"   # all intents with probability and topic; stays inside the pipeline
FORMS = "forms"       # the words of the message in compared form; stays inside the pipeline

TOPIC_PREFIX = "ask_"
REPORT = "report_symptoms"
EMERGENCY = "emergency"
ANSWER = "answer"
COUNTRY = "tell_country"
OFFER = "unsure_which_topic"
OTHER_LANGUAGE = "other_language"
OTHER_LANGUAGE_DANGER = "other_language_danger"
NOT_UNDERSTOOD = "not_understood"
