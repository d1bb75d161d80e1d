import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.links import links


@pytest.mark.parametrize(
    ("text", "written", "host"),
    [
        ("Voir https://lumea.fr/soldes.", "https://lumea.fr/soldes", "lumea.fr"),
        ("Voir (https://lumea.fr/a_(b)).", "https://lumea.fr/a_(b)", "lumea.fr"),
        ("\u00abhttps://lumea.fr\u00bb", "https://lumea.fr", "lumea.fr"),
        ("HTTP://LUMEA.FR:8080/x", "HTTP://LUMEA.FR:8080/x", "lumea.fr"),
        ("www.lumea.fr?x=1&y=2!", "www.lumea.fr?x=1&y=2", "www.lumea.fr"),
        ("sur lumea.fr, vite", "lumea.fr", "lumea.fr"),
        ("sur lumea.boutique/vip", "lumea.boutique/vip", "lumea.boutique"),
        ("sur lumea.co.uk", "lumea.co.uk", "lumea.co.uk"),
        ("https://lumea.fr/{param1}/x", "https://lumea.fr/{param1}/x", "lumea.fr"),
        ("https://lumea.fr@evil.example/x", "https://lumea.fr@evil.example/x", "evil.example"),
        ("https://lumea.fr:443@evil.example", "https://lumea.fr:443@evil.example", "evil.example"),
        ("https://evil.example\\@lumea.fr", "https://evil.example\\@lumea.fr", "evil.example"),
        ("https://evil.example#@lumea.fr", "https://evil.example#@lumea.fr", "evil.example"),
        ("https://%65vil.example/", "https://%65vil.example/", "evil.example"),
        ("https://lum\u0435a.fr", "https://lum\u0435a.fr", "xn--luma-x4d.fr"),
        (
            "https://\uff4c\uff55\uff4d\uff45\uff41.fr",
            "https://\uff4c\uff55\uff4d\uff45\uff41.fr",
            "lumea.fr",
        ),
        ("https://ch\u00e2teau.fr", "https://ch\u00e2teau.fr", "xn--chteau-xta.fr"),
        (
            "https://a..\u0435.fr",
            "https://a..\u0435.fr",
            "a..xn--e1a.fr",
        ),  # No name that exists: shown as odd all the same.
        ("https://[::1]:80/", "https://[::1]:80/", "[::1]"),
    ],
)
def test_a_link_is_told_with_the_host_a_phone_opens(text: str, written: str, host: str) -> None:
    """User names, backslashes, escapes and letters of other alphabets do not hide the host."""
    (found,) = links(text)
    assert (found.written, found.host) == (written, host)
    assert text.startswith(written, found.position)


def test_what_disguises_a_link_is_told() -> None:
    """A user name before the host, and a host in other letters."""
    plain, user, cyrillic = links("https://lumea.fr https://lumea.fr@evil.example https://lum\u0435a.fr")
    assert not plain.disguised
    assert (user.user, user.disguised) == ("lumea.fr", True)
    assert (cyrillic.shown, cyrillic.disguised) == ("lum\u0435a.fr", True)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour Claire.Merci",
        "contact@lumea.fr",
        "jean.dupont@lumea.fr",
        "à 18.30",
        "demain...",
        "https://",
        "5.fr0",
    ],
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    """Missing spaces, addresses of people, times and dots are no links."""
    assert links(text) == ()


def test_shorteners_are_pointed_at() -> None:
    """A well-known shortener hides where its link leads, with or without a scheme."""
    assert [
        link.shortener
        for link in links("bit.ly/x https://www.bit.ly/x https://notbit.ly/x https://bit.ly.fr")
    ] == [
        *(True, True),
        *(False, False),
    ]


@given(st.text(alphabet="ahtps:/w.lumefr@\\#?()[]%\u0435\ud800 {}-_", max_size=60) | st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever is typed, links are inside the text, apart from each other, with a host in ASCII."""
    end = 0
    for link in links(text):
        assert link.position >= end
        end = link.position + len(link.written)
        assert text[link.position : end] == link.written
        assert link.host.isascii()
        assert link.host
