"""The sandbox's own routes, under /_control/: act as a person, look, move the clock, make things go wrong.

Everything a test or a page needs is reachable here over HTTP. Nothing of it exists in the real Slack, and the app under
test must never call it.
"""
