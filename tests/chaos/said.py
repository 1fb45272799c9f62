"""What a run says at its end."""

from collections import Counter

from tests.chaos.run import Outcome


def say(outcome: Outcome) -> int:
    """The exit status: 0 where nothing was lost or doubled."""
    verdict, record = outcome.verdict, outcome.record
    print(f"\n{'fault':<40} {'works again':>12} {'last one done':>14}   (seconds after it was over)")
    for one in outcome.felt:
        print(f"{one.fault.name:<40} {_seconds(one.again):>12} {_seconds(one.last):>14}")
    print(f"\n{len(outcome.felt)} faults of {len({one.fault.kind for one in outcome.felt})} kinds, two texts that kill")
    print(f"{len(record.accepted)} submissions accepted: {_counted(verdict.states)}")
    print(f"{len(record.newest())} students marked, {len(record.marks)} marks: {verdict.stored} posts stored, "
          f"{verdict.repeated} repeated with the same timestamp and left out by the LMS")  # fmt: skip
    print(f"met by people, who tried again: {_counted(Counter(record.refused)) or 'nothing'}")
    still = sum(seconds for _, seconds in record.stood_still)
    print(f"the machine stood still for {still:.0f} s, {len(record.stood_still)} times: seconds above contain them")
    for breach in verdict.breaches:
        print(f"BREACH: {breach}")
    print(f"{len(verdict.breaches)} breaches, {outcome.seconds:.0f} seconds")
    return 1 if verdict.breaches else 0


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _counted(found: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in found.most_common())
