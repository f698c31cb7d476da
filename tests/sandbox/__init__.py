"""Tests of the workspace that stands in for Slack."""
