"""Holds the pages to the code: the messages in docs/guide/troubleshooting.md are those of the library and its examples,
every link of README.md, docs/ and docs/guide/ leads somewhere, and their commands need no sudo.

A message stands in backquotes in a heading of level 3, with "…" for what varies; every fixed fragment of 8 characters
or more must occur in a string literal below include/ or examples/.

quoted_messages.py ROOT [unittest arguments]
"""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
PAGE = ROOT / "docs" / "guide" / "troubleshooting.md"
SHORTEST = 8

# Comments and character literals are read so that a quote in them does not open a string.
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      |  R"(?P<mark>[^(\s]*)\((?P<raw>.*?)\)(?P=mark)"
      |  "(?P<string>(?:[^"\\\n]|\\.)*)"
      |  (?P<char>(?<![0-9a-zA-Z_])'(?:[^'\\\n]|\\.)+')
      |  (?P<gap>[\s,+]+)
      |  (?P<other>.)""",
    re.S | re.X,
)
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


def literals(source):
    """The string literals of a C++ source; literals with nothing between them but blanks, commas or + are one."""
    found, open_now = [], False
    for token in TOKEN.finditer(source):
        if token["comment"] is not None or token["gap"] is not None:
            continue
        text = token["raw"] if token["raw"] is not None else token["string"]
        if text is None:
            open_now = False
            continue
        if token["raw"] is None:
            text = re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[0]), text)
        if open_now:
            found[-1] += text
        else:
            found.append(text)
        open_now = True
    return found


def prose(page):
    """A page without its blocks of code."""
    return re.sub(r"^(```+).*?^\1$", "", page.read_text(), flags=re.S | re.M)


def anchors(page):
    """What #... can stand for in a page: its headings as GitHub makes names of them."""
    names = {}
    for heading in re.findall(r"^#{1,6} +(.*?)(?: +#+)?$", prose(page), re.M):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        repeated = names.get(name, -1) + 1
        names[name] = repeated
        yield f"{name}-{repeated}" if repeated else name


class Pages(unittest.TestCase):
    def test_every_quoted_message_is_one_of_the_code(self):
        known = [
            text
            for folder in ("include", "examples")
            for file in sorted((ROOT / folder).rglob("*.[chi]*"))
            if file.suffix in (".hpp", ".cpp", ".inl")
            for text in literals(file.read_text())
        ]
        headings = re.findall(r"^### +(.*)$", prose(PAGE), re.M)
        self.assertGreater(len(headings), 30)
        for heading in headings:
            messages = re.findall(r"`([^`]+)`", heading)
            self.assertTrue(messages, f"no message in backquotes: {heading}")
            for message in messages:
                fragments = [f for f in map(str.strip, message.split("…")) if len(f) >= SHORTEST]
                self.assertTrue(fragments, f"nothing to look for: {message}")
                for fragment in fragments:
                    with self.subTest(message=message):
                        self.assertTrue(any(fragment in text for text in known), f"no literal has: {fragment}")

    def test_every_link_leads_somewhere(self):
        pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/guide").glob("*.md"))]
        self.assertIn(PAGE, pages)
        links = 0
        for page in pages:
            text = re.sub(r"`[^`\n]*`", "", prose(page))
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                if re.match(r"[a-z]+:", target):
                    continue
                links += 1
                with self.subTest(page=page.relative_to(ROOT), link=target):
                    path, _, anchor = target.partition("#")
                    file = (page.parent / path).resolve() if path else page
                    self.assertTrue(file.exists(), "no such file")
                    self.assertTrue(file == ROOT or ROOT in file.parents, "outside the repository")
                    if anchor:
                        self.assertIn(anchor, list(anchors(file)))
        self.assertGreater(links, 30)

    def test_commands_run_as_root_where_there_is_no_sudo(self):
        pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/guide").glob("*.md"))]
        for page in pages:
            for block in re.findall(r"^ *```sh\n(.*?)^ *```", page.read_text(), re.S | re.M):
                with self.subTest(page=page.relative_to(ROOT)):
                    self.assertNotRegex(block, r"\bsudo\b")

    def test_literals_are_found_as_the_compiler_joins_them(self):
        source = 'f("one " "two", "three" + g, \'"\', 1\'000, "it\\"s"); // "no"\n/* "nor" */ R"x(raw "q")x" "no more";'
        self.assertEqual(literals(source), ["one twothree", 'it"s', 'raw "q"no more'])


if __name__ == "__main__":
    unittest.main()
