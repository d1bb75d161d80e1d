"""The Web API: one file per family of methods, a table of them all, and the way of a call through it."""
