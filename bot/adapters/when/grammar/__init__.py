"""The grammar all languages share: token classes in, pieces of meaning out.

Read it in this order. `chart.py`: how rules are written and matched. Then the rules, each layer building on those
before it: `numbers.py`, `spans.py` (lengths of time), `clocks.py` (times of day), `dates.py`, `feasts.py` and
`weekdays.py` (dates), `parts.py` (parts of the day). Last `sentence.py`: how pieces make a whole, every token used.

"vendredi 27 à 17h" comes out as two pieces: a weekday with a day of the month, and a clock. What they mean on a given
day is not decided here but in `settle.py`.
"""
