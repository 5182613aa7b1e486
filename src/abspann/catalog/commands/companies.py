"""Put companies into the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from abspann.catalog.models import Company
from abspann.core.fitting import refuse_misfits
from abspann.core.slugs import first_free, slug_of

AT_A_TIME = 500


def companies_by_name(names: Iterable[str]) -> dict[str, Company]:
    """Return the company of each name, adding those that the catalog does not know, each with its address."""
    wanted = sorted(set(names))
    found = {company.name: company for company in Company.objects.filter(name__in=wanted)}
    missing = [Company(name=name) for name in wanted if name not in found]
    refuse_misfits(*missing)
    for company in missing:
        found[company.name], is_new = Company.objects.get_or_create(name=company.name)
        if is_new:
            _address(found[company.name])
    return found


def address_companies() -> int:
    """Give those companies an address that came in without; return how many. Cheap where there are none."""
    waiting = list(Company.objects.filter(slug__isnull=True).order_by("pk")[:AT_A_TIME])
    for company in waiting:
        with transaction.atomic():
            _address(company)
    return len(waiting)


def _address(company: Company) -> None:
    """Give a company the first free address; whoever takes it at the same moment makes us look again."""

    def taken(slugs: Sequence[str]) -> set[str]:
        had = Company.objects.filter(slug__in=slugs).values_list("slug", flat=True)
        return {slug for slug in had if slug}

    while True:
        slug = first_free(slug_of(company.name, otherwise="company"), taken)
        try:
            with transaction.atomic():
                Company.objects.filter(pk=company.pk, slug__isnull=True).update(slug=slug)
        except IntegrityError:
            continue
        company.refresh_from_db(fields=["slug"])
        return
