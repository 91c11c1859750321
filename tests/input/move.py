"""One thing that a person does, in a form that can always be done: again, in another place, with others left out."""

from __future__ import annotations

from dataclasses import dataclass

SAY, PRESS, OLD_PRESS, FOREIGN_PRESS, TICK = "say", "press", "old press", "foreign press", "tick"


@dataclass(frozen=True)
class Move:
    """``text`` is what is written (``SAY``), or the payload of a button that is not there (``FOREIGN_PRESS``). ``n``
    chooses among what there is: the button (counted round), or the lines to tick as bits. Where nothing can be pressed
    or ticked, ``text`` is written instead. ``refused`` says that only a button could mean this, and none does;
    ``danger`` that it is an emergency by itself."""

    kind: str
    text: str = ""
    n: int = 0
    refused: bool = False
    danger: bool = False
