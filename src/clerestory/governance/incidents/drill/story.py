"""The two days moment by moment, 2022 beside now; played by style alone, for those who want to watch.

Without motion, and before anybody presses Play, everything stands there. While it plays, each moment is shown alone and
for the same time, however far apart they were; the line of the present and the hours that add up jump with them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape

from clerestory.governance.incidents.drill.lanes import LEFT, NARROW, place
from clerestory.governance.incidents.drill.scenario import BEATS, DOWN_IN_2022, LIVE, Happened, Run, Step

SECONDS = 4  # for each moment
STYLE = """
.stage .head{display:none}
.beats{list-style:none;padding:0!important;margin:1.25rem 0 0;display:grid;gap:.5rem}
.beats li{display:grid;grid-template-columns:4.2rem 1fr 1fr;gap:.35rem 1.25rem;padding:.75rem .9rem;border-radius:8px;border:1px solid var(--line);margin:0!important}
.beats time{font-weight:650;font-variant-numeric:tabular-nums}.beats p{margin:0}.beats p+p{margin-top:.35rem}.beats b{display:block;font-size:.875rem;color:var(--ink2);font-weight:600}
.beats .then{border-left:3px solid var(--open);padding-left:.75rem}.beats .now{border-left:3px solid var(--safe);padding-left:.75rem}
.beats .auto::before{content:"";display:inline-block;width:.65rem;height:.65rem;border-radius:2px;background:var(--link);margin-right:.45rem}
.play{display:inline-flex;align-items:center;gap:.6rem;min-height:2.75rem;padding:.2rem 1.2rem;margin-top:1rem;border-radius:4px;background:var(--link);color:var(--paper);font-weight:650;cursor:pointer}
.play .off,.sums{display:none}.play svg{width:1rem;height:1rem;fill:currentColor}#play:focus-visible+.play{outline:3px solid var(--focus);outline-offset:2px}
#play:checked+.play .on{display:none}#play:checked+.play .off{display:inline}#play:checked~.stage .head{display:block}
.head path{stroke:var(--ink);stroke-width:2}.head .cover{fill:var(--paper)}
#play:checked~.stage .sums{display:grid}.sums{grid-template-columns:1fr 1fr;gap:1rem;margin:.75rem 0 0;font-size:1rem}.sums div{border-top:2px solid var(--edge);padding-top:.3rem}
.sums b{display:block;font-size:2rem;font-weight:650;line-height:1.2}.sums b::after{content:counter(hours) " h " counter(minutes,decimal-leading-zero) " min"}
@property --then{syntax:"<integer>";inherits:true;initial-value:0}@property --now{syntax:"<integer>";inherits:true;initial-value:0}@property --hours{syntax:"<integer>";inherits:true;initial-value:0}
.sums .a b{--hours:calc((var(--then) - 29.5)/60);counter-reset:hours var(--hours) minutes calc(var(--then) - 60*var(--hours))}
.sums .b b{--hours:calc((var(--now) - 29.5)/60);counter-reset:hours var(--hours) minutes calc(var(--now) - 60*var(--hours))}
#play:checked~.stage .beats li{grid-area:1/1;background:var(--sunwash);align-content:start}
@keyframes beat{from{opacity:0}5%{opacity:1}95%{opacity:1}to{opacity:0}}@keyframes last{from{opacity:0}5%{opacity:1}to{opacity:1}}
@media(max-width:40rem){.sums b{font-size:1.5rem}.beats li{grid-template-columns:1fr 1fr}.beats time{grid-column:1/-1}}
@media(prefers-reduced-motion:reduce){.play,#play{display:none}}
@media print{.play{display:none}.beats li{break-inside:avoid}}
"""
PLAY = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1.5v13l11-6.5z"/></svg>'


def story(run: Run, lanes: str) -> str:
    """The stage: the button, the hours that add up, the lanes, the moments."""
    moments = "".join(_moment(number, run) for number in range(len(BEATS)))
    return (
        f'<input class="vh" type="checkbox" id="play"><label class="play" for="play">{PLAY}<span class="on">Play the two days</span>'
        '<span class="off">Stop, show everything</span></label>'
        f'<div class="stage">{_sums()}{lanes}<ol class="beats">{moments}</ol></div>'
    )


def style(run: Run) -> str:
    """The rules of this run: where the line of the present is at each moment, and what adds up until then."""
    whole = len(BEATS) * SECONDS
    each = (
        f"#play:checked~.stage .beats li{{animation:beat {SECONDS}s linear both;animation-delay:calc(var(--n)*{SECONDS}s)}}"
        "#play:checked~.stage .beats li:last-child{animation-name:last}"
    )
    heads = (
        f"#play:checked~.stage .wide .head{{animation:wide {whole}s linear both}}"
        f"#play:checked~.stage .narrow .head{{animation:narrow {whole}s linear both}}"
        f"#play:checked~.stage .sums{{animation:sums {whole}s linear both}}"
    )
    wide = _frames("wide", [f"transform:translateX({place(at) - LEFT:.1f}px)" for at in _ends()])
    narrow = _frames(
        "narrow", [f"transform:translateX({place(at, *NARROW) - NARROW[0]:.1f}px)" for at in _ends()]
    )
    sums = _frames(
        "sums", [f"--then:{_minutes(_then(at))};--now:{_minutes(_now(run, at))}" for at in _ends()]
    )
    return f"{STYLE}{each}{heads}{wide}{narrow}{sums}"


def _ends() -> list[datetime]:
    return [beat.at for beat in BEATS]


def _frames(name: str, values: Sequence[str]) -> str:
    """Each value is held for most of its moment, then the next one comes."""
    share = 100 / len(values)
    steps = "".join(
        f"{number * share:.2f}%,{(number + 0.7) * share:.2f}%{{{value}}}"
        for number, value in enumerate(values)
    )
    return f"@keyframes {name}{{{steps}100%{{{values[-1]}}}}}"


def _then(at: datetime) -> timedelta:
    return min(at, DOWN_IN_2022) - LIVE


def _now(run: Run, at: datetime) -> timedelta:
    """For how long, until then, with the first gate off."""
    return sum((max(timedelta(), min(at, each.ends) - each.begins) for each in run.reach), timedelta())


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _sums() -> str:
    return (
        '<div class="sums" aria-hidden="true"><div class="a">Reachable in 2022, so far<b></b></div>'
        '<div class="b">Now, first gate off, so far<b></b></div></div>'
    )


def _moment(number: int, run: Run) -> str:
    beat = BEATS[number]
    now = "".join(
        f"<p{' class=auto' if each.by_machine else ''}>{escape(each.words)}</p>"
        for each in _lines(number, run)
    )
    return (
        f'<li style="--n:{number}"><time>{beat.at:%H:%M}</time><div class="then"><b>2022</b><p>{escape(beat.in_2022)}</p></div>'
        f'<div class="now"><b>Now</b>{now}</div></li>'
    )


def _lines(number: int, run: Run) -> Iterator[Happened]:
    """What happened in this moment; where nothing had to, that is said."""
    begins = BEATS[number].at
    ends = BEATS[number + 1].at if number + 1 < len(BEATS) else None
    found = [each for each in run.line if each.at >= begins and (ends is None or each.at < ends)]
    yield from found
    if not found and run.reach:
        down = run.reach[-1].ends
        words = (
            f"Nothing is left to do: it is down since {down:%H:%M}."
            if down <= begins
            else "The same as then."
        )
        yield Happened(begins, words)
    if number + 1 == len(BEATS):
        taken = next((each.now for each in run.results if each.milestone.step is Step.HARMLESS), "")
        yield Happened(begins, f"Harmless pages taken along: {taken}.")
