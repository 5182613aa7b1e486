"""Write down of the doubts that are there who told of both, and what agrees: by this many are chosen at once."""

from django.db import migrations

AT_ONCE = 500


def _signs(evidence, same_title):
    signs, is_clear = {"title"} if same_title else set(), True
    for row in evidence:
        if not isinstance(row, list) or len(row) != 3:  # what, here, there
            continue
        what, here, there = row
        if what == "film":
            signs.add(what)
        elif what in ("name", "title", "born") or not (here and there):
            continue
        elif what == "running_minutes" and str(here).isdigit() and str(there).isdigit():
            apart = abs(int(here) - int(there))
            signs |= {what} if apart <= 3 else set()
            is_clear = is_clear and apart <= 0.15 * max(int(here), int(there))
        elif here == there:
            signs.add(what)
        else:
            is_clear = False
    return " ".join(sorted(signs | {"clear"} if is_clear else signs))


def _told_first(records, kind, keys):
    rows = records.objects.filter(**{f"{kind}__in": keys}).order_by("-pk").values_list(kind, "source")
    return dict(rows)


def fill(apps, editor):
    doubts, records = apps.get_model("catalog", "Doubt"), apps.get_model("catalog", "SourceRecord")
    film_names, last = apps.get_model("catalog", "FilmName"), 0
    while some := list(doubts.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = some[-1].pk
        films = {pk for doubt in some for pk in (doubt.film_id, doubt.other_film_id) if pk}
        people = {pk for doubt in some for pk in (doubt.person_id, doubt.other_person_id) if pk}
        told = {"film": _told_first(records, "film", films), "person": _told_first(records, "person", people)}
        names = {}
        for film, name in film_names.objects.filter(film__in=films).values_list("film", "folded"):
            names.setdefault(film, set()).add(name)
        for doubt in some:
            kind = "film" if doubt.film_id else "person"
            pair = (getattr(doubt, f"{kind}_id"), getattr(doubt, f"other_{kind}_id"))
            same_title = kind == "film" and bool(names.get(pair[0], set()) & names.get(pair[1], set()))
            doubt.sources = " ".join(sorted(told[kind].get(one, "house") for one in pair))
            doubt.agrees = _signs(doubt.evidence, same_title)
        doubts.objects.bulk_update(some, ["sources", "agrees"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_decisions_on_many_doubts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
