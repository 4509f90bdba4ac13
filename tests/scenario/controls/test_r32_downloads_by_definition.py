"""R32: downloads are counted under a written definition, and how far other definitions move the count is shown."""

from tests.scenario.exposure.test_counting_downloads import hit, logs

__all__ = ["logs"]


def test_parts_robots_staff_and_the_probe_do_not_add_to_the_count_and_the_table_says_what_they_would(
    logs,
) -> None:
    parts = [hit(clock=f"27/Jun/2022:13:0{minute}:00 -0700", status=206, size=300) for minute in range(3)]
    others = [
        hit(peer="203.0.113.8", agent="ExampleBot/1.0"),
        hit(peer="192.0.2.1"),
        hit(peer="198.51.100.9"),
    ]
    logs.write("combined", *parts, hit(peer="203.0.113.2"), *others)
    found = logs.count("combined")
    assert (found["downloads"], found["addresses"]) == (2, 2)
    moved = {each["words"]: each["downloads"] for each in found["sensitivity"]}
    assert moved["every request counts"] == 4
    assert moved["every request counts, staff, probe and robots too"] == 7
    assert len(moved) >= 4
