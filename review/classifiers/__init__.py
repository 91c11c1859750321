"""``make compare``: intent classifiers side by side, on this project's own training phrases and evaluation messages.

``candidates`` (with ``candidates.yml``) says what is compared, ``training`` lets Rasa train and run one of them,
``scores`` is the arithmetic, ``measure`` does one candidate in a process of its own, ``table`` shows them all.
"""
