"""The quality report: how well the assistant does, measured by talking to it as people would.

``vignettes`` and ``person`` say who comes and how they answer, ``driver`` lets them talk to a running assistant,
``outcomes`` is one part of the report, ``report`` puts the parts together. Another part is another module.
"""
