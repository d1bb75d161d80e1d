"""The outside world on loopback: a local Slack and a local Octopush, written from their public protocols.

Nothing here imports the bot's own code but `errors` and `logs`: what the bot believes of the outside must be able to
be wrong against it. The tests use these servers as their fakes, and `python -m bot sandbox` lets a person use them.
"""
