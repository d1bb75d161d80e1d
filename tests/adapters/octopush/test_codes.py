import string

from bot.adapters.octopush import Code
from bot.slack.views.octopush_codes import SENTENCES


def test_every_code_has_a_sentence():
    """Whatever Octopush refuses with, people are told what happened and what to do."""
    assert [code for code in Code if not SENTENCES.get(code)] == []


def test_sentences_are_short_and_end():
    """A sentence fits beside a field: at most 250 characters, ending with a full stop."""
    assert [code for code, said in SENTENCES.items() if len(said) > 250 or not said.endswith(".")] == []


def test_sentences_ask_for_nothing_but_audience_and_sender():
    """Every sentence can be filled from a Brief alone."""
    asked = {name for said in SENTENCES.values() for _, name, _, _ in string.Formatter().parse(said) if name}
    assert asked == {"audience", "sender"}


def test_a_sentence_is_about_its_code():
    """A sentence that names a code names its own."""
    named = {code: said.partition("(code ")[2][:3] for code, said in SENTENCES.items() if "(code " in said}
    assert {code: int(number) for code, number in named.items()} == {code: code for code in named}
