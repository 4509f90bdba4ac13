"""Which encoding is sent, beside a slow reference."""

import gzip

import brotli
from hypothesis import given
from hypothesis import strategies as st

from clerestory.public.server import encoding

weights = st.one_of(st.none(), st.integers(0, 1000).map(lambda thousandths: f"{thousandths / 1000:g}"))
names = st.sampled_from(["br", "gzip", "identity", "*", "zstd", "deflate"])
accepted = st.lists(st.tuples(names, weights), max_size=5, unique_by=lambda pair: pair[0])


def written(pairs):
    return ", ".join(name if weight is None else f"{name};q={weight}" for name, weight in pairs).encode()


def slow(pairs, forms):
    """Try every form: give it the weight that the header says, take the heaviest."""
    told = {name: 1.0 if weight is None else float(weight) for name, weight in pairs}

    def weight(name):
        if name in told:
            return told[name]
        if name == "identity":
            return 0.0 if told.get("*") == 0 else 0.001
        return told.get("*", 0.0)

    best = max((form for form in ("br", "gzip", "identity") if form in forms), key=weight)
    return best if weight(best) > 0 else "identity"


@given(pairs=accepted, forms=st.sets(st.sampled_from(["br", "gzip"])))
def test_the_heaviest_encoding_that_is_kept_is_sent(pairs, forms):
    kept = dict.fromkeys({*forms, "identity"})
    assert encoding.choose(encoding.order(written(pairs)), kept) == slow(pairs, kept)


@given(header=st.binary(max_size=60))
def test_no_header_of_any_bytes_breaks_the_choice(header):
    assert encoding.choose(encoding.order(header), {"identity": None}) == "identity"


@given(content=st.one_of(st.binary(max_size=200), st.text().map(lambda text: text.encode() * 20)))
def test_every_kept_form_is_smaller_and_opens_to_the_same_bytes(content):
    forms = encoding.compressed(content)
    opened = {"br": brotli.decompress, "gzip": gzip.decompress}
    for name, form in forms.items():
        assert len(form) < len(content)
        assert opened[name](form) == content
