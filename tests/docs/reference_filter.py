"""Small inputs through docs/reference/filter.py, and small trees through Doxygen.

reference_filter.py ROOT DOXYGEN [unittest arguments]     DOXYGEN may be empty: then what needs it is skipped
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
DOXYGEN = sys.argv.pop(1)
REFERENCE = ROOT / "docs" / "reference"
sys.dont_write_bytecode = True
sys.path.insert(0, str(REFERENCE))
import filter as reference  # noqa: E402

OPENING = """\
// room/x.hpp: what it is. More of it,
// <angled> and #hashed.
//
//   x.f(a)   what f does
//   last     \\verbatim words

#pragma once

#include <vector>

namespace SPNN_NAMESPACE::room {
"""
CLOSING = "\n}  // namespace SPNN_NAMESPACE::room\n"


def header(body, opening=OPENING, path="room/x.hpp", root=None):
    return reference.Header(path, opening + textwrap.dedent(body) + CLOSING, root)


def squeezed(text):
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


class comments_become_documentation(unittest.TestCase):
    def lines(self, body, **more):
        """What the filter makes of the body, without empty lines and double blanks."""
        h = header(body, **more)
        text = h.filtered()
        self.assertEqual(text.count("\n"), h.source.text.count("\n"), "every line stays where it was")
        lines = squeezed(text)
        return lines[lines.index("namespace spnn::room {") + 1:-1]

    def test_the_opening_comment_is_the_page_of_the_file(self):
        text = header("").filtered().split("\n")
        self.assertEqual(text[:5], [
            "/** \\file room/x.hpp \\ilinebr What it is. More of it,",
            "&lt;angled&gt; and \\#hashed.",
            "",
            "\\verbatim x.f(a)   what f does",
            "last     \\verbatim words \\endverbatim */",
        ])

    def test_a_comment_directly_above_a_declaration(self):
        self.assertEqual(self.lines("""
            // The sum, T_j <= 3 * x.
            // Two lines.
            int f(int a);
        """), ["/** The sum, T_j &lt;= 3 \\* x.", "Two lines. */", "int f(int a);"])

    def test_a_comment_with_an_empty_line_below_it_belongs_to_nobody(self):
        lines = self.lines("""
            // Not of g.

            int g(int a);
        """)
        self.assertEqual(lines, ["int g(int a);"])

    def test_a_comment_behind_a_member_and_the_lines_that_go_on_below_it(self):
        self.assertEqual(self.lines("""
            // S.
            struct s {
                int a;  // first
                        // of two
                int b;
            };
        """), ["/** S. */", "struct s {", "int a; /**< first", "of two */", "int b;", "};"])

    def test_enumerators_have_comments_of_their_own_or_stand_on_the_line_of_the_enumeration(self):
        self.assertEqual(self.lines("""
            // How.
            enum class how {
                soft,  // gently
                hard,
            };
            // Which.
            enum class which { left, right = 7 };
        """), ["/** How. */", "enum class how {", "soft, /**< gently */", "hard,", "};",
               "/** Which. */", "enum class which { /** Which. */ left, /** Which. */ right = 7 };"])

    def test_members_without_an_empty_line_between_them_share_a_comment(self):
        self.assertEqual(self.lines("""
            // Both.
            int f();
            int g();

            int h();
        """), ["/** Both. */", "int f();", "/** Both. */ int g();", "int h();"])

    def test_a_comment_behind_a_member_is_not_shared(self):
        self.assertEqual([n for _, n in header("// S.\nstruct s {\n    int a;  // one\n    int b;\n};\n").undocumented()],
                         ["spnn::room::s::b"])

    def test_overloads_share_a_comment(self):
        self.assertEqual(self.lines("""
            // All of it.
            int all(int& x);

            int all(const int& x);
        """)[-1], "/** All of it. */ int all(const int& x);")

    def test_several_names_in_one_declaration_are_documented_apart(self):
        self.assertEqual(self.lines("""
            // S.
            //
            //   a   the first
            //   b   the second
            struct s {
                std::pair<int, int> a = {1, 2}, b;
            };
        """, opening=OPENING.replace("x.f(a)   ", "a   ").replace("last  ", "b     "))[-2],
            "/** What f does. */ std::pair<int, int> a = {1, 2}; /** \\\\verbatim words. */ std::pair<int, int> b;")

    def test_a_row_of_the_opening_comment_documents_what_it_names(self):
        self.assertIn("/** What f does. */ int f(int a);", self.lines("int f(int a);"))

    def test_what_has_the_name_of_the_header_takes_its_opening_comment(self):
        (line,) = [line for line in self.lines("class x {\n    int hidden;\n};\n") if "class x" in line]
        self.assertTrue(line.startswith("/** What it is. More of it, \\ilinebr &lt;angled&gt;"), line)

    def test_code_in_backquotes_stays_code(self):
        self.assertEqual(self.lines("// Gives `a<b>` or a<b>.\nint g;\n")[0], "/** Gives `a<b>` or a&lt;b&gt;. */")

    def test_names_and_formulas_get_no_capital(self):
        self.assertEqual([reference.capital(w) for w in ("what it is", "y = x W", "a b", "a layer of", "aT b", "for x")],
                         ["What it is", "y = x W", "a b", "A layer of", "aT b", "For x"])


class what_is_left_out(unittest.TestCase):
    lines = comments_become_documentation.lines

    def test_bodies_and_what_initialises_members(self):
        self.assertEqual(self.lines("""
            // S.
            class s {
            public:
                // Made of a.
                explicit s(int a) : a_{a}, b_(f([] { return 1; })) {
                    // Why.
                    if (a > 0) g();
                }
                // The sum.
                int sum() const { return a_ + b_; }

            private:
                // Hidden.
                int a_;
                int b_;
            };
        """), ["/** S. */", "class s {", "public:", "/** Made of a. */", "explicit s(int a) {", "}", "/** The sum. */",
               "int sum() const {}", "private:", "};"])

    def test_namespaces_detail_and_what_is_asserted(self):
        self.assertEqual(self.lines("""
            namespace detail {
            int hidden();
            }
            static_assert(sizeof(int) == 4, "words; of { four }");
            // Seen.
            int seen();
        """), ["/** Seen. */", "int seen();"])

    def test_special_members_that_say_nothing(self):
        self.assertEqual(self.lines("""
            // S.
            class s {
            public:
                s() = default;
                s(const s&) = delete;
                s(s&&) noexcept = default;
                s& operator=(s&& other) noexcept { return *this; }
                ~s() { f(); }
                friend bool operator==(const s&, const s&) = default;
                auto begin() const { return 1; }
                auto end() const { return 2; }
            };
        """), ["/** S. */", "class s {", "public:", "};"])

    def test_a_special_member_with_a_comment_stays(self):
        self.assertIn("s(const s&) = delete; /**< the parts refer to it */", self.lines("""
            // S.
            class s {
            public:
                s(const s&) = delete;  // the parts refer to it
            };
        """))

    def test_end_that_is_no_iterator_stays(self):
        self.assertEqual([n for _, n in header("// S.\nstruct s {\n    void end();\n};\n").undocumented()],
                         ["spnn::room::s::end"])

    def test_macros_without_a_comment(self):
        h = reference.Header("v.hpp", "// v.hpp: v.\n\n// The number.\n#define A 1\n\n#define B \\\n    2\n")
        self.assertEqual(squeezed(h.filtered()), ["/** \\file v.hpp \\ilinebr v. */", "/** The number. */", "#define A 1"])


class cpp_is_read_rightly(unittest.TestCase):
    def names(self, body):
        return [n.removeprefix("spnn::room::") for _, n in header(body).undocumented()]

    def test_names_of_declarations(self):
        self.assertEqual(self.names("""
            using words = std::vector<std::string>;
            template <class T, std::size_t N = (1 > 0)>
                requires(!std::same_as<T, int>) && some<T>
            [[nodiscard]] constexpr auto apply(T x, int (*g)(int) = nullptr) noexcept(true) -> T;
            inline constexpr std::size_t many = std::size_t{1} << 20;
            template <class T>
            concept Big = requires(T t) {
                { t.f() } -> std::same_as<int>;
            };
            __extension__ typedef unsigned __int128 wide;
            const char* text = "// no comment; no { brace";
            char quote = '"';
            int grouped = 10'000;
            struct point : base<int, 2> {
                int x{};
                friend point operator+(point a, point b) { return a; }
            };
            enum { unnamed };
        """)[:11], ["words", "apply", "many", "wide", "text", "quote", "grouped", "point", "point::x", "point::operator+", ""])

    def test_a_concept_takes_the_opening_comment(self):
        self.assertEqual(self.names("template <class T>\nconcept Big = true;\n"), [])

    def test_a_member_defined_behind_its_class_needs_no_second_comment(self):
        self.assertEqual(self.names("template <class T>\nint s<T>::f() {\n    return 1;\n}\n"), [])

    def test_raw_strings_and_lines_that_go_on(self):
        self.assertEqual(self.names('const char* a = R"(\n" // { )";\nint b;\n'), ["a", "b"])

    def test_unbalanced_brackets_are_no_silent_loss(self):
        with self.assertRaises((ValueError, IndexError)):
            header("int f( { ;\n")


class concepts(unittest.TestCase):
    def test_every_promised_name_is_one_that_the_concept_names(self):
        for concept, (room, file, names) in reference.CONCEPTS.items():
            text = (ROOT / "include" / "spnn" / file).read_text()
            opening = re.match(r"(?://.*\n)*", text).group()
            definitions = "".join(re.findall(r"concept \w+ =.*?;\n", re.sub(r"\{[^{}]*\}[^;]*;", lambda m: m.group().replace(
                ";\n", " "), text), re.S)) + text[text.index(f"concept {concept}"):]
            for name in names.split():
                self.assertRegex(opening + definitions, rf"\b{name}\b", f"{file} does not name {name}")
            self.assertIn(f"namespace {room.replace('spnn', 'SPNN_NAMESPACE', 1)} {{", text)

    def test_every_concept_of_the_library_is_known_or_only_helps_one(self):
        helpers = {"HasHolderPart", "HasServerPart", "HasDealerPart", "SaysItsMessages", "NamesItself", "Scalar", "LayerOver", "LossOver", "OptimizerOver", "EngineOver", "KindOver"}
        found = set()
        for path in (ROOT / "include" / "spnn").rglob("*.hpp"):
            if "detail" not in path.parts:
                text = re.sub(r"namespace [\w:]*detail \{.*?\n\}  // namespace", "", path.read_text(), flags=re.S)
                found.update(re.findall(r"^concept (\w+)", text, re.M))
        self.assertEqual(found - helpers, set(reference.CONCEPTS))

    def test_a_model_refers_to_the_concept(self):
        body = ("struct tube {\n    void send(int);\n    void shut();\n};\nstatic_assert(Transport<tube>);\n"
                "// Another.\nstruct other {\n    void send(int);\n};\n")
        h = header(body)
        self.assertIn('/** As the concept \\ref spnn::net::Transport "Transport" says (net/transport.hpp). */ void send(int);',
                      squeezed(h.filtered()))
        self.assertEqual([n for _, n in h.undocumented()],
                         ["spnn::room::tube", "spnn::room::tube::shut", "spnn::room::other::send"])

    def test_what_is_asserted_not_to_be_a_model_is_none(self):
        self.assertEqual(header("static_assert(!Transport<tube>);\n").concepts, [])

    def test_a_model_that_the_concepts_header_names_needs_no_assertion(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "nn").mkdir()
            (root / "nn" / "layer.hpp").write_text(
                "// nn/layer.hpp: layers.\n//\n// Models: nn/more/*.hpp, thin (room/x.hpp).\n")
            body = "// T.\nstruct thin {\n    void forward();\n};\n"
            self.assertEqual(header(body, root=root).undocumented(), [])
            self.assertEqual(len(header(body.replace("thin", "fat"), root=root).undocumented()), 1)
            self.assertEqual(len(header(body).undocumented()), 1)

    def test_a_member_that_demands_a_concept_itself_refers_to_it(self):
        body = "// W.\ntemplate <class T>\nstruct w {\n    int cutter() const\n        requires CuttableTransport<T>;\n};\n"
        self.assertEqual(header(body).undocumented(), [])


class pages(unittest.TestCase):
    def test_anchors_are_those_of_github(self):
        lines = ["# A page", "## `Code`, and: more", "```", "# no heading", "```", "## Twice", "## Twice"]
        self.assertEqual(reference.slugs(lines), {0: "a-page", 1: "code-and-more", 5: "twice", 6: "twice-1"})

    def test_links_between_pages_become_references(self):
        text = "# A\n[b](b.md) [there](b.md#some-part) [here](#a) [web](https://a.b) [up](../../README.md) [c](../../x.hpp)\n"
        self.assertEqual(reference.page("/r/docs/guide/a.md", text).split("\n")[1],
                         "[b](@ref page_guide_b) [there](@ref page_guide_b__some_part) [here](@ref page_guide_a__a) "
                         "[web](https://a.b) [up](@ref index) c")

    def test_code_stays_as_it_is_and_commands_are_escaped(self):
        text = "# A\n`@a` @b\n```\n@c [d](d.md)\n```\n"
        self.assertEqual(reference.page("/r/docs/a.md", text).split("\n")[1:4], ["`@a` \\@b", "```", "@c [d](d.md)"])

    def test_code_in_headings_is_plain(self):
        self.assertEqual(reference.page("/r/docs/a.md", "# A\n### `one …` `two`\n").split("\n")[1],
                         "### one … / two {#page_a__one__two}")

    def test_headers_and_concepts_become_links(self):
        text = reference.page("/r/docs/a.md", "# A\n`Ring` `core/ring.hpp` `core/none.hpp`\n", ROOT / "include" / "spnn")
        self.assertEqual(text.split("\n")[1], '\\ref spnn::Ring "Ring" \\ref core/ring.hpp "core/ring.hpp" `core/none.hpp`')

    def test_an_example_is_its_opening_comment(self):
        self.assertEqual(reference.example("01_a.cpp", "// What it <shows>.\n// More.\n\n// Not this.\nint main() {}\n"),
                         "/** \\example 01_a.cpp\n\\details What it &lt;shows&gt;.\nMore.\n*/\n")


class the_library(unittest.TestCase):
    def test_every_public_name_is_documented_and_no_line_moves(self):
        include = ROOT / "include" / "spnn"
        missing = []
        for path in sorted(include.rglob("*.hpp")):
            name = path.relative_to(include).as_posix()
            if "detail" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            h = reference.Header(name, text, include)
            self.assertEqual(h.filtered().count("\n"), text.count("\n"), name)
            missing += [f"{name}:{line}: {what}" for line, what in h.undocumented()]
        self.assertEqual(missing, [])


@unittest.skipUnless(DOXYGEN, "needs Doxygen")
class with_doxygen(unittest.TestCase):
    GOOD = OPENING + textwrap.dedent("""
        // A thing.
        class thing {
        public:
            // Twice a.
            int twice(int a) const { return 2 * a; }
        };
    """) + CLOSING
    NAMESPACES = "/** \\namespace spnn All. */\n/** \\namespace spnn::room One. */\n"

    def make(self, text):
        """Doxygen's exit status, what it said, and its pages by name."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            (root / "include" / "spnn" / "room").mkdir(parents=True)
            (root / "include" / "spnn" / "room" / "x.hpp").write_text(text)
            (root / "docs").mkdir()
            (root / "docs" / "reference").symlink_to(REFERENCE)
            (root / "examples").mkdir()
            (root / "names.dox").write_text(self.NAMESPACES)
            (root / "first.md").write_text("# First\n\nSee room/x.hpp.\n")
            wanted = f'"{root}/include/spnn" "{root}/names.dox" "{root}/first.md"'
            values = {"PROJECT_VERSION": "1", "PROJECT_DESCRIPTION": "d", "SPNN_DOCS_ROOT": str(root),
                      "SPNN_DOCS_PYTHON": sys.executable, "SPNN_DOCS_INPUT": wanted}
            config = re.sub(r"@(\w+)@", lambda m: values[m.group(1)], (REFERENCE / "Doxyfile.in").read_text())
            config = config.replace(f"{root}/docs/reference/index.md", f"{root}/first.md")
            (root / "Doxyfile").write_text(config)
            run = subprocess.run([DOXYGEN, str(root / "Doxyfile")], env={**os.environ, "SPNN_DOCS_OUTPUT": str(root / "out")},
                                 capture_output=True, text=True, timeout=120)
            html = {p.name: p.read_text(encoding="utf-8") for p in (root / "out" / "html").glob("*.html")}
            return run.returncode, run.stdout + run.stderr, html

    def test_a_documented_header_makes_pages(self):
        status, said, html = self.make(self.GOOD)
        self.assertEqual(status, 0, said)
        self.assertIn("Twice a.", html["classspnn_1_1room_1_1thing.html"])
        self.assertIn("&lt;angled&gt; and #hashed.", html["x_8hpp.html"])
        self.assertIn(">x.f(a)   what f does\nlast     \\verbatim words", html["x_8hpp.html"])

    def test_a_class_that_takes_the_opening_comment_shows_it_whole(self):
        status, said, html = self.make(self.GOOD.replace("// A thing.\n", "").replace("class thing", "class x"))
        self.assertEqual(status, 0, said)
        self.assertIn("> x.f(a)   what f does \n last     \\verbatim words", html["classspnn_1_1room_1_1x.html"])

    def test_an_undocumented_member_is_a_failure_that_names_it(self):
        status, said, _ = self.make(self.GOOD.replace("    // Twice a.\n", ""))
        self.assertNotEqual(status, 0)
        self.assertIn("twice", said)

    def test_an_undocumented_function_is_a_failure_that_names_it(self):
        status, said, _ = self.make(self.GOOD.replace(CLOSING, "\nint lonely(int a);\n" + CLOSING))
        self.assertNotEqual(status, 0)
        self.assertIn("lonely", said)


if __name__ == "__main__":
    unittest.main()
