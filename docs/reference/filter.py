"""Turns what the house writes into what Doxygen reads, on standard output, with every line where it was.

filter.py FILE

A header (.hpp): its opening comment becomes the page of the file; a // comment directly above a declaration of a namespace
or a class becomes its documentation, a comment behind a member the documentation of that member. Where there is none:

- overloads, and members that follow each other without an empty line, share the comment above the first of them;
- a row "name   words", indented in the comment of the class or of the header, is the documentation of that name;
- a class, alias or function that has the header's name, and a concept, take the header's opening comment;
- what a concept demands of its models is documented at the concept: members that a concept of CONCEPTS names refer to it, in
  classes that the header asserts to be models, or that the concept's header lists under "Models:".

Left out are bodies of functions, private members, namespaces `detail`, static_asserts, the inline namespace of the baseline,
macros without a comment, and special members without one (copies, moves, destructors, comparisons, begin and end, what is
deleted). Anything else without a comment is left to Doxygen to complain about.

An example (.cpp) becomes a page of that example. A Markdown page (.md) gets anchors as GitHub makes them.
"""

import bisect
import fnmatch
import os
import pathlib
import re
import sys

# What each concept demands, by the names that its definition or the opening comment of its header names. A concept that
# refines another is listed with its own names alone; REFINES says whose besides.
CONCEPTS = {
    "FieldKind": ("spnn::record", "core/record.hpp", "wrong show store load"),
    "Record": ("spnn::record", "core/record.hpp", "for_each_field"),
    "Ring": ("spnn", "core/ring.hpp", "value_type signed_type name bits every_word_is_an_element is_element zero one add sub"
             " neg mul from_signed to_signed max_signed"),
    "Tier": ("spnn", "core/simd/tier.hpp", "tier_names is_available"),
    "RandomSource": ("spnn", "core/random.hpp", "fill is_cryptographic is_stream"),
    "CryptographicRandomSource": ("spnn", "core/random.hpp", ""),
    "Transport": ("spnn::net", "net/transport.hpp", "send receive flush"),
    "CuttableTransport": ("spnn::net", "net/piped.hpp", "cutter"),
    "ReservedTransport": ("spnn::net", "net/piped.hpp", "read_ahead peer"),
    "Network": ("spnn::net", "net/network.hpp", "transport knock_type dial knock source open is"),
    "AdditiveHe": ("spnn::he", "he/additive.hpp", "name is_private public_key secret_key plaintext ciphertext encryptor"
                   " plaintext_bits_of ciphertext_bytes_of generate_keys pub sec key_bits plaintext_bits ciphertext_bytes"
                   " encrypt rerandomise add add_plain scale decrypt store load store_public_key load_public_key"),
    "SumHe": ("spnn::he", "he/sum.hpp", "name is_private layout public_key secret_key ciphertext encryptor make_layout"
              " values_a_message message_bytes most_key_bytes generate_keys pub sec store_public_key load_public_key encrypt"
              " add store load decrypt"),
    "PaillierPolicy": ("spnn::he", "he/paillier/policy.hpp", "min_key_bits reads_table_by_index uses_vartime_arithmetic"
                       " window exponent_bits"),
    "ParameterSet": ("spnn::nn", "nn/parameters.hpp", "for_each for_each_state"),
    "Kind": ("spnn::nn", "nn/kind.hpp", "word for_each_number fits out parameters matrix_shapes initialise forward backward cache"
             " for_each for_each_state"),
    "Engine": ("spnn::nn", "nn/engine.hpp", "multiply multiply_transposed_left multiply_transposed_right product"),
    "Layer": ("spnn::nn", "nn/layer.hpp", "in out name parameters zero_parameters cache initialise forward backward"
              " reads_input reads_output in_place differs_in_training"),
    "Loss": ("spnn::nn", "nn/loss.hpp", "name scores targets value gradient predict"),
    "Optimizer": ("spnn::nn", "nn/optimizer.hpp", "name state update for_each for_each_field"),
    "StreamUse": ("spnn::crypto", "crypto/single_use.hpp", ""),
    "Terms": ("spnn::train", "train/terms.hpp", "train_rows evaluate_rows epochs first_epoch batch batch_seed rule"
              " fraction_bits range_bits terms"),
    "Proposal": ("spnn::coordinate", "coordinate/proposal.hpp", "plan parties reporter runs_ahead settle states"),
    "TripleSource": ("spnn::share", "share/triple_source.hpp", "left_mask right_mask product_mask"),
    "FirstLayer": ("spnn::split", "split/first_layer.hpp", "ring name is_private can_round_products links holder_part server_part dealer_part"
                   " bind unbind send prepare_update update zone receive deal bind_messages product_messages"),
    "ChosenNetwork": ("spnn::split", "split/network.hpp", ""),
    "Precision": ("spnn::mpc", "mpc/precision.hpp", ""),
    "Defence": ("spnn::defence", "defence/defence.hpp", "name describe check apply state archive_state"),
    "Message": ("spnn::net", "net/message.hpp", "id name value_type"),
}
REFINES = {
    "CryptographicRandomSource": "RandomSource",
    "CuttableTransport": "Transport",
    "ReservedTransport": "CuttableTransport",
    "Layer": "ParameterSet",
}


def promised(concept):
    """The names that a model of the concept brings, each with the concept that says so."""
    names = {}
    while concept in CONCEPTS:
        for name in CONCEPTS[concept][2].split():
            names.setdefault(name, concept)
        concept = REFINES.get(concept)
    return names


# ---- text ------------------------------------------------------------------------------------------------------------


def escaped(line):
    """Prose that Doxygen shows as it stands; what is in `backquotes` stays code."""
    parts = re.split(r"(`[^`]+`)", line)
    for i in range(0, len(parts), 2):
        part = parts[i].replace("\\", "\\\\").replace("@", "\\@").replace("&", "&amp;")
        part = part.replace("<", "&lt;").replace(">", "&gt;")
        part = re.sub(r"([#%*])", r"\\\1", part)
        part = re.sub(r"(?<!\w)_", r"\\_", part)
        parts[i] = part
    return "".join(parts)


def capital(words):
    """With a capital at its beginning, unless that is a formula or a name."""
    first = re.match(r"[a-z]{2,}(?=[\s,;:]|$)(?!\s*=)|a(?= [a-z]{2})", words)
    return words[:1].upper() + words[1:] if first else words


def is_shown_as_it_stands(line):
    return line.startswith("  ")


def documentation(lines, begin="\\verbatim "):
    """The lines of a comment, without their //, as many lines of Doxygen's text. Indented ones stand as they are."""
    out = []
    indented = [is_shown_as_it_stands(line) for line in lines]
    i = 0
    while i < len(lines):
        if not indented[i]:
            out.append(escaped(lines[i]))
            i += 1
            continue
        end = i
        while end < len(lines) and (indented[end] or (not lines[end].strip() and any(indented[end:end + 2]))):
            end += 1
        block = [line.replace("*/", "*\u200b/") for line in lines[i:end]]
        margin = min(len(line) - len(line.lstrip()) for line in block if line.strip())
        block = [line[margin:] for line in block]
        block[0] = begin + block[0]
        block[-1] += " \\endverbatim"
        out += block
        i = end
    return out


def in_one_line(lines):
    """The prose of a comment up to its first indented line."""
    prose = []
    for line in lines:
        if is_shown_as_it_stands(line):
            break
        prose.append(escaped(line))
    return " ".join(part for part in prose if part)


# ---- C++ -------------------------------------------------------------------------------------------------------------


class Comment:
    def __init__(self, start, end, line, column, own_line, text):
        self.start, self.end, self.line, self.column, self.own_line, self.text = start, end, line, column, own_line, text


class Source:
    """A C++ file: `code` has blanks in place of comments, of what is in quotes and of preprocessor lines."""

    def __init__(self, text):
        self.text = text
        self.starts = [0] + [m.end() for m in re.finditer("\n", text)]
        self.comments = []
        self.macros = []
        code = list(text)

        def blank(start, end):
            for k in range(start, end):
                if code[k] != "\n":
                    code[k] = " "

        i = 0
        at_line_start = True
        while i < len(text):
            c = text[i]
            if c == "\n":
                at_line_start = True
                i += 1
                continue
            if text.startswith("//", i):
                end = text.find("\n", i)
                end = len(text) if end < 0 else end
                words = text[i + 2:end]
                column = i - self.starts[self.line(i)]
                self.comments.append(Comment(i, end, self.line(i), column, at_line_start,
                                             words[1:].rstrip() if words.startswith(" ") else words.rstrip()))
                blank(i, end)
                i = end
                continue
            if text.startswith("/*", i):
                end = text.index("*/", i) + 2
                blank(i, end)
                i = end
                continue
            if c == "#" and at_line_start:
                end = re.compile(r"(?:[^\n\\]|\\.|\\\n)*", re.S).match(text, i).end()
                self.macros.append((i, end))
                blank(i, end)
                i = end
                continue
            raw = re.compile(r'R"([^ ()\\\t\v\f\n]*)\(').match(text, i)
            if raw and not (i and (text[i - 1].isalnum() or text[i - 1] == "_")):
                end = text.index(")" + raw.group(1) + '"', i) + len(raw.group(1)) + 2
                blank(i + 2, end - 1)
                i = end
            elif c == '"' or (c == "'" and not (i and text[i - 1].isalnum())):
                end = re.compile(r"%s(?:[^%s\\\n]|\\.)*%s" % (c, c, c)).match(text, i).end()
                blank(i + 1, end - 1)
                i = end
            else:
                i += 1
            if not c.isspace():
                at_line_start = False
        self.code = "".join(code)

    def line(self, at):
        return bisect.bisect_right(self.starts, at) - 1

    def balanced(self, at):
        """Behind the bracket that closes the one at `at`."""
        closing = {"(": ")", "[": "]", "{": "}"}
        open_ = [closing[self.code[at]]]
        while open_:
            at += 1
            c = self.code[at]
            if c in closing:
                open_.append(closing[c])
            elif c in ")]}":
                if c != open_.pop():
                    raise ValueError(f"line {self.line(at) + 1}: unbalanced {c}")
        return at + 1

    def angles(self, at):
        """Behind the > that closes the < at `at`."""
        depth = 0
        while True:
            c = self.code[at]
            if c in "([{":
                at = self.balanced(at)
                continue
            if c == "<":
                depth += 1
            elif c == ">" and self.code[at - 1] != "-":
                depth -= 1
                if depth == 0:
                    return at + 1
            at += 1

    def space(self, at):
        while at < len(self.code) and self.code[at].isspace():
            at += 1
        return at

    def word(self, at):
        found = re.compile(r"[A-Za-z_]\w*").match(self.code, at)
        return found.group() if found else ""

    def constraint(self, at):
        """Behind the constraint of a requires clause: primary expressions joined by && and ||."""
        while True:
            at = self.space(at)
            if self.code[at] == "(":
                at = self.balanced(at)
            elif self.word(at) == "requires":
                at = self.space(at + len("requires"))
                if self.code[at] == "(":
                    at = self.space(self.balanced(at))
                at = self.balanced(at)
            else:
                while True:
                    at = re.compile(r"[\w:]*").match(self.code, at).end()
                    if self.code[self.space(at)] != "<":
                        break
                    at = self.angles(self.space(at))
                    if not self.code.startswith("::", at):
                        break
            after = self.space(at)
            if self.code[after:after + 2] not in ("&&", "||"):
                return at
            at = after + 2


class Declaration:
    kind = "variable"  # namespace, class, enum, enumerator, concept, function, variable, alias, left_out
    name = ""
    is_public = True
    doc = None  # lines
    shared = None  # lines, of an earlier declaration
    said = None  # one line of Doxygen's own text
    behind = None  # lines
    parameters = ""  # of a function
    is_deleted = is_defaulted = False
    is_defined_outside = False  # a member of a class, defined behind it

    def __init__(self, start, path, owner):
        self.start = self.end = start
        self.scope, self.owner = path, owner
        self.cuts = []  # ranges that Doxygen does not see
        self.members = []

    def is_documented(self):
        return bool(self.doc or self.shared or self.said or self.behind)


SCOPES = re.compile(r"(?:inline\s+)?namespace\b|class\b|struct\b|union\b|enum\b")
OPERATOR = re.compile(r"operator\s*(?:\(\s*\)|\[\s*\]|[^\s\w(]+|[\w:]+(?:\s*[*&])?)")
ACCESS = re.compile(r"(public|private|protected)\s*:(?!:)")


def parse(source):
    return scope(source, 0, None, ())[0]


def scope(source, at, owner, path):
    """The declarations from `at` to the end of the scope, and where that is."""
    found = []
    is_public = owner is None or owner.kind == "namespace" or owner.keyword != "class"
    if owner is not None and owner.kind == "enum":
        return enumerators(source, at, owner, path)
    while True:
        at = source.space(at)
        if at >= len(source.code):
            return found, at
        if source.code[at] == "}":
            return found, at
        if source.code[at] == ";":
            at += 1
            continue
        access = ACCESS.match(source.code, at)
        if access and owner is not None and owner.kind == "class":
            is_public = access.group(1) == "public"
            at = access.end()
            continue
        d = declaration(source, at, path, owner)
        d.is_public = is_public
        found.append(d)
        at = d.end


def enumerators(source, at, owner, path):
    found = []
    while True:
        at = source.space(at)
        if source.code[at] == "}":
            return found, at
        d = Declaration(at, path, owner)
        d.kind, d.name = "enumerator", source.word(at)
        while source.code[at] not in ",}":
            at = source.balanced(at) if source.code[at] in "([{" else at + 1
        if source.code[at] == ",":
            at += 1
        d.end = at
        found.append(d)


def declaration(source, start, path, owner):
    code = source.code
    d = Declaration(start, path, owner)
    at = start
    while True:  # what stands in front of the name
        at = source.space(at)
        if source.word(at) == "template":
            at = source.angles(source.space(at + len("template")))
        elif source.word(at) == "requires":
            at = source.constraint(at + len("requires"))
        elif code.startswith("[[", at):
            at = source.balanced(at)
        elif source.word(at) == "__extension__":
            d.cuts.append((at, at + len("__extension__")))
            at += len("__extension__")
        else:
            break
    if SCOPES.match(code, at):
        opening = re.compile(r"[^{;]*").match(code, at).end()
        if code[opening] == "{":
            return scoped(source, d, at, opening, path)
        if re.fullmatch(r"[\w\s:]+", code[at:opening]):  # announced, and defined elsewhere
            d.kind, d.end = "left_out", opening + 1
            return d
    first = source.word(at)
    if first in ("static_assert", "extern"):
        d.kind = "left_out"
    elif first == "friend":
        d.kind = "left_out" if re.compile(r"friend\s+(?:class\b|struct\b|[\w:]+\s*;)").match(code, at) else "friend"
    elif first == "concept":
        d.kind, d.name = "concept", source.word(source.space(at + len("concept")))
    elif first == "using":
        named = re.compile(r"using\s+(\w+)\s*=").match(code, at)
        d.kind, d.name = ("alias", named.group(1)) if named else ("left_out", "")
    elif first == "typedef":
        d.kind, d.name = "alias", re.compile(r"[^;]*?(\w+)\s*;").match(code, at).group(1)
    statement(source, d, at)
    return d


def scoped(source, d, at, opening, path):
    code = source.code
    words = code[at:opening]
    if re.match(r"(?:inline\s+)?namespace\b", words):
        d.kind, d.keyword = "namespace", "namespace"
        d.name = re.sub(r"\s+", " ", re.sub(r"(?:inline\s+)?namespace\s*", "", words, count=1)).strip()
        inner = path + tuple(p for p in d.name.replace("SPNN_NAMESPACE", "spnn").split("::") if p)
    else:
        named = re.match(r"(enum(?:\s+(?:class|struct))?|class|struct|union)\s*(?:alignas\s*\([^)]*\)\s*)?", words)
        d.keyword = named.group(1).split()[0]
        d.kind = "enum" if d.keyword == "enum" else "class"
        d.name = re.match(r"[^:]*(?:::[^:]*)*", words[named.end():]).group()
        d.name = re.sub(r"<.*>(?=::)|\s|\bfinal\b", "", d.name)
        inner = path + (d.name,)
    d.opening = opening
    d.members, closing = scope(source, opening + 1, d, inner)
    d.end = closing + 1
    if d.kind != "namespace":
        d.end = code.index(";", closing) + 1
    return d


def statement(source, d, at):
    """Finds the end, the name, the body, and what an initialiser list spans."""
    code = source.code
    begin = at
    parameters = initialiser = None
    colon = None
    while True:
        c = code[at]
        if source.word(at) == "operator" and parameters is None and initialiser is None:
            found = OPERATOR.match(code, at)
            d.name = re.sub(r"\s+", "", found.group())
            at = found.end()
            continue
        if source.word(at) == "requires":
            at = source.constraint(at + len("requires"))
            continue
        if source.word(at):
            at += len(source.word(at))
            continue
        if c == ";":
            d.end = at + 1
            break
        if c == "<" and parameters is None and initialiser is None and re.search(r"\w\s*$", code[begin:at]) and \
                not d.name.startswith("operator"):
            at = source.angles(at)
            continue
        if c == "(" and parameters is None and initialiser is None:
            parameters = at
            if not d.name:
                d.name = re.search(r"(~?\w*)\s*$", code[begin:at]).group(1)
                d.is_defined_outside = bool(re.search(r"::\s*~?\w*\s*$", code[begin:at]))
            at = source.balanced(at)
            continue
        if c in "([":
            at = source.balanced(at)
            continue
        if c == "=" and initialiser is None:
            initialiser = at
            at += 1
            continue
        if c == ":" and code[at + 1] != ":" and code[at - 1] != ":" and parameters is not None and initialiser is None:
            colon = colon or at
            at += 1
            continue
        if c == "{":
            after = source.balanced(at)
            is_body = parameters is not None and initialiser is None and not (
                colon is not None and re.search(r"[\w>]\s*$", code[begin:at]))
            if is_body:
                if colon is not None:
                    d.cuts.append((colon, at))
                d.cuts.append((at + 1, after - 1))
                d.end = after
                break
            if initialiser is None and parameters is None:
                initialiser = at
            if d.kind != "concept" and source.line(at) != source.line(after - 1):
                d.cuts.append((at + 1, after - 1))
            at = after
            continue
        at += 1
    if d.kind in ("left_out", "concept", "alias"):
        return
    if d.kind == "friend" and code[d.end - 1] == ";" and not d.name.startswith("operator"):
        d.kind = "left_out"  # defined elsewhere
        return
    if parameters is not None:
        d.kind = "function"
        tail = code[parameters:d.end]
        d.is_deleted = bool(re.search(r"=\s*delete\s*;$", tail))
        d.is_defaulted = bool(re.search(r"=\s*default\s*;$", tail))
        d.parameters = source.text[parameters + 1:source.balanced(parameters) - 1].strip()
        if d.is_defined_outside:
            d.kind = "left_out"
        return
    if d.kind == "variable":
        stop = initialiser if initialiser is not None else d.end - 1
        d.name = re.search(r"(\w*)\s*(?:\[[^\]]*\]\s*)*$", re.split(r",(?![^<]*>)", code[begin:stop])[-1]).group(1)


# ---- what says what --------------------------------------------------------------------------------------------------


class Header:
    def __init__(self, path, text, root=None):
        self.path = path  # below include/spnn, which is `root`
        self.source = Source(text)
        self.own = {c.line: c for c in self.source.comments if c.own_line}
        self.behind = {c.line: c for c in self.source.comments if not c.own_line}
        self.opening = []
        self.declarations = parse(self.source)
        self.used = set()  # comments that have found their place
        k = 0
        while k in self.own:
            self.opening.append(self.own[k])
            k += 1
        asserted = " ".join(re.findall(r"\bstatic_assert\s*\(([^;]*)\)\s*;", self.source.code))
        self.asserted = set(re.findall(r"[a-z]\w*", asserted))
        self.concepts = [c for c in CONCEPTS if re.search(r"(?<![!\w:])(?:\w+::)*%s\s*<" % c, asserted)
                         or is_model_by_name(models_of(root, CONCEPTS[c][1]), path)]
        for c in self.concepts:
            self.asserted.update(re.findall(r"[a-z]\w*", models_of(root, CONCEPTS[c][1])))
        self.promised = {}
        for c in self.concepts:
            for name, by in promised(c).items():
                self.promised.setdefault(name, by)
        self.assign(self.declarations, None)

    def opening_lines(self):
        lines = [c.text for c in self.opening]
        if lines:
            lines[0] = capital(re.sub(r"^\S+\.hpp:\s*", "", lines[0]))
        return lines

    def is_subject(self, d):
        """Whether the header is about this declaration, by its name or because it is a concept."""
        return d.kind == "concept" or d.kind in ("class", "function", "alias") and self.is_named(d.name)

    def is_named(self, name):
        path = pathlib.PurePosixPath(self.path)
        return name in (path.stem, f"{path.stem}_{path.parent.name}")

    def above(self, d):
        """The comment directly above a declaration."""
        line = self.source.line(d.start) - 1
        block = []
        while line in self.own and line >= len(self.opening):
            block.append(self.own[line])
            line -= 1
        return block[::-1]

    def after(self, d):
        """The comment behind a declaration, with the lines that go on below it in the same column."""
        ends = [self.source.line(d.end - 1)]
        if d.kind in ("class", "enum"):
            ends = [self.source.line(d.opening)]
        for line in ends:
            c = self.behind.get(line)
            if c is None or c.start < (d.opening if d.kind in ("class", "enum") else d.end):
                continue
            if self.source.code[d.end:c.start].strip() and d.kind not in ("class", "enum"):
                continue  # another one stands between
            block = [c]
            while line + 1 in self.own and self.own[line + 1].column == c.column:
                line += 1
                block.append(self.own[line])
            return block
        return []

    def assign(self, declarations, owner):
        last = None
        for d in declarations:
            if d.kind == "namespace" and d.name.split("::")[-1] == "detail" or not d.is_public:
                d.kind = "left_out"
            if d.kind == "left_out":
                last = None
                continue
            if d.kind == "namespace":
                self.assign(d.members, d)
                continue
            d.above = [] if self.starts_behind_another(d, owner) else self.above(d)
            d.above = [c for c in d.above if c not in self.used]
            d.below = self.after(d)
            self.used.update(d.above + d.below)
            d.doc = [c.text for c in d.above] or None
            d.behind = [c.text for c in d.below] or None
            if not d.is_documented():
                self.borrow(d, last, owner)
            if d.kind == "enumerator" and not d.is_documented() and self.source.line(d.start) == self.source.line(owner.start):
                d.shared = owner.doc or owner.shared or owner.behind
            self.assign(d.members, d)
            last = d

    def starts_behind_another(self, d, owner):
        line_start = self.source.starts[self.source.line(d.start)]
        return bool(self.source.code[line_start:d.start].strip())

    def borrow(self, d, last, owner):
        """What stands for a comment where there is none."""
        if self.is_special(d, owner):
            d.kind = "left_out"
            return
        row = self.row_of(d.name, owner)
        if row:
            d.said = escaped(row)
            return
        if last is not None and (last.doc or last.shared or last.said) and last.kind == d.kind and last.name == d.name:
            d.shared, d.said = last.doc or last.shared, last.said
            return
        own = re.search(r"\)[\s\w]*\brequires\s+(\w+)<", self.source.code[d.start:d.cuts[0][0] if d.cuts else d.end])
        if own and d.name in promised(own.group(1)):
            d.said = self.reference(promised(own.group(1))[d.name])
            return
        if self.is_of_a_model(owner) and d.name in self.promised:
            d.said = self.reference(self.promised[d.name])
            return
        shareable = ("function", "variable", "alias", "enumerator")
        if last is not None and (last.doc or last.shared) and last.kind in shareable and d.kind in shareable and \
                self.source.line(d.start) == self.source.line(last.end - 1) + 1:
            d.shared = last.doc or last.shared
            return
        if (owner is None or owner.kind == "namespace") and self.is_subject(d) and self.opening:
            d.doc = None
            d.shared = None
            # All lines of what stands as it is get the blank behind \ilinebr, the first one too.
            d.said = " \\ilinebr ".join(documentation(self.opening_lines(), "\\verbatim \\ilinebr "))

    def row_of(self, name, owner):
        """What an indented line "name   words" says, in the comment of the class or in the opening comment."""
        for lines in ([owner.doc] if owner is not None and owner.kind != "namespace" else []) + [self.opening_lines()]:
            for i, line in enumerate(lines or []):
                pattern = re.escape(name).replace("_", "[_ ]")
                found = re.match(r"( {2,})(?:\w+(?:\.|::))?%s(\(.*?\))?( {2,})(\S.*)" % pattern, line)
                if not found:
                    continue
                words = [found.group(4)]
                column = found.start(4)
                for below in lines[i + 1:]:
                    if not re.match(r" {%d}\S" % column, below):
                        break
                    words.append(below.strip())
                words = " ".join(words)
                return capital(words) + ("" if words.endswith(".") else ".")
        return None

    def is_of_a_model(self, owner):
        """Whether a class, or the one it stands in, is a model of the header's concepts: asserted, or the header's subject."""
        if owner is None or owner.kind != "class":
            return False
        while owner is not None and owner.kind == "class":
            if any(name in self.asserted or self.is_named(name) for name in owner.name.split("::")):
                return True
            owner = owner.owner
        return False

    @staticmethod
    def reference(concept):
        room, header, _ = CONCEPTS[concept]
        return f'As the concept \\ref {room}::{concept} "{concept}" says ({header}).'

    @staticmethod
    def is_special(d, owner):
        """Special members that say nothing of their own."""
        if d.kind != "function" or owner is None or owner.kind != "class":
            return False
        if d.name.startswith("~") or d.is_deleted or d.name in ("operator==", "operator<=>"):
            return True
        both = {m.name for m in owner.members if not m.parameters} >= {"begin", "end"}
        if both and d.name in ("begin", "end") and not d.parameters:
            return True
        own = re.escape(owner.name.split("::")[-1])
        is_own = re.fullmatch(r"(?:const\s+)?%s\s*(?:<[^>]*>)?\s*&&?\s*\w*" % own, d.parameters)
        if d.name == "operator=" and is_own:
            return True
        return d.name == owner.name.split("::")[-1] and bool(is_own or d.is_defaulted)

    # -- output

    def filtered(self):
        text = self.source.text
        edits = []  # start, end, replacement

        def blank(start, end):
            edits.append((start, end, re.sub(r"[^\n]+", "", text[start:end])))

        def emit(declarations):
            for d in declarations:
                for start, end in d.cuts:
                    blank(start, end)
                if d.kind == "left_out":
                    edits[:] = [e for e in edits if not d.start <= e[0] < d.end]
                    blank(d.start, d.end)
                    continue
                if d.kind == "namespace":
                    edits.append((d.start, d.opening, text[d.start:d.opening].replace("SPNN_NAMESPACE", "spnn")))
                    emit(d.members)
                    continue
                several = self.apart(d) if d.kind == "variable" and not d.cuts else []
                edits.extend(several)
                if d.doc:
                    for i, (c, line) in enumerate(zip(d.above, documentation(d.doc))):
                        first, last = "/** " if i == 0 else "", " */" if i + 1 == len(d.above) else ""
                        start = self.source.starts[c.line]
                        edits.append((start, c.end, first + line + last))
                elif (d.shared or d.said) and not several:
                    words = d.said or in_one_line(d.shared)
                    edits.append((d.start, d.start, f"/** {words} */ "))
                if d.behind and not several:
                    mark = "/** " if d.kind in ("class", "enum") else "/**< "
                    if d.kind in ("class", "enum"):
                        edits.append((d.start, d.start, mark + in_one_line(d.behind) + " */ "))
                        for c in d.below:
                            blank(c.start, c.end)
                    else:
                        for i, c in enumerate(d.below):
                            last = " */" if i + 1 == len(d.below) else ""
                            edits.append((c.start, c.end, (mark if i == 0 else "") + escaped(c.text) + last))
                emit(d.members)

        emit(self.declarations)
        for start, end in self.source.macros:
            if re.match(r"#\s*include\b", text[start:end]):
                continue
            line = self.source.line(start)
            comment = self.own.get(line - 1)
            if re.match(r"#\s*define\b", text[start:end]) and comment and line - 1 >= len(self.opening):
                block = []
                at = line - 1
                while at in self.own and at >= len(self.opening):
                    block.append(self.own[at])
                    at -= 1
                block = block[::-1]
                self.used.update(block)
                for i, (c, words) in enumerate(zip(block, documentation([c.text for c in block]))):
                    edits.append((self.source.starts[c.line], c.end, ("/** " if i == 0 else "") + words +
                                  (" */" if i + 1 == len(block) else "")))
            else:
                blank(start, end)
        for i, (c, line) in enumerate(zip(self.opening, documentation(self.opening_lines()))):
            first = f"/** \\file {self.path} \\ilinebr " if i == 0 else ""
            edits.append((c.start, c.end, first + line + (" */" if i + 1 == len(self.opening) else "")))
            self.used.add(c)
        taken = sorted((s, e) for s, e, _ in edits)
        for c in self.source.comments:
            if c not in self.used and not any(s <= c.start < e for s, e in taken):
                blank(c.start, c.end)
        return apply(text, edits)

    def apart(self, d):
        """Edits that make `double a, b = 1;` two declarations, each with its own documentation."""
        code, stop = self.source.code, d.end - 1
        commas, at = [], d.start
        while at < stop:
            if code[at] in "([{":
                at = self.source.balanced(at)
            elif code[at] == "<" and not commas and re.search(r"\w\s*$", code[d.start:at]):
                at = self.source.angles(at)
            else:
                commas += [at] if code[at] == "," else []
                at += 1
        if not commas:
            return []
        first = re.match(r"(.*?)\w+\s*(?:[={].*)?$", code[d.start:commas[0]], re.S)
        if first is None or "using" in first.group(1):
            return []
        words = d.said or in_one_line(d.doc or d.shared or d.behind or [])
        edits = []
        if not d.doc:
            own = re.search(r"(\w+)\s*(?:[={].*)?$", code[d.start:commas[0]], re.S).group(1)
            edits.append((d.start, d.start, f"/** {self.words_of(own) or words} */ "))
        for comma in commas:
            name = self.source.word(self.source.space(comma + 1))
            edits.append((comma, comma + 1, f"; /** {self.words_of(name) or words} */ {first.group(1)}"))
        for c in d.below:
            edits.append((c.start, c.end, ""))
        return edits

    def words_of(self, name):
        row = self.row_of(name, None)
        return row and escaped(row)

    def undocumented(self):
        """(line, name) of every public declaration that nothing says a word about."""
        found = []

        def look(declarations):
            for d in declarations:
                if d.kind == "left_out":
                    continue
                if d.kind != "namespace" and not d.is_documented():
                    found.append((self.source.line(d.start) + 1, "::".join(d.scope + (d.name,))))
                look(d.members)

        look(self.declarations)
        return found


def apply(text, edits):
    """The text with each range replaced; ranges within an earlier one are dropped, and no line is lost."""
    out = []
    at = 0
    for start, end, replacement in sorted(edits, key=lambda e: (e[0], e[1] > e[0], -e[1])):
        if start < at:
            continue
        out += [text[at:start], replacement]
        missing = text.count("\n", start, end) - replacement.count("\n")
        if missing < 0:
            raise ValueError("a replacement has more lines than it replaces")
        out.append("\n" * missing)
        at = end
    out.append(text[at:])
    return "".join(out)


def header(path, text, root=None):
    return Header(path, text, root).filtered()


def models_of(root, concept_header):
    """The paragraph "Models:" in the opening comment of a concept's header."""
    if root is None or not (root / concept_header).is_file():
        return ""
    found = re.search(r"^// (Models: .*(?:\n// ?\S.*)*)", (root / concept_header).read_text(encoding="utf-8"), re.M)
    return found.group(1).replace("\n//", "") if found else ""


def is_model_by_name(models, path):
    """Whether the paragraph names the header: "nn/sequential.hpp", "nn/layer/*.hpp", "all in nn/optimizer/"."""
    named = re.findall(r"[\w/*]+/(?:[\w*]+\.hpp)?", models)
    return any(fnmatch.fnmatch(path, name + "*.hpp" if name.endswith("/") else name) for name in named)


def example(name, text):
    """The opening comment as the page of an example, and nothing else."""
    lines = []
    for line in text.split("\n"):
        if not line.startswith("//"):
            break
        lines.append(line[3:])
    return "/** \\example " + name + "\n\\details " + "\n".join(documentation(lines)) + "\n*/\n"


# ---- Markdown --------------------------------------------------------------------------------------------------------


def page_name(path):
    """The name of the page that a Markdown file becomes: its path below docs/, README standing for its folder."""
    parts = list(pathlib.PurePosixPath(path).with_suffix("").parts)
    parts = parts[len(parts) - parts[::-1].index("docs"):] if "docs" in parts else parts[-1:]
    if parts[-1] == "README" and len(parts) > 1:
        parts.pop()
    return "_".join(["page", *parts]).replace("-", "_")


def slugs(lines):
    """The anchor of each heading, by line, as GitHub makes them."""
    found, seen, fence = {}, {}, None
    for i, line in enumerate(lines):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark:
            fence = None if fence else mark.group(1)
        heading = None if fence or mark else re.match(r"(#+)\s+(.*?)\s*$", line)
        if heading:
            words = re.sub(r"[^\w\- ]", "", heading.group(2).lower().replace("`", "")).replace(" ", "-")
            count = seen.get(words, 0)
            seen[words] = count + 1
            found[i] = words + (f"-{count}" if count else "")
    return found


def label(path, slug):
    return page_name(path) + "__" + slug.replace("-", "_")


def code_linked(code, root):
    """`core/ring.hpp` and `Ring` as links, where there is such a header or concept."""
    if code in CONCEPTS:
        return f'\\ref {CONCEPTS[code][0]}::{code} "{code}"'
    if root is not None and re.fullmatch(r"[\w/]+\.hpp", code) and (root / code).is_file():
        return f'\\ref {code} "{code}"'
    return f"`{code}`"


def page(path, text, root=None):
    """Anchors for headings, links between pages as references, and nothing that Doxygen would take for a command."""
    lines = text.split("\n")
    anchors = slugs(lines)
    out, fence = [], None
    for i, line in enumerate(lines):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark:
            fence = None if fence else mark.group(1)
            out.append(line)
            continue
        if fence:
            out.append(line)
            continue
        parts = re.split(r"(`[^`]+`)", line)
        for k in range(0, len(parts), 2):
            parts[k] = re.sub(r"(?<!\\)@", r"\\@", parts[k])
            parts[k] = re.sub(r"(?<=[\s|])#(?=\w)|(?<=[^\]]\()#(?=\w)", r"\\#", parts[k])
        if i in anchors:  # Doxygen shows no code in headings
            parts = ["".join(parts).replace("` `", " / ").replace("`", "")]
        elif not re.search(r"\[[^\]]*`", line):
            parts[1::2] = [code_linked(code[1:-1], root) for code in parts[1::2]]
        line = "".join(parts)
        line = re.sub(r" \(\[PNG\]\([^)]*\)\)", "", line)
        line = re.sub(r"(?<!!)\[((?:[^\[\]`]|`[^`]*`)+)\]\(([^)\s]+)\)", lambda m: link(path, m.group(1), m.group(2)), line)
        if i in anchors:
            first = not any(k in anchors for k in range(i))
            line += " {#%s}" % (page_name(path) if first else label(path, anchors[i]))
        out.append(line)
    return "\n".join(out)


def link(path, words, target):
    if re.match(r"[a-z]+:", target):
        return f"[{words}]({target})"
    file, _, anchor = target.partition("#")
    there = pathlib.PurePosixPath(os.path.normpath(pathlib.PurePosixPath(path).parent / file)) if file else path
    there = pathlib.PurePosixPath(there)
    if there.suffix == ".md" and there.name == "README.md" and there.parent.name != "guide":
        return f"[{words}](@ref index)" if not anchor else words
    if there.suffix == ".md" and "docs" in there.parts:
        return f"[{words}](@ref {label(there, anchor) if anchor else page_name(there)})"
    return words


def main():
    path = pathlib.PurePath(sys.argv[1])
    text = open(path, encoding="utf-8").read()
    name = path.as_posix()
    if path.suffix == ".hpp":
        root, below, inner = name.rpartition("/include/spnn/")
        text = header(inner, text, pathlib.Path(root + below) if below else None)
    elif path.suffix == ".cpp":
        text = example(path.name, text)
    elif path.suffix == ".md":
        root = next((p / "include" / "spnn" for p in pathlib.Path(path).parents if (p / "include" / "spnn").is_dir()), None)
        text = page(name, text, root)
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main()
