"""R07: the rehearsal of a build is served by the very server of production, and asked as a stranger would."""

from clerestory.acts import gate, rehearsal, visit


def test_the_rehearsal_starts_the_command_that_serves_production():
    import inspect

    told = inspect.getsource(gate._rehearsal)
    assert "publish.publish(" in told, "published by the same act"
    assert "served(" in told
    assert '"serve"' in inspect.getsource(rehearsal.served)


def test_the_stranger_asks_in_every_encoding_and_for_what_must_not_be_there(portal):
    *_, (_, heads) = visit.responses(f"http://127.0.0.1:{portal.port}/", ["ccw/index.html"])
    asked = [line for line in heads.decode().splitlines() if line.startswith(("GET ", "POST "))]
    assert sum("/ccw/index.html" in label for label in asked) >= len(visit.ENCODINGS)
    assert not [label for label in asked if "vault" in label and label.endswith(" 200")]
