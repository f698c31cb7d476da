"""What Anker does: one operation per intention of a person or of the clock, each handed its transaction.

Nothing here knows a chat platform; `handlers.slack` hears Slack, calls one operation and shows its result.
"""
