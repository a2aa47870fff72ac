"""The document while it is written: Markdown lines, and the plots that go with them."""

import pathlib
import re

from report import plots, words


class Page:
    """NAME.md in the folder `out`; plots and raw CSV stand in the folder NAME beside it."""

    def __init__(self, out, name="evaluation"):
        self.path = pathlib.Path(out) / f"{name}.md"
        self.folder = pathlib.Path(out) / name
        self.draws = plots.available()
        self.lines = []

    def add(self, *lines):
        self.lines += [*lines, ""]

    def heading(self, text, level=2):
        self.add(f"{'#' * level} {text}")

    def text(self, *paragraphs):
        for paragraph in paragraphs:
            self.add(paragraph)

    def opens(self, r, title, text, table, level=2):
        """The beginning of what is said of a table; False when there is none, which it then says."""
        self.heading(title, level)
        self.text(text if r.has(table) else f"{text}\n\nNot run.")
        self.fixed(r, table)
        return r.has(table)

    def table(self, headers, rows):
        line = "| {} |".format
        self.add(
            line(" | ".join(headers)),
            line(" | ".join("---" for _ in headers)),
            *(line(" | ".join(row)) for row in rows),
        )

    def fixed(self, r, table, only=None):
        """What the programs say stays fixed in a table, for all its data or for one."""
        for (of, data), texts in r.fixed.items():
            if of == table and only in (None, data):
                whose = f" ({words.plain(data)})" if data and only is None else ""
                self.add(f"Fixed{whose}: {'; '.join(map(words.plain, texts))}.")

    def shows(self, sentences):
        """What it shows: sentences that were computed."""
        sentences = list(sentences)
        if sentences:
            self.add("**What it shows**", "", *(f"- {s}" for s in sentences))

    def plot(self, chart):
        if not self.draws or not any(s.points for s in chart.series):
            return
        plots.draw(chart, self.folder)
        image = f"{self.folder.name}/{chart.name}"
        self.add(f"![{chart.title}]({image}.svg) ([PNG]({image}.png))")

    def forget_plots(self):
        """Removes the plots that the document of an earlier run shows."""
        if self.path.is_file():
            text = self.path.read_text(encoding="utf-8")
            shown = re.findall(rf"\]\({self.folder.name}/([a-z0-9_]+\.(?:svg|png))\)", text)
            for name in shown:
                (self.folder / name).unlink(missing_ok=True)

    def write(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(self.lines).rstrip("\n") + "\n"
        self.path.write_text(text, encoding="utf-8")
