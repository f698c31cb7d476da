"""A bot with a mistake: each module here is a plugin for pytest that makes the real bot ignore one rule of Slack's.

`tests/attacks/test_planted_mistakes.py` runs an ordinary conversation with each of them, and wants it to fail.
"""
