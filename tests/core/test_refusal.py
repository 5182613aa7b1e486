import pickle

import pytest
from django.utils.translation import gettext_lazy

from abspann.core.refusal import Refusal


def test_a_refusal_says_its_sentence_and_names_the_field() -> None:
    refusal = Refusal("A rating has 1 to 10 half stars.", field="half_stars")

    assert (str(refusal), refusal.field, refusal.status) == ("A rating has 1 to 10 half stars.", "half_stars", 422)


def test_a_refusal_takes_a_lazy_sentence_and_a_status_of_its_own() -> None:
    refusal = Refusal(gettext_lazy("You may not see this."), status=403)

    assert (str(refusal), refusal.field, refusal.status) == ("You may not see this.", None, 403)


@pytest.mark.parametrize("status", [200, 302, 399, 500])
def test_a_refusal_is_never_a_success_nor_the_fault_of_the_house(status: int) -> None:
    with pytest.raises(ValueError, match=str(status)):
        Refusal("No.", status=status)


def test_a_refusal_survives_the_way_through_a_queue() -> None:
    refusal = pickle.loads(pickle.dumps(Refusal("No.", field="text", status=409)))

    assert (str(refusal), refusal.field, refusal.status) == ("No.", "text", 409)
