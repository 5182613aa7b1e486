"""Everybody may report; moderators decide; keepers, too, and they read the audit trail with them."""

from __future__ import annotations

from abspann.moderation import commands, queries
from abspann.moderation.rules import Contact, Reasons
from tests.web.roles import READ, roles

MODERATORS_ONLY = roles(403, visitor=302, moderator=200, keeper=200)

ANSWERS = {
    "moderation:report": {"GET": roles(200), "POST": roles(422)},
    "moderation:receipt": READ,
    "moderation:decision": {
        "GET": roles(404, member=200, moderator=200, keeper=200),
        "POST": roles(404, member=422, moderator=403, keeper=403),
    },
    "moderation:answer": {"POST": MODERATORS_ONLY | {"moderator": 422, "keeper": 422}},
    "moderation:decision-by-link": {"GET": roles(200), "POST": roles(422)},
    "moderation:queue": {"GET": MODERATORS_ONLY},
    "moderation:decisions": {"GET": MODERATORS_ONLY},
    "moderation:audit": {"GET": MODERATORS_ONLY},
    "moderation:reporter": {"POST": MODERATORS_ONLY},
    "moderation:case": {"GET": MODERATORS_ONLY},
    "moderation:decide": {"GET": MODERATORS_ONLY, "POST": MODERATORS_ONLY | {"moderator": 422, "keeper": 422}},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A report about ratings of the film, and a warning on account of anna's account."""
    anna, dora = world.world.anna, world.world.dora
    thing = queries.thing_at("film", world.film.public_id, viewer=None)
    report = commands.report(
        by=None,
        thing=thing,
        path="/film/x/",
        category="spam",
        explanation="Alle an einem Tag.",
        good_faith=True,
        contact=Contact("Vera", "vera@example.org"),
    )
    reasons = Reasons("Droht anderen.", "insult")
    decision = commands.decide(
        by=dora, kind="member", ref=anna.public_id, act="warn", reasons=reasons, path="/@anna/", step=0
    )
    if name == "moderation:receipt":
        return {"secret": report.secret}
    if name == "moderation:reporter":
        return {"public_id": report.public_id}
    if name in ("moderation:case", "moderation:decide"):
        return {"kind": "member", "ref": anna.public_id, "act": "suspend"}
    return {"public_id": decision.public_id, "secret": decision.secret}
