"""The map: the rule table and the question order as pictures, and as one page that a clinician prints and signs.

Run as ``python -m review.map [folder]``. Everything shown is read from ``knowledge/`` and ``tests/rules/``; nothing is
written but the files in the folder, and the same content always gives the same bytes.
"""
