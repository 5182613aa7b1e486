from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.test.utils import isolate_apps
from django.utils.translation import override

from abspann.core.provenance import License, Sourced


@pytest.fixture(name="text_model")
def _text_model() -> Iterator[type[Sourced]]:
    """A model with a source, as a package would have it; it has no table, its constraints are asked directly."""
    with isolate_apps("django.contrib.contenttypes"):

        class Text(Sourced):
            class Meta(Sourced.Meta):
                app_label = "contenttypes"

        yield Text


def test_a_text_for_this_site_is_german_and_owes_no_credit(text_model: type[Sourced]) -> None:
    text = text_model(license=License.OWN)

    assert (text.language, text.source, text.credit) == ("de", "", "")


@pytest.mark.parametrize(
    ("license_", "source", "credit"),
    [
        (License.CC_BY_SA_4_0, "Wikipedia", "Wikipedia, CC BY-SA 4.0"),
        (License.CC_BY_2_0_DE, "omdb.org", "omdb.org, CC BY 2.0 DE"),
        (License.PERMISSION, "Verleih", "Verleih, By permission"),
        (License.QUOTATION, "Das Saalheft", "Das Saalheft"),
        (License.CC0, "", "CC0 1.0"),
        (License.OWN, "Henrike Voss", "Henrike Voss"),
    ],
)
def test_a_credit_line_names_source_and_licence(
    text_model: type[Sourced], license_: License, source: str, credit: str
) -> None:
    with override("en"):
        assert text_model(license=license_.value, source=source).credit == credit


@pytest.mark.django_db
@pytest.mark.parametrize("license_", list(License))
def test_every_licence_is_taken_when_its_source_is_named(text_model: type[Sourced], license_: License) -> None:
    text_model(license=license_, source="omdb.org", source_url="https://omdb.org/film/1").full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"license": ""}, "contenttypes_text_license_is_known"),
        ({"license": "stolen"}, "contenttypes_text_license_is_known"),
        ({"license": "cc-by-4.0", "source": ""}, "contenttypes_text_source_is_credited"),
        ({"license": "own", "source_url": "javascript:alert(1)"}, "contenttypes_text_source_url_is_http"),
        ({"license": "own", "source_url": "ftp://example.org/"}, "contenttypes_text_source_url_is_http"),
    ],
)
def test_the_database_refuses_a_text_without_a_right(
    text_model: type[Sourced], wrong: dict[str, str], constraint: str
) -> None:
    with pytest.raises(ValidationError, match=constraint):
        text_model(**wrong).validate_constraints()


@pytest.mark.parametrize("language", ["", "d", "deutsch!", "de\n", "DE", "../"])
def test_a_language_is_a_code(text_model: type[Sourced], language: str) -> None:
    with pytest.raises(ValidationError) as refused:
        text_model(license=License.OWN, language=language).clean_fields()

    assert list(refused.value.message_dict) == ["language"]


def test_a_public_licence_can_be_read_and_another_has_no_address() -> None:
    assert License("cc-by-2.0-de").url == "https://creativecommons.org/licenses/by/2.0/de/"
    assert {license_.value for license_ in License if not license_.url} == {"own", "permission", "quotation", "private"}


def test_only_a_text_for_the_house_is_not_shown() -> None:
    assert [license_ for license_ in License if not license_.may_be_shown] == [License.PRIVATE]


def test_a_credit_is_demanded_by_the_attribution_licences() -> None:
    assert [license_ for license_ in License if license_.demands_credit] == [
        license_ for license_ in License if license_.value.startswith("cc-by")
    ]
