"""run.json: what made the raw CSV, program by program. record.py writes it, the document prints it."""

import datetime
import json
import os

from report import machine, words
from report.results import BadRaw
from report.words import plain

FILE = "run.json"
TABLES = ["accuracy", "holders", "curves", "property", "labels", "similarity", "time"]
FACTS = {
    "version": "library",
    "compiler": "compiler",
    "build": "build",
    "processor": "processor",
    "cores": "cores",
    "seeds": "seeds",
    "quick": "quick run",
    "data": "data",
    "finished": "date",
}


def read(folder):
    """The programs' records by name; {} without run.json. Throws BadRaw."""
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        programs = json.loads(path.read_text(encoding="utf-8"))["programs"]
        if all(isinstance(record, dict) for record in programs.values()):
            return programs
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise BadRaw(f"{path}: not what record.py writes")


def note(folder, name, build, facts):
    """Writes down how a program ran: what made it, by the folder it was built in, and `facts`. The others' notes stay."""
    try:
        programs = read(folder)
    except BadRaw:
        programs = {}
    programs[name] = {
        "version": machine.version(),
        "compiler": machine.compiler(build),
        "processor": machine.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "finished": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        **facts,
    }
    text = json.dumps({"programs": programs}, indent=1, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def warn(page, run, quick):
    """What a reader must know before the first figure."""
    hurried = [name for name, record in run.items() if record.get("quick")]
    if hurried and len(hurried) < len(run):
        page.text(
            f"> **Partly a quick run** ({plain(words.listed(hurried))}): few seeds, little training. Those figures show"
            " that the programs work, not more."
        )
    elif hurried or quick:
        page.text("> **A quick run**: few seeds, little training. These figures show that the programs work, not more.")
    failed = [name for name, record in run.items() if record.get("exit")]
    if failed:
        page.text(
            f"> **Failed**: {plain(words.listed(failed))}. What had been measured until then stands below; the rest is"
            " missing."
        )


def text(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words.listed(map(str, value)) if isinstance(value, list) else str(value)


def lasted(seconds):
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min {seconds % 60} s"


def programs(page, run):
    """What all programs have in common as a list, what sets them apart in a table."""
    values = {fact: [text(record[fact]) if fact in record else "" for record in run.values()] for fact in FACTS}
    common = [fact for fact in FACTS if len(set(values[fact])) == 1 and values[fact][0]]
    apart = [fact for fact in FACTS if len(set(values[fact])) > 1]
    page.add(*(f"- {FACTS[fact]}: {plain(values[fact][0])}" for fact in common))
    page.table(
        ["program", "took", "result", *(FACTS[fact] for fact in apart)],
        (
            [
                plain(name),
                lasted(int(record.get("seconds", 0))),
                f"failed ({record['exit']})" if record.get("exit") else "complete",
                *(plain(values[fact][i]) for fact in apart),
            ]
            for i, (name, record) in enumerate(run.items())
        ),
    )


def how(page, run, r):
    page.heading("How it was made")
    if run:
        programs(page, run)
    else:
        page.text("Not recorded (no `run.json`).")
    unknown = [t for t in r.names("table") if t not in TABLES]
    if unknown:
        page.text(f"Tables in the raw CSV that this page does not print: {plain(words.listed(unknown))}.")
