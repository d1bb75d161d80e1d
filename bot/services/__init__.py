"""The use cases, one a file: load, decide, write once. They own the ports and never call Slack."""
