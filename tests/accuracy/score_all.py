"""Score curator on a folder of planted faults: ``python tests/accuracy/score_all.py FOLDER``.

The folder holds train.jsonl, validation.jsonl and manifest.jsonl, the truth: after a first line ``{"meta": ...}`` one
line a fault with kind, group, file (train or valid), lines, partners and partner_file; the group "trap" marks lines
that only look wrong. A fault is found where a rule made for its kind (``--map``: kind -> rule codes or names, with
wildcards) fired on one of its lines or, for pairs, on its partner's. Traps and clean lines count as flagged at
warning or above.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

Place = tuple[str, int]
"""A file ("train" or "valid") and a line."""


@dataclass(frozen=True)
class Finding:
    """One line's share of a finding of curator's."""

    place: Place
    code: str
    name: str
    severity: str
    partners: tuple[int, ...]
    message: str

    def made_for(self, patterns: Iterable[str]) -> bool:
        return any(fnmatchcase(self.code, pattern) or fnmatchcase(self.name, pattern) for pattern in patterns)


@dataclass(frozen=True)
class Fault:
    """One planted fault, or a trap."""

    kind: str
    group: str
    places: tuple[Place, ...]
    partners: tuple[Place, ...]


@dataclass
class Score:
    """What was found and what was not."""

    faults: list[Fault]
    found: list[bool]
    any_finding: list[bool]
    clean_lines: int
    flagged_traps: list[tuple[Fault, list[Finding]]]
    flagged_clean: dict[Place, list[Finding]]


def read_manifest(path: Path) -> tuple[list[Fault], int]:
    """The faults and traps of a manifest, and how many lines the two files have together."""
    first, *rest = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    faults = []
    for entry in rest:
        places = tuple((entry["file"], line) for line in entry["lines"])
        partners = tuple((entry.get("partner_file", "train"), line) for line in entry["partners"])
        faults.append(Fault(entry["kind"], entry["group"], places, partners))
    return faults, first["meta"]["train_lines"] + first["meta"]["valid_lines"]


def run_check(folder: Path, extra: list[str]) -> list[Finding]:
    """Run ``curator check`` on the folder as a person would and read its findings."""
    command = [sys.executable, "-m", "curator", "check", str(folder / "train.jsonl")]
    command += ["--against", str(folder / "validation.jsonl"), "--format", "json", "--fail-on", "never", *extra]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"curator check ended with {done.returncode}:\n{done.stderr.decode(errors='replace')[-3000:]}")
    return read_findings(json.loads(done.stdout))


def read_findings(report: dict) -> list[Finding]:
    """The findings that stand on a line; those about a whole file are left aside."""
    return [
        Finding(
            place=("valid" if item.get("role") == "validation" else "train", item["line"]),
            code=item["rule"],
            name=item["name"],
            severity=item["severity"],
            partners=tuple(other["line"] for other in item.get("related", []) if other.get("line")),
            message=item["message"],
        )
        for item in report["findings"]
        if item["line"] is not None
    ]


def score(faults: list[Fault], lines: int, findings: list[Finding], rules: dict[str, list[str]]) -> Score:
    """Compare findings with the truth. ``rules`` maps a kind to the codes or names of the rules made for it."""
    at: dict[Place, list[Finding]] = defaultdict(list)
    loud: dict[Place, list[Finding]] = defaultdict(list)
    for finding in findings:
        at[finding.place].append(finding)
        if finding.severity in ("warning", "error"):
            loud[finding.place].append(finding)
    owned = {place for fault in faults for place in (*fault.places, *fault.partners)}
    planted = [fault for fault in faults if fault.group != "trap"]
    there = [[finding for place in (*fault.places, *fault.partners) for finding in at[place]] for fault in planted]
    matching = zip(planted, there, strict=True)
    return Score(
        faults=planted,
        found=[any(finding.made_for(rules.get(fault.kind, ())) for finding in have) for fault, have in matching],
        any_finding=[bool(have) for have in there],
        clean_lines=lines - len(owned),
        flagged_traps=[
            (fault, have)
            for fault in faults
            if fault.group == "trap" and (have := [finding for place in fault.places for finding in loud[place]])
        ],
        flagged_clean={place: have for place, have in sorted(loud.items()) if have and place not in owned},
    )


def print_kinds(result: Score) -> None:
    """Kinds with something missed, then a line for each family."""
    kinds: dict[tuple[str, str], list[tuple[Fault, bool, bool]]] = defaultdict(list)
    for fault, found, seen in zip(result.faults, result.found, result.any_finding, strict=True):
        kinds[fault.group, fault.kind].append((fault, found, seen))
    print(f"{'family':10} {'kind':28} found  missed")
    for (group, kind), all_of_it in sorted(kinds.items()):
        missed = [f"{fault.places[0][1]}{'' if seen else ' (silent)'}" for fault, found, seen in all_of_it if not found]
        where = ", ".join(missed)
        print(f"{group:10} {kind:28} {len(all_of_it) - len(missed)}/{len(all_of_it)}    {where}")
    print()
    families = Counter(fault.group for fault in result.faults)
    found_in = Counter(fault.group for fault, found in zip(result.faults, result.found, strict=True) if found)
    for group, count in sorted(families.items()):
        print(f"{group:10} {found_in[group]:4} of {count:4}   {found_in[group] / count:.3f}")
    total = sum(result.found)
    print(f"{'recall':10} {total:4} of {len(result.faults):4}   {total / max(1, len(result.faults)):.3f}\n")


def print_false_alarms(result: Score, traps: int, shown: int) -> None:
    """Traps and clean lines flagged at warning or above, with the rules that did it."""
    print(f"traps flagged at warning or above: {len(result.flagged_traps)} of {traps}")
    for fault, findings in result.flagged_traps:
        print(f"  {fault.kind} {_place(fault.places[0])}: {'; '.join(_said(finding) for finding in findings)}")
    flagged = len(result.flagged_clean)
    share = flagged / max(1, result.clean_lines)
    print(f"clean lines flagged at warning or above: {flagged} of {result.clean_lines} ({share:.2%})")
    for name, count in Counter(f.name for have in result.flagged_clean.values() for f in have).most_common():
        print(f"  {count:4}  {name}")
    for place, findings in list(result.flagged_clean.items())[:shown]:
        print(f"  {_place(place)}: {'; '.join(_said(finding) for finding in findings)}")
    if flagged > shown:
        print(f"  and {flagged - shown} more (--show)")


def _place(place: Place) -> str:
    return f"{place[0]} line {place[1]}"


def _said(finding: Finding) -> str:
    partners = f" with {', '.join(map(str, finding.partners))}" if finding.partners else ""
    return f"{finding.name}{partners} ({finding.message[:70]!a})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--map", type=Path, default=Path(__file__).parent / "kinds.json")
    parser.add_argument("--findings", type=Path, help="a saved report of curator check, in place of running it")
    parser.add_argument("--show", type=int, default=20, help="flagged clean lines to print (default 20)")
    asked, extra = parser.parse_known_args()
    rules = json.loads(asked.map.read_text(encoding="utf-8"))
    faults, lines = read_manifest(asked.folder / "manifest.jsonl")
    unmapped = sorted({fault.kind for fault in faults if fault.group != "trap"} - rules.keys())
    if unmapped:
        print("not in the map, so never found:", ", ".join(unmapped))
    findings = (
        read_findings(json.loads(asked.findings.read_bytes())) if asked.findings else run_check(asked.folder, extra)
    )
    result = score(faults, lines, findings, rules)
    print_kinds(result)
    print_false_alarms(result, sum(fault.group == "trap" for fault in faults), asked.show)


if __name__ == "__main__":
    main()
