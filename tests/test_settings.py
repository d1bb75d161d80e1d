"""The settings: read once, each bad one stops the start by its name, and no secret is ever repeated."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.domain.policy import Policy
from bot.domain.quiet_hours import QuietHours, Window, french_marketing
from bot.errors import ConfigError
from bot.setting_values import is_loopback
from bot.settings import Settings, read, read_database_url

TOKEN, SECRET, KEY = "xoxb-t0k3n-nobody-may-read", "s1gn1ng-nobody-may-read", "k3y-nobody-may-read"
PASSWORD = "p4ssw0rd-nobody-may-read"
GIVEN = {
    "SLACK_BOT_TOKEN": TOKEN,
    "SLACK_SIGNING_SECRET": SECRET,
    "OCTOPUSH_API_LOGIN": "claire@example.com",
    "OCTOPUSH_API_KEY": KEY,
    "APPROVERS": "UKARIM,SLEADS",
}


def test_the_defaults_are_the_rules_own():
    """What is not set is what the policy says by itself."""
    settings = read(GIVEN)
    assert settings.policy == Policy(approvers=frozenset({"UKARIM", "SLEADS"}))
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.octopush_api_url == "https://api.octopush.com/v1/public/"
    assert (settings.port, settings.approvals_required, settings.campaign_channel) == (3000, 1, None)


def test_everything_reaches_the_policy():
    """Each rule's setting is the one that the rule reads."""
    policy = read(
        GIVEN
        | {
            "APPROVALS_REQUIRED": "2",
            "BACKUP_APPROVERS": "ULEA",
            "REMIND_AFTER": "2 h",
            "REMINDERS": "1",
            "HAND_OVER_LEAD": "7 min",
            "LATE_LIMIT": "8 min",
            "APPROVAL_WINDOW": "9 h",
            "DRIFT_TOLERANCE": "5 %",
            "PREPARATION_MAX_AGE": "10 h",
            "HORIZON": "11 d",
            "STOP_LINE": "false",
            "SAME_AGAIN": "12 h",
        }
    ).policy
    assert policy == Policy(
        approvals_required=2,
        approvers=frozenset({"UKARIM", "SLEADS", "ULEA"}),
        backups=frozenset({"ULEA"}),
        remind_after=timedelta(hours=2),
        reminders=1,
        hand_over_lead=timedelta(minutes=7),
        late_limit=timedelta(minutes=8),
        approval_window=timedelta(hours=9),
        drift_tolerance=0.05,
        preparation_max_age=timedelta(hours=10),
        horizon=timedelta(days=11),
        stop_line=False,
        same_again=timedelta(hours=12),
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("90s", 90), ("5 min", 300), ("5m", 300), (" 1.5 h ", 5400), ("7 d", 604800), ("PT5M", 300)),
    ],
)
def test_spans_have_units(written, meant):
    """Seconds, minutes, hours and days, as people write them; ISO 8601 too."""
    assert read(GIVEN | {"LATE_LIMIT": written}).late_limit == timedelta(seconds=meant)


@pytest.mark.parametrize(
    ("written", "meant"), [("2 %", 0.02), ("0.5%", 0.005), ("0", 0), ("0.02", 0.02), ("100 %", 1)]
)
def test_a_tolerance_is_a_percentage_or_a_fraction(written, meant):
    """Two per cent is 2 % or 0.02."""
    assert read(GIVEN | {"DRIFT_TOLERANCE": written}).drift_tolerance == pytest.approx(meant)


#: What is set, each of them wrong.
WRONG = [
    *(
        ("SLACK_API_URL", bad)
        for bad in ("slack.com", "ftp://slack.com", "http://slack.com/api/", "https://")
    ),
    *(
        ("OCTOPUSH_API_URL", bad)
        for bad in ("http://api.octopush.com/", "http://127.0.0.1.evil.com/", "http://[::1")
    ),
    *(("OCTOPUSH_API_URL", bad) for bad in ("http://0.0.0.0/", "http://192.168.1.1/", "javascript:alert(1)")),
    *(("PORT", bad) for bad in ("-1", "65536", "http", "3000.5")),
    *(("CAMPAIGN_CHANNEL", bad) for bad in ("#campaigns", "U123", "C", "c123", "C123\nC456")),
    *(("APPROVERS", bad) for bad in ("@karim", "U1 karim", "C123", "U123;U456", "bot")),
    ("BACKUP_APPROVERS", "@karim"),
    ("ADMINISTRATORS", "nadia"),
    *(
        ("AUDIENCES", bad)
        for bad in ("VIP", "list:", "lists:VIP", "tag:" + "x" * 21, "list:VIP,, tag", "list:" + "x" * 31)
    ),
    *(("APPROVALS_REQUIRED", bad) for bad in ("-1", "one", "1.5")),
    *(("HAND_OVER_LEAD", bad) for bad in ("-5 min", "five minutes", "5 weeks", "-1")),
    *(("LATE_LIMIT", bad) for bad in ("0", "0 min", "30 s", "99999999999999 d", "999999999 d", "300", "nan")),
    *(("APPROVAL_WINDOW", bad) for bad in ("0", "-1 h", "30 s")),
    *(("PREPARATION_MAX_AGE", bad) for bad in ("0", "30 s", "1e9 d")),
    *(("HORIZON", bad) for bad in ("0", "900000000 d", "P9999999999D")),
    *(("REMIND_AFTER", bad) for bad in ("-1 h", "soon")),
    *(("REMINDERS", bad) for bad in ("-1", "11", "many")),
    *(("DRIFT_TOLERANCE", bad) for bad in ("-1 %", "101 %", "2 percent", "nan", "inf", "-0.01")),
    *(("TIME_ZONE", bad) for bad in ("Paris", "europe/paris", "+01:00", "../etc")),
    *(("DEFAULT_SENDER", bad) for bad in ("Lumea!", "AB", "ABCDEFGH1234", "LUMÉA")),
    *(("PRICE_PER_SMS", bad) for bad in ("-0.01", "cheap", "nan", "inf", "0,049")),
    *(("LIST_AND_TAG", bad) for bad in ("maybe", "2")),
    ("LABEL", "x" * 31),
    *(("LOG_LEVEL", bad) for bad in ("LOUD", "info")),
    ("LOG_JSON", "json"),
    ("SLACK_SIGNING_SECRET", "one,two,three"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_bad_setting_stops_the_start_by_its_name(name, value):
    """The message begins with the setting's name and does not repeat its value."""
    with pytest.raises(ConfigError) as stopped:
        read(GIVEN | {name: value})
    assert str(stopped.value).startswith(f"{name} ")
    assert str(stopped.value).endswith(".")
    # What is longer than a word or a number would be seen in the sentence.
    assert len(value) < 9 or value not in str(stopped.value)


@pytest.mark.parametrize("missing", sorted(GIVEN))
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_setting_stops_the_start_by_its_name(missing, value):
    """Absent, empty and blank are the same."""
    given = {name: said for name, said in GIVEN.items() if name != missing}
    with pytest.raises(ConfigError, match=rf"^{missing} "):
        read(given if value is None else given | {missing: value})


def test_approvers_must_be_able_to_approve():
    """Too few people for the quorum stop the start; a group may hold enough; none are needed where none approve."""
    with pytest.raises(ConfigError, match=r"^APPROVALS_REQUIRED is 2, but APPROVERS names only 1"):
        read(GIVEN | {"APPROVERS": "UKARIM, UKARIM", "APPROVALS_REQUIRED": "2"})
    assert read(GIVEN | {"APPROVERS": "SLEADS", "APPROVALS_REQUIRED": "2"}).approvals_required == 2
    none = {name: said for name, said in GIVEN.items() if name != "APPROVERS"} | {"APPROVALS_REQUIRED": "0"}
    assert read(none).policy.approvers == frozenset()


def test_socket_mode_needs_no_signing_secret():
    """Slack signs nothing there; over HTTP one secret is needed, and two are taken while rotating."""
    without = {name: said for name, said in GIVEN.items() if name != "SLACK_SIGNING_SECRET"}
    assert read(without | {"SLACK_APP_TOKEN": "xapp-1"}).slack_signing_secret == ()
    both = read(GIVEN | {"SLACK_SIGNING_SECRET": f"{SECRET}, other"}).slack_signing_secret
    assert [secret.get_secret_value() for secret in both] == [SECRET, "other"]
    with pytest.raises(ConfigError, match=r"^SLACK_SIGNING_SECRET"):
        read(GIVEN | {"SLACK_SIGNING_SECRET": " , "})


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/api", "http://localhost/", "http://[::1]:1/x"])
def test_plain_http_is_for_this_machine(address):
    """Loopback may be plain; the address ends with a slash, so that paths go below it."""
    settings = read(GIVEN | {"SLACK_API_URL": address, "OCTOPUSH_API_URL": address})
    assert settings.slack_api_url == settings.octopush_api_url == address.rstrip("/") + "/"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        *(("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True)),
        *(("example.com", False), ("127.0.0.1.example.com", False), ("10.0.0.1", False), ("", False)),
        *(("[::1]", False), ("localhost.example.com", False), ("2130706433", False)),
    ],
)
def test_loopback_is_told_without_asking_anybody(host, ours):
    """No name but localhost is looked up or trusted."""
    assert is_loopback(host) is ours


def test_secrets_are_not_in_any_writing():
    """Neither repr, str, dump nor the errors of other settings hold a secret; nor the database's password."""
    given = GIVEN | {
        "SLACK_APP_TOKEN": f"xapp-{PASSWORD}",
        "DATABASE_URL": f"postgresql://bot:{PASSWORD}@db/campaigns",
    }
    settings = read(given)
    written = f"{settings!r}{settings}{settings.slack_signing_secret}"
    with pytest.raises(ConfigError) as stopped:
        read(given | {"PORT": PASSWORD})
    with pytest.raises(ConfigError) as too_many:
        read(given | {"SLACK_SIGNING_SECRET": f"{SECRET},{SECRET},{SECRET}"})
    written += f"{stopped.value!r}{stopped.value.__cause__!r}{too_many.value!r}"

    assert [secret for secret in (TOKEN, SECRET, KEY, PASSWORD) if secret in written] == []
    assert settings.octopush_api_key.get_secret_value() == KEY


def test_settings_do_not_change():
    """They are read once."""
    with pytest.raises(ValueError, match="frozen"):
        read(GIVEN).port = 1  # type: ignore[misc]  # what must not be possible


def test_names_of_audiences_hold_spaces():
    """Lists and tags are separated by commas, and told apart by their kind."""
    given = read(GIVEN | {"AUDIENCES": " list:VIP customers, tag:lyon,list: Shop: 12 "}).audiences
    assert given == (("list", "VIP customers"), ("tag", "lyon"), ("list", "Shop: 12"))


def test_money_is_exact():
    """A price is a decimal, not a float."""
    assert read(GIVEN | {"PRICE_PER_SMS": "0.049"}).price_per_sms == Decimal("0.049")


def test_other_variables_are_none_of_ours():
    """The environment holds much else; names are in capitals."""
    assert read(GIVEN | {"PATH": "/bin", "port": "1", "SLACK": "?"}).port == 3000


def test_the_database_is_read_alone():
    """Migrating needs no keys: the address, or the default."""
    assert read_database_url({"DATABASE_URL": " sqlite:///x.db "}) == "sqlite:///x.db"
    default = str(Settings.model_fields["database_url"].default)
    assert read_database_url({}) == read_database_url({"DATABASE_URL": " "}) == default


def test_the_quiet_hours_reach_the_policy():
    """The weekly hours, the holidays for as long as moments may lie ahead, and the zone of those who get the SMS."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    french = read(GIVEN).policy_from(now).quiet
    assert french is not None
    assert (french.days, french.zone) == (french_marketing().days, "Europe/Paris")
    assert {date(2026, 12, 25), date(2027, 5, 17), date(2036, 12, 25)} <= french.holidays

    given = {
        "QUIET_HOURS": "Mon-Sun 08:00-22:00",
        "HOLIDAYS": "none",
        "RECIPIENTS_TIME_ZONE": "Indian/Reunion",
    }
    other = read(GIVEN | given).policy_from(now).quiet
    assert other == QuietHours(((Window(time(8), time(22)),),) * 7, frozenset(), "Indian/Reunion")
    assert read(GIVEN | {"QUIET_HOURS": "off"}).policy_from(now).quiet is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("QUIET_HOURS", bad)
            for bad in ("at night", "Mon 20:00-08:00", "Mon 08:00-12:00, Mon 11:00-13:00")
        ),
        *(("HOLIDAYS", bad) for bad in ("XX", "FR-999", "none,FR")),
    ],
)
def test_quiet_hours_that_cannot_be_read_stop_the_start(name, value):
    """They are no secret, so the message shows which part is wrong."""
    with pytest.raises(ConfigError, match=f"^{name}: "):
        read(GIVEN | {name: value})
