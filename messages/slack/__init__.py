"""Cards and views for Slack: pure functions from a value to blocks."""
