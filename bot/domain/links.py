"""The links in a text and where they really lead.

A link is what a phone makes tappable. Its host is read as browsers read it: after any user name, with a backslash taken for a
slash, in the ASCII form that goes to the name servers. Nothing is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

#: Hosts whose links hide where they lead. Not complete, and cannot be: a person decides, this only points.
SHORTENERS = frozenset(
    {
        *(
            "adf.ly",
            "bit.do",
            "bit.ly",
            "bitly.com",
            "bl.ink",
            "buff.ly",
            "cutt.ly",
            "dlvr.it",
            "dub.sh",
            "geni.us",
        ),
        *(
            "goo.gl",
            "is.gd",
            "j.mp",
            "lc.cx",
            "lnkd.in",
            "ow.ly",
            "qrco.de",
            "rb.gy",
            "rebrand.ly",
            "s.id",
            "short.gy",
        ),
        *(
            "short.io",
            "shorturl.at",
            "snip.ly",
            "soo.gd",
            "spkl.io",
            "t.co",
            "t.ly",
            "t2m.io",
            "tiny.cc",
            "tiny.one",
        ),
        *("tinyurl.com", "tr.im", "trib.al", "u.to", "urlr.me", "urlz.fr", "v.gd", "vu.fr", "x.co"),
    }
)

#: The ends of names that are taken for a link without http:// or www. before and a path behind: common ones only, since a
#: missing space after a full stop looks the same ("demain.Merci").
_ENDS = (
    "app|be|biz|bzh|ca|ch|cc|co|co\\.uk|com|de|dev|es|eu|fr|gd|gl|gp|info|io|it|link|lu|ly|mc|me|mobi|net|nl|online|org|paris|"
    "pf|pt|re|shop|site|store|tel|to|tv|uk|us|xyz"
)
_MARK = "\u0300-\u036f"  # An accent written after its letter; \w does not hold it.
_LABEL = rf"[^\W_][{_MARK}]?(?:[\w{_MARK}-]{{0,61}}[^\W_][{_MARK}]?)?"
_TAIL = r"(?:[^\s<>\"\u00ab\u00bb\u2018-\u201f{}]|\{\w{1,50}\})*"
_LINK = re.compile(
    rf"(?<![\w{_MARK}])https?://{_TAIL}"
    rf"|(?<![\w@{_MARK}])(?<!\w[./])www\.{_LABEL}(?:\.{_LABEL})+(?::\d+)?(?:[/?#]{_TAIL})?"
    rf"|(?<![\w@{_MARK}])(?<!\w[./])(?:{_LABEL}\.)+(?:(?:{_ENDS})(?![\w@-]|\.\w)(?:[:/?#]{_TAIL})?|[a-z]{{2,24}}/{_TAIL})",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'*\u2026\u3002"
_OPENS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written, where it stands, and the host a phone would open.

    `position` counts code points from 0. `host` is in lower-case ASCII, so a name in other letters shows as xn--. `shown` is the
    host as it is written, after the same reading; it differs from `host` when letters of other alphabets are in it. `user` is
    what stands before an @, which some read as the host. `shortener` says that the host is known to hide where it leads.
    """

    written: str
    position: int
    host: str
    shown: str
    user: str | None
    shortener: bool

    @property
    def disguised(self) -> bool:
        """Whether the link may lead elsewhere than a reader thinks: a user name before the host, or a host not in ASCII."""
        return self.user is not None or "xn--" in self.host


def links(text: str) -> tuple[Link, ...]:
    """Return the links in `text` in their order. Punctuation that ends a sentence is no part of a link."""
    return tuple(
        link
        for found in _LINK.finditer(text)
        if (link := _read(_trimmed(found[0]), found.start())) is not None
    )


def _trimmed(written: str) -> str:
    """Take the end of the sentence off a link; a closing bracket stays if the link opens it."""
    while True:  # It begins with a letter or a figure, which ends this.
        last = written[-1]
        opens = _OPENS.get(last)
        if last not in _TRAILING and (opens is None or written.count(last) <= written.count(opens)):
            return written
        written = written[:-1]


def _read(written: str, position: int) -> Link | None:
    """Find the host of a link, or None where there is none."""
    rest = re.sub(r"^https?://", "", written, flags=re.IGNORECASE)
    authority = re.split(r"[/\\?#]", rest, maxsplit=1)[0]
    before, at, after = authority.rpartition("@")
    shown = unquote(re.sub(r":\d*$", "", after)).lower().rstrip(".")
    if not shown:
        return None
    host = _ascii(shown)
    known = host.removeprefix("www.")
    return Link(written, position, host, shown, before if at else None, known in SHORTENERS)


def _ascii(host: str) -> str:
    """Return a host as name servers see it. What IDNA refuses is encoded label by label, so that it shows as odd."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        labels = re.split("[.\u3002\uff0e\uff61]", host)
        return ".".join(
            label
            if label.isascii()
            else "xn--" + label.encode("punycode", "replace").decode("ascii", "replace")
            for label in labels
        )
