#!/usr/bin/env python3
"""search.py HTML: gives the pages that Doxygen wrote into the folder HTML a search that also reads texts.

Doxygen's own finds names and titles by how they begin and looks into no page. This writes HTML/search/index.js, every
name, title, heading and paragraph with its place, and puts search.js beside this file in place of Doxygen's.
"""

import html
import html.parser
import json
import pathlib
import re
import shutil
import sys

HEADINGS = {"h1", "h2", "h3", "h4"}
NAME = re.compile(r"^\s*\['[^']*',\['((?:[^'\\]|\\.)*)',(.*)\]\],?$")
PLACE = re.compile(r"\['([^']*)',\d+,'((?:[^'\\]|\\.)*)'\]")


class Sections(html.parser.HTMLParser):
    """The texts of a page: (heading, anchor, text) of each section; the first has neither heading nor anchor."""

    def __init__(self):
        super().__init__()
        self.title, self.found = "", [["", "", ""]]
        self.depth, self.in_title, self.in_heading, self.skipped = 0, False, False, 0

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        classes = (given.get("class") or "").split()
        if tag == "div":
            self.in_title = "title" in classes
            if self.depth or "textblock" in classes:
                self.depth += 1
        elif tag in ("script", "style"):
            self.skipped += 1
        elif self.depth and tag in HEADINGS:
            self.in_heading = True
            self.found.append(["", "", ""])
        elif self.in_heading and tag == "a" and "anchor" in classes:
            self.found[-1][1] = given.get("id") or ""
        if tag in ("td", "th", "p", "li", "br", "div", "tr", "dd", "dt"):
            self.handle_data(" ")

    def handle_endtag(self, tag):
        if tag == "div":
            self.in_title = False
            self.depth -= bool(self.depth)
        elif tag in HEADINGS:
            self.in_heading = False
        elif tag in ("script", "style"):
            self.skipped -= 1

    def handle_data(self, data):
        if self.skipped:
            return
        if self.in_title:
            self.title += data
        elif self.in_heading:
            self.found[-1][0] += data
        elif self.depth:
            self.found[-1][2] += data


def squeezed(text):
    return " ".join(text.replace("\u200d", "").split())


def sections(name, text):
    """(title, where, address, text) of each section of a page."""
    parser = Sections()
    parser.feed(text)
    title = re.sub(r" (?:File|Namespace|Concept) Reference$", "", squeezed(parser.title))
    for heading, anchor, words in parser.found:
        if heading:
            yield squeezed(heading), title, f"{name}#{anchor}" if anchor else name, squeezed(words)
        elif squeezed(words):
            yield title, "", name, squeezed(re.sub(r"#include <[^>]*>", "", words))


def names(text):
    """(name, scope, address, "") of each name in one of Doxygen's own lists."""
    for line in text.splitlines():
        found = NAME.match(line)
        if not found:
            continue
        name = plain(found[1])
        for address, scope in PLACE.findall(found[2]):
            yield name, plain(scope), address.removeprefix("../"), ""


def plain(text):
    return squeezed(html.unescape(re.sub(r"\\(.)", r"\1", text)))


def is_read(name):
    """Pages with texts: the guide and what else stands in docs/, examples, and what a header says of itself."""
    return name == "index.html" or name.startswith("page_") or name.endswith(("_8hpp.html", "-example.html"))


def entries(folder):
    read = sorted(p for p in folder.glob("*.html") if is_read(p.name))
    found = [entry for p in read for entry in sections(p.name, p.read_text(encoding="utf-8"))]
    known = {p.name for p in read}
    for path in sorted((folder / "search").glob("all_*.js")):
        found += [entry for entry in names(path.read_text(encoding="utf-8")) if entry[2] not in known]
    return list(dict.fromkeys(found))


def main():
    folder = pathlib.Path(sys.argv[1])
    found = entries(folder)
    if not found:
        sys.exit(f"{folder}: no pages of Doxygen")
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (folder / "search" / "index.js").write_text(f"reference_search.entries = {text};\n", encoding="utf-8")
    shutil.copyfile(pathlib.Path(__file__).with_name("search.js"), folder / "search" / "search.js")


if __name__ == "__main__":
    main()
