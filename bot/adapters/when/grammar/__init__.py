"""The grammar all languages share: token classes in, pieces of meaning out.

Read it in this order: `chart.py` (how rules are written and matched), `numbers.py`, `spans.py`, `clocks.py`,
`dates.py` (the rules, each layer building on the one before), `sentence.py` (how pieces make a whole).
"""
