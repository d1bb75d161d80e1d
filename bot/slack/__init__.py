"""Slack's edge: listeners are three lines: parse, call, answer."""
