"""Holds the search of the reference to what it is for: words inside names, titles and texts are found. The questions are
asked of the very script that the pages run, by Node.js where it is there.

reference_search.py ROOT [HTML [unittest arguments]]: HTML is the reference as docs.reference has made it.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
HTML = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
REFERENCE = ROOT / "docs" / "reference"
NODE = shutil.which("node") or shutil.which("nodejs")
sys.dont_write_bytecode = True
sys.path.insert(0, str(REFERENCE))
import search  # noqa: E402

PAGE = """<html><head><script>var no = "word";</script></head><body>
<div class="header"><div class="title">Tune it </div></div><div class="contents"><div class="textblock"><p>Every <b>knob</b>.</p>
<h1><a class="anchor" id="tune__batches"></a>
Batches &amp; links</h1>
<table><tr><td>one</td><td>two</td></tr></table></div></div><div>Generated</div></body></html>"""
NAMES = r"""var searchData=
[
  ['a_0',['a_name',['../classa.html#1',1,'spnn::f(const T &amp;x)'],['../page_tune.html',1,'']]],
  ['it_27s_1',['it\'s',['../b.html',1,'']]]
];
"""


class Index(unittest.TestCase):
    def test_a_page_is_read_section_by_section(self):
        self.assertEqual(
            list(search.sections("page_tune.html", PAGE)),
            [
                ("Tune it", "", "page_tune.html", "Every knob."),
                ("Batches & links", "Tune it", "page_tune.html#tune__batches", "one two"),
            ],
        )

    def test_names_have_their_places(self):
        self.assertEqual(
            list(search.names(NAMES)),
            [
                ("a_name", "spnn::f(const T &x)", "classa.html#1", ""),
                ("a_name", "", "page_tune.html", ""),
                ("it's", "", "b.html", ""),
            ],
        )

    def test_a_page_that_is_read_is_listed_once(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "search").mkdir()
            (folder / "page_tune.html").write_text(PAGE)
            (folder / "classa.html").write_text(PAGE)
            (folder / "search" / "all_0.js").write_text(NAMES)
            found = search.entries(folder)
        self.assertEqual([entry[2] for entry in found].count("page_tune.html"), 1)
        self.assertEqual(len(found), 4)


@unittest.skipUnless(NODE, "needs Node.js")
class Questions(unittest.TestCase):
    ENTRIES = [
        ["Choose a protocol", "", "p.html", "What each sends and hides."],
        ["beaver_product", "spnn::share", "s.html", ""],
        ["product", "spnn", "x.html", ""],
        ["Secrets", "Guide", "g.html", "A " + "long " * 40 + "text about a Product of matrices " + "and more " * 40],
    ]

    def ask(self, *questions, entries=None):
        program = f"""const s = require({json.dumps(str(REFERENCE / "search.js"))});
            const entries = {json.dumps(entries or self.ENTRIES)};
            const all = {json.dumps(questions)}.map(q => s.find(entries, q).map(e => [e[2], s.excerpt(e[3], q)]));
            console.log(JSON.stringify(all));"""
        done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, timeout=60, check=True)
        return json.loads(done.stdout)

    def test_words_inside_names_titles_and_texts_are_found_the_closest_first(self):
        found = self.ask("product", "protocol", "duct", "hides sends", "matrices absent", " ")
        places = [[place for place, _ in each] for each in found]
        self.assertEqual(
            places, [["x.html", "s.html", "g.html"], ["p.html"], ["x.html", "s.html", "g.html"], ["p.html"], [], []]
        )

    def test_an_excerpt_shows_the_word(self):
        ((_, _, (_, excerpt)),) = self.ask("product")
        self.assertIn("Product", excerpt)
        self.assertLess(len(excerpt), 130)
        self.assertTrue(excerpt.startswith("… ") and excerpt.endswith(" …"), excerpt)

    @unittest.skipUnless(HTML, "no reference was made")
    def test_the_reference_answers_what_a_reader_asks(self):
        text = (HTML / "search" / "index.js").read_text(encoding="utf-8")
        entries = json.loads(re.fullmatch(r"reference_search\.entries = (.*);\n", text)[1])
        for question, place in {
            "product beaver": "page_guide_parts.html",
            "protocol": "page_guide_protocols.html",
            "leaks": "page_guide_protocols.html#page_guide_protocols__what_split_learning_leaks",
            "unable to connect conancenter": "page_guide_building.html#page_guide_building__conan_2",
            "one-time masks": "page_threat_model.html",
            "triple source": "share_2triple__source_8hpp.html",
        }.items():
            with self.subTest(question=question):
                (found,) = self.ask(question, entries=entries)
                self.assertTrue(any(there.startswith(place) for there, _ in found[:20]), found[:20])


@unittest.skipUnless(HTML, "no reference was made")
class Made(unittest.TestCase):
    def test_every_page_runs_the_search_and_every_place_in_its_index_exists(self):
        self.assertEqual((HTML / "search" / "search.js").read_bytes(), (REFERENCE / "search.js").read_bytes())
        for name in ("index.html", "page_guide_tuning.html", "classspnn_1_1data__error.html"):
            self.assertIn('src="search/search.js"', (HTML / name).read_text(encoding="utf-8"))
        places = {entry[2] for entry in search.entries(HTML)}
        self.assertGreater(len(places), 1000)
        missing = {place for place in places if not (HTML / place.split("#")[0]).is_file()}
        self.assertEqual(missing, set())

    def test_what_is_wider_than_the_window_scrolls_or_shrinks(self):
        style = (HTML / "style.css").read_text(encoding="utf-8")
        for wide in ("table.markdownTable", "table.directory", "div.fragment"):
            rules = "".join(body for names, body in re.findall(r"([^{}]*)\{([^}]*)\}", style) if wide in names)
            self.assertIn("overflow-x: auto", rules, wide)
        self.assertRegex(style, r"object, div\.contents img \{ max-width: 100%")


if __name__ == "__main__":
    unittest.main()
