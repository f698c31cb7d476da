"""The rules and nothing else: no Slack, no SQL, no clock, no input or output."""
