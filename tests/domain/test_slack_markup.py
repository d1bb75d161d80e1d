import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.slack_markup import plain_from_slack, slack_emoji


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # Links.
        ("<https://lumea.fr/x>", "https://lumea.fr/x"),
        ("<https://lumea.fr/x|https://lumea.fr/x>", "https://lumea.fr/x"),
        ("<http://lumea.fr|lumea.fr>", "http://lumea.fr"),
        ("<https://www.lumea.fr/|lumea.fr>", "https://www.lumea.fr/"),
        ("<https://evil.example|lumea.fr>", "https://evil.example"),
        ("<https://lumea.fr/x|notre site>", "notre site https://lumea.fr/x"),
        ("<https://lumea.fr/?a=1&amp;b=2>", "https://lumea.fr/?a=1&b=2"),
        ("<https://lumea.fr/_a_*b*~c~|ici *là*>", "ici *là* https://lumea.fr/_a_*b*~c~"),
        ("<mailto:a@lumea.fr|a@lumea.fr>", "a@lumea.fr"),
        ("<mailto:a@lumea.fr|Claire>", "Claire a@lumea.fr"),
        ("<tel:0123|01 23>", "01 23"),
        # Mentions and dates.
        ("<@U024BE7LH|claire> et <@U1>", "@claire et @U1"),
        ("<#C024BE7LR|soldes> et <#C1|> et <#C1>", "#soldes et #C1 et #C1"),
        ("<!here> <!channel> <!everyone> <!here|here> <!here|@here>", "@here @channel @everyone @here @here"),
        ("<!subteam^S1|@marketing> <!subteam^S1>", "@marketing @S1"),
        ("<!date^1392734382^{date} at {time}^https://a.fr|18 février 2014>", "18 février 2014"),
        ("<!other|label> <!other>", "label <!other>"),
        # Escapes, once.
        ("Dupont &amp; fils, 5 &lt; 6 &gt; 4", "Dupont & fils, 5 < 6 > 4"),
        ("&amp;amp; &amp;lt;b&amp;gt; &quot;", "&amp; &lt;b&gt; &quot;"),
        ("&lt;@U1|x&gt;", "<@U1|x>"),
        # Signs.
        ("*gras* _penché_ ~barré~ `code`", "gras penché barré code"),
        ("*_~tout~_* _*les deux*_", "tout les deux"),
        ("(*-20%*), *-30%*!", "(-20%), -30%!"),
        ("*voir <https://lumea.fr|ici>*", "voir ici https://lumea.fr"),
        ("2*3*4 = 24, snake_case_name, a~b~c", "2*3*4 = 24, snake_case_name, a~b~c"),
        ("* pas gras * et 5* et *", "* pas gras * et 5* et *"),
        ("**markdown**", "**markdown**"),
        ("*pas\ngras*", "*pas\ngras*"),
        ("_{first_name}_ {last_name} {param1}", "{first_name} {last_name} {param1}"),
        ("`*a* _b_ &amp;` <", "*a* _b_ & <"),
        ("```\n*a*\n_b_\n```", "*a*\n_b_"),
        # Quotes.
        ("&gt; un\n&gt; deux\n5 &gt; 4", "un\ndeux\n5 > 4"),
        (">&gt;&gt;tout", "tout"),
        # As typed.
        ("a <b> c", "a <b> c"),
        ("Hello {first_name}, STOP au XXXXX", "Hello {first_name}, STOP au XXXXX"),
        ("no PUB=STOP \U0001f600 :tada:", "no PUB=STOP \U0001f600 :tada:"),
    ],
)
def test_markup_becomes_what_a_phone_shows(text: str, shown: str) -> None:
    """Links keep their address, mentions their name, signs go where they are markup and stay where they are text."""
    assert plain_from_slack(text) == shown


@given(st.text(max_size=120))
def test_a_plain_text_that_was_escaped_comes_back(text: str) -> None:
    """Escaping what Slack escapes and reading it gives the text again, as long as it holds no signs of markup."""
    typed = text.translate(dict.fromkeys(map(ord, "*_~`"), "x"))
    typed = "x" + typed.replace("\n>", "\n")
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain_from_slack(escaped) == typed


@given(st.text(alphabet="<>|@#!*_~`&amp;lt \nU1:x\U000f0000", max_size=80))
def test_any_text_is_read(text: str) -> None:
    """Whatever comes, something is shown, never longer than what came, plus a space for each label."""
    shown = plain_from_slack(text)
    assert len(shown) <= len(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bravo :tada: !", [(":tada:", 6)]),
        (":tada::tada:", [(":tada:", 0), (":tada:", 6)]),
        ("ok :+1::skin-tone-3:", [(":+1::skin-tone-3:", 3)]),
        ("\U0001f600 :100: :8ball: :fête:", [(":100:", 2), (":8ball:", 8), (":fête:", 16)]),
        ("à 12:30:45 ou 9h:10h:11h, http://a.fr:80:x", []),
        ("Horaires : lundi : 9h", []),
    ],
)
def test_emoji_by_name_are_pointed_at(text: str, names: list[tuple[str, int]]) -> None:
    """A phone would show the name; times and addresses are not taken for one."""
    assert [(found.written, found.position) for found in slack_emoji(text)] == names
