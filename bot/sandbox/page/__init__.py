"""A page to use the local Slack in a browser: one more client of its control routes, served by the local Slack itself.

It holds no state of its own: what it shows is what the server holds, and reloading loses nothing. It must never ask
anything of another address, and never put a person's words into a document as anything but text.
"""
