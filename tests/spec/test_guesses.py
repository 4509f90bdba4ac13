"""Which addresses the watch tries because nobody signed them."""

import pytest

from clerestory.public.watch.guesses import every


@pytest.mark.parametrize("path", ["data", "data/"])
def test_a_folder_with_a_signed_page_is_no_guess_with_or_without_its_slash(path):
    assert path in every(["index.html", "data/cards/by_town.json"], ())
    assert path not in every(["index.html", "data/index.html"], ())
