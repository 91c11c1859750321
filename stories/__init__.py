"""Stories: conversations with what must be true of every reply, written, played and judged."""

from server.launch.lean import leave_out_tensorflow
from server.launch.settings import ROOT

# Before Rasa is imported: stories play the assistant as it is started elsewhere.
leave_out_tensorflow(ROOT / "config.yml")
