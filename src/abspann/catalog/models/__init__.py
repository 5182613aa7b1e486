"""Films, people, credits, the house's texts about films, festivals and what came of them."""

from abspann.catalog.models.festivals import Award, Edition, Festival, Outcome, OutcomePerson, Section
from abspann.catalog.models.films import Company, ExternalId, Film, FilmCompany, FilmFacet, FilmSlug, FilmTitle, Release
from abspann.catalog.models.history import ONE_SUBJECT, Proposal, Revision
from abspann.catalog.models.keywords import FilmKeyword, Keyword, KeywordName
from abspann.catalog.models.merging import Merge, Moved, PersonSlug
from abspann.catalog.models.people import Credit, Person
from abspann.catalog.models.pictures import Picture, PictureQuerySet
from abspann.catalog.models.series import FilmSeries, SeriesFilm
from abspann.catalog.models.sources import (
    Doubt,
    FilmName,
    ImportRun,
    PersonNumber,
    SourceRank,
    SourceRecord,
    Verdict,
    VerdictDoubt,
)
from abspann.catalog.models.texts import Synopsis, SynopsisQuerySet, Trivia, TriviaQuerySet

__all__ = [
    "ONE_SUBJECT",
    "Award",
    "Company",
    "Credit",
    "Doubt",
    "Edition",
    "ExternalId",
    "Festival",
    "Film",
    "FilmCompany",
    "FilmFacet",
    "FilmKeyword",
    "FilmName",
    "FilmSeries",
    "FilmSlug",
    "FilmTitle",
    "ImportRun",
    "Keyword",
    "KeywordName",
    "Merge",
    "Moved",
    "Outcome",
    "OutcomePerson",
    "Person",
    "PersonNumber",
    "PersonSlug",
    "Picture",
    "PictureQuerySet",
    "Proposal",
    "Release",
    "Revision",
    "Section",
    "SeriesFilm",
    "SourceRank",
    "SourceRecord",
    "Synopsis",
    "SynopsisQuerySet",
    "Trivia",
    "TriviaQuerySet",
    "Verdict",
    "VerdictDoubt",
]
