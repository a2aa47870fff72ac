"""Feeds made-up raw CSV into bench/report/write.py, and made-up programs into bench/run.sh evaluation.

evaluation.py ROOT [unittest arguments]
"""

import json
import pathlib
import re
import shutil
import struct
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "bench"))
import pages  # noqa: E402
from report import axes, beside, compare, looks, plots, results  # noqa: E402

HEADER = ["table", "data", "method", "setting", "metric", "seed", "value"]
CAVEAT = "recalled, not checked against its PDF"
QUESTIONS = ["accuracy", "holders", "sgld", "labels", "similarity", "time"]


def rows(table, data, method, setting, metric, *values):
    """One row a seed."""
    return [[table, data, method, setting, metric, seed, value] for seed, value in enumerate(values, 1)]


def aucs(setting="tuned", data="distress", **methods):
    """Accuracy, each method with three seeds, .001 of spread about its mean."""
    return sum((rows("accuracy", data, m, setting, "auc", x - 0.001, x, x + 0.001) for m, x in methods.items()), [])


def auc_of(method, *values, data="distress", setting="tuned"):
    return rows("accuracy", data, method, setting, "auc", *values)


def other_seeds(lines, by=100):
    return [[*row[:5], row[5] + by, row[6]] for row in lines]


def over_holders(method, *means):
    return sum((rows("holders", "d", method, k, "auc", x - 0.001, x + 0.001) for k, x in enumerate(means, 2)), [])


def attacked(method, rate, task, attack):
    return [
        *rows("property", "d", method, rate, "task_auc", task - 0.001, task + 0.001),
        *rows("property", "d", method, rate, "attack_auc", attack - 0.001, attack + 0.001),
    ]


def seconds(quantity, method, **by):
    return sum((rows("time", quantity, method, x[1:], "seconds_per_epoch", t) for x, t in by.items()), [])


def label_attacks(method, setting, server, holder, task=0.9):
    return [
        *rows("labels", "d", method, setting, "task_auc", task),
        *rows("labels", "d", method, setting, "server_norm", server - 0.001, server + 0.001),
        *rows("labels", "d", method, setting, "holder_cosine", holder - 0.001, holder + 0.001),
    ]


def recovered(method, **by):
    return sum((rows("similarity", "d", method, v[1:], "correlation", x) for v, x in by.items()), [])


# By counting four visits are enough.
WIDTHS = rows("similarity", "d", "data", "", "columns", 30) + rows("similarity", "d", "data", "", "first_width", 10)


# Of each claim: raw rows by which it holds, and rows by which it does not.
CLAIMS = {
    "a": (aucs(plain=0.93, masked=0.921), aucs(plain=0.93, masked=0.919)),
    "b": (
        aucs(split_narrow=0.93, masked=0.9305),
        auc_of("split_narrow", 0.92, 0.93, 0.935) + auc_of("masked", 0.93, 0.93, 0.93),
    ),
    "c": (aucs(alone_1=0.8, alone_2=0.9, masked=0.93), aucs(alone_1=0.94, alone_2=0.8, masked=0.93)),
    "d": (over_holders("masked", 0.93, 0.935, 0.93, 0.927), over_holders("masked", 0.93, 0.93, 0.944, 0.935)),
    "e": (over_holders("split_wide", 0.93, 0.92), over_holders("split_wide", 0.93, 0.94)),
    "f": (
        attacked("sgd", "0.1", 0.93, 0.8) + attacked("sgld", "0.01", 0.925, 0.8),
        attacked("sgd", "0.1", 0.93, 0.8) + attacked("sgld", "0.01", 0.915, 0.8),
    ),
    "g": (
        attacked("sgd", "0.1", 0.93, 0.8) + attacked("sgld", "0.01", 0.925, 0.7),
        attacked("sgd", "0.1", 0.93, 0.8) + attacked("sgld", "0.01", 0.925, 0.8),
    ),
    "h": (seconds("batch", "masked", _64=10, _256=4, _1024=3.9), seconds("batch", "masked", _64=10, _256=4, _1024=2)),
    "i": (seconds("rows", "shared", _1000=1, _10000=9), seconds("rows", "shared", _1000=1, _10000=20)),
    "j": (seconds("holders", "masked", _2=1, _5=1.5), seconds("holders", "masked", _2=1, _5=2.25)),
    "k": (
        seconds("bandwidth_mbps", "shared", _10=9, _0=1) + seconds("bandwidth_mbps", "encrypted", _10=11, _0=10),
        seconds("bandwidth_mbps", "shared", _10=1.5, _0=1) + seconds("bandwidth_mbps", "encrypted", _10=40, _0=10),
    ),
    "l": (
        sum((seconds("bandwidth_mbps", m, _100=t) for m, t in {"plain": 1, "shared": 2, "encrypted": 3}.items()), []),
        sum((seconds("bandwidth_mbps", m, _100=t) for m, t in {"plain": 1, "shared": 4, "encrypted": 3}.items()), []),
    ),
    "m1": (label_attacks("none", "", 0.99, 0.5), label_attacks("none", "", 0.9, 0.99)),
    "m2": (label_attacks("none", "", 0.5, 0.99), label_attacks("none", "", 0.99, 0.9)),
    "m3": (
        label_attacks("none", "", 0.99, 0.99) + label_attacks("marvell", "4", 0.6, 0.99),
        label_attacks("none", "", 0.99, 0.99) + label_attacks("marvell", "4", 0.99, 0.6),
    ),
    "m4": (
        label_attacks("none", "", 0.99, 0.99) + label_attacks("max_norm", "", 0.99, 0.7),
        label_attacks("none", "", 0.99, 0.99) + label_attacks("max_norm", "", 0.6, 0.99),
    ),
    "m5": (
        WIDTHS + recovered("sgd, full batch", _3=0.9, _4=0.96, _8=0.99) + recovered("sgld, full batch", _8=0.5),
        WIDTHS + recovered("sgd, full batch", _3=0.9, _4=0.96, _8=0.94),
    ),
    "m6": (
        recovered("noise 0.01, full batch", _1=0.7, _4=0.6) + recovered("noise 0.001, full batch", _1=0.7, _4=0.9),
        recovered("noise 0.01, full batch", _1=0.7, _4=0.8),
    ),
}


class Case(pages.Case):
    root, page = ROOT, "evaluation"
    header = HEADER

    def document(self, lines, *arguments, plots=False):
        self.make(lines, *arguments, plots=plots)
        return (self.out / "evaluation.md").read_text(encoding="utf-8")


def cells(line):
    """The cells of a line of a table; a bar behind a backslash divides nothing."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def verdicts(document):
    """Of each claim: agrees?, why."""
    found = {}
    for line in document[document.index("## 7. Fidelity") :].splitlines():
        row = cells(line)
        if len(row) == 6 and re.fullmatch(r"[a-z][0-9]?", row[0]):
            found[row[0]] = (row[4], row[5])
    return found


def bullets(document, heading):
    """What a section shows."""
    return [line for line in section(document, heading).splitlines() if line.startswith("- ")]


def section(document, heading):
    start = document.index(f"## {heading}")
    end = document.find("\n## ", start)
    return document[start : end if end >= 0 else None]


class Figures(Case):
    def test_mean_and_spread_over_seeds(self):
        lines = rows("accuracy", "distress", "masked", "tuned", "auc", 0.90, 0.92, 0.94)
        lines += rows("accuracy", "distress", "plain", "tuned", "auc", 0.91)
        document = self.document(lines)
        self.assertIn("| SPNN masked | .920 ± .020 (3) | .9314 |", document)
        self.assertIn("| the plaintext network | .910 (one seed) | .9379 |", document)
        masked, plain = self.figures()
        self.assertAlmostEqual(masked.pop("mean"), 0.92)
        self.assertAlmostEqual(masked.pop("spread"), 0.02)
        key = {"table": "accuracy", "data": "distress", "setting": "tuned", "metric": "auc"}
        self.assertEqual(masked, key | {"method": "masked", "seeds": 3})
        self.assertEqual(plain, key | {"method": "plain", "mean": 0.91, "spread": None, "seeds": 1})

    def test_times_keep_three_digits_and_large_numbers_their_commas(self):
        lines = rows("time", "rows", "shared", "1000", "seconds_per_epoch", 0.0123, 0.0125)
        lines += rows("time", "rows", "shared", "100000", "seconds_per_epoch", 1234, 1236)
        document = self.document(lines)
        self.assertIn("| 1,000 | 0.0124 ± 0.0001 (2) |", document)
        self.assertIn("| 100,000 | 1,235 ± 1 (2) |", document)

    def test_sentences_follow_the_numbers(self):
        plain = auc_of("plain", 0.92, 0.93, 0.94)
        for masked, way, surely in (
            ((0.918, 0.926, 0.934), "(.926) is .004 below", "paired difference ± .001 (3)"),
            ((0.928, 0.938, 0.942), "(.936) is .006 above", "paired difference ± .002 (3)"),
            ((0.92, 0.93, 0.9403), "(.930) is .00010 above", "paired difference ± .00010 (3)"),
            ((0.92, 0.93, 0.940003), "(.930) is level with", "within .00001 with every seed (3)"),
            ((0.92, 0.93, 0.94), "(.930) is level with", "equal with every seed (3)"),
            ((0.94, 0.92), "(.930) is level with", "within one spread (.014)"),
            ((0.945, 0.945), "(.945) is .015 above", "within two spreads (.010 each)"),
            ((0.955, 0.955), "(.955) is .025 above", "more than two spreads (.010 each)"),
        ):
            with self.subTest(masked=masked):
                self.assertEqual(
                    bullets(self.document(plain + auc_of("masked", *masked)), "1. "),
                    [f"- On distress (tuned) SPNN masked {way} the plaintext network (.930), {surely}."],
                )

    def test_one_bullet_for_each_data_and_one_for_the_papers_hyperparameters(self):
        lines = sum((aucs(data=d, plain=0.9, masked=0.9) for d in ("one", "two", "three", "four")), [])
        lines += auc_of("plain", 0.4, 0.6, data="one", setting="paper")
        lines += auc_of("plain", 0.71, 0.75, data="two", setting="paper")  # .702 less one spread
        lines += auc_of("masked", 0.71, 0.75, data="two", setting="paper")
        lines += auc_of("plain", 0.70, 0.76, data="three", setting="paper")  # .688
        first, _, _, _, paper = bullets(self.document(lines), "1. ")
        self.assertTrue(first.startswith("- On one (tuned) SPNN masked"), first)
        self.assertIn("has not learned (its AUC less one spread is at most .7)", paper)
        self.assertIn(" on one (.500 ± .141 (2)) and three (.730 ± .042 (2)): these runs do not", paper)
        self.assertIn("apart. On two (paper) SPNN masked (.730) is level with the plaintext network", paper)

    def test_runs_with_the_papers_hyperparameters_that_learned_are_compared(self):
        lines = aucs(setting="paper", plain=0.9, masked=0.9)
        (said,) = bullets(self.document(lines), "1. ")
        self.assertTrue(said.startswith("- On distress (paper) SPNN masked (.900) is level with"), said)

    def test_holders_are_one_bullet_for_each_data(self):
        (said,) = bullets(self.document(over_holders("masked", 0.9, 0.8) + over_holders("plain", 0.9, 0.9)), "2. ")
        self.assertIn("SPNN masked goes from .900 with 2 holders to .800 with 3, paired difference", said)
        self.assertIn("the plaintext network goes from .900 with 2 holders to .900 with 3, equal with every", said)

    def test_labels_are_one_bullet_for_each_data(self):
        lines = label_attacks("none", "", 0.99, 0.98) + label_attacks("marvell", "4", 0.6, 0.7, task=0.88)
        self.assertEqual(
            bullets(self.document(lines), "4. "),
            [
                "- On d, the best attack of the server, that of a holder, and the task AUC beside that without defence:"
                " *no defence* server .990 (norm), holder .980 (cosine), task .900; *Marvell, s = 4* server .600"
                " (norm), holder .700 (cosine), task .880 (.020 below, one seed, no spread to judge it by)."
            ],
        )

    def test_similarities_are_one_bullet_that_says_when_and_what_noise_does_not_stop(self):
        lines = WIDTHS + recovered("sgd, full batch", _1=0.7, _3=0.9, _4=0.96, _8=0.99)
        lines += recovered("noise 0.001", _1=0.7, _4=0.9, _8=0.8) + recovered("noise 0.1", _1=0.6, _4=0.1, _8=0.2)
        self.assertEqual(
            bullets(self.document(lines), "5. "),
            [
                "- On d, where counting says 4.00 visits, the correlation reaches .950 and stays: *SGD, full batch*"
                " from 4 visits; not: *noise 0.001* (highest .900, at 4 of 8 visits); *noise 0.1* (highest .600, at 1"
                " of 8 visits). With *noise 0.1* the highest is the single look: within these visits the noise keeps"
                " the equations from telling more, and does not stop the single look."
            ],
        )

    def test_weights_that_differ_are_told(self):
        equal = rows("accuracy", "d", "masked", "tuned", "weights_equal", 1, 1, 1)
        apart = rows("accuracy", "d", "shared", "tuned", "weights_equal", 1, 0, 1)
        document = self.document(equal + apart)
        self.assertIn("SPNN masked ended with exactly its weights, bit for bit, in all 3 runs.", document)
        self.assertIn("SPNN shared (SS) ended with other weights in 1 of 3 seeds on d (tuned).", document)

    def test_least_attack_among_runs_that_keep_the_task(self):
        lines = attacked("sgd", "0.1", 0.93, 0.8) + attacked("sgld", "4", 0.8, 0.5)
        lines += attacked("noise", "1", 0.925, 0.7) + attacked("noise", "8", 0.7, 0.5)
        document = self.document(lines)
        self.assertIn("SGD, learning rate 0.1: .800; SGLD: no such run; noise on h1, deviation 1: .700.", document)

    def test_what_stays_fixed_is_printed(self):
        lines = rows("time", "rows", "", "", "fixed", "batch 5,000; one thread") + seconds("rows", "plain", _10=1)
        self.assertIn("Fixed: batch 5,000; one thread.", self.document(lines))
        self.assertEqual([r["metric"] for r in self.figures()], ["seconds_per_epoch"])

    def test_unlimited_bandwidth_comes_last(self):
        document = self.document(seconds("bandwidth_mbps", "shared", _0=1, _10=9, _100=3))
        self.assertRegex(document, r"\| 10 \| 9\.00 .*\n\| 100 \| 3\.00 .*\n\| unlimited \| 1\.00 ")


class Fidelity(Case):
    def test_every_claim_flips_with_the_numbers(self):
        for claim, (hold, fail) in CLAIMS.items():
            for lines, agrees in ((hold, "yes"), (fail, "no")):
                with self.subTest(claim=claim, agrees=agrees):
                    said, why = verdicts(self.document(lines))[claim]
                    self.assertEqual(said, agrees, why)
                    self.assertRegex(why, r"\d")

    def test_in_part_names_what_fails(self):
        lines = aucs(plain=0.93, masked=0.93) + aucs(plain=0.93, masked=0.8, setting="paper")
        said, why = verdicts(self.document(lines))["a"]
        self.assertEqual(said, "in part")
        self.assertRegex(why, r"^In 1 of 2 comparisons\. Not: on distress \(paper\) SPNN masked \(\.800\)")

    def test_only_a_spread_of_the_difference_allows_more(self):
        shared = [[*row[:6], row[6] + 0.04 * (row[5] - 2)] for row in aucs(plain=0.93, masked=0.90)]
        own = aucs(plain=0.93) + [row for row in shared if row[2] == "masked"]
        self.assertEqual(verdicts(self.document(shared))["a"][0], "no")
        said, why = verdicts(self.document(own))["a"]
        self.assertEqual(said, "yes", why)
        self.assertIn("allowed .046", why)

    def test_pairing_tells_apart_what_spreads_do_not(self):
        split, masked = auc_of("split_narrow", 0.89, 0.92, 0.951), auc_of("masked", 0.90, 0.93, 0.96)
        said, why = verdicts(self.document(split + masked[::-1]))["b"]
        self.assertEqual(said, "yes")
        self.assertIn(".010 above split learning (narrow) (.920), paired difference ± .00033 (3)", why)
        for other in (other_seeds(masked), other_seeds(masked, by=1)):  # no seed and two of three in common
            said, why = verdicts(self.document(split + other))["b"]
            self.assertEqual(said, "no")
            self.assertIn(".010 above split learning (narrow) (.920), within one spread (.031)", why)

    def test_pairing_doubts_what_spreads_would_pass(self):
        split, masked = auc_of("split_narrow", 0.928, 0.932), auc_of("masked", 0.936, 0.932)
        self.assertEqual(verdicts(self.document(split + masked))["b"][0], "no")
        self.assertEqual(verdicts(self.document(split + other_seeds(masked)))["b"][0], "yes")

    def test_holders_are_paired_by_seed(self):
        few = rows("holders", "d", "split_wide", "2", "auc", 0.80, 0.90)
        many = rows("holders", "d", "split_wide", "5", "auc", 0.79, 0.888)
        self.assertEqual(verdicts(self.document(few + many))["e"][0], "yes")
        self.assertEqual(verdicts(self.document(few + other_seeds(many)))["e"][0], "no")
        masked = [[*row[:2], "masked", *row[3:]] for row in few + many]
        self.assertEqual(verdicts(self.document(masked))["d"][0], "no")  # .011 apart, twice the error is .002
        masked = [[*row[:2], "masked", *row[3:]] for row in few + other_seeds(many)]
        self.assertEqual(verdicts(self.document(masked))["d"][0], "yes")

    def test_one_seed_says_so(self):
        said, why = verdicts(self.document(auc_of("split_wide", 0.93) + auc_of("masked", 0.931)))["b"]
        self.assertEqual(said, "yes")
        self.assertIn(".001 above split learning (wide) (.930), one seed, no spread to judge it by", why)

    def test_split_learning_and_holders_alone_are_judged_on_tuned_runs(self):
        paper = aucs(setting="paper", split_wide=0.4, alone_1=0.4, masked=0.5)
        found = verdicts(self.document(paper))
        self.assertEqual((found["b"][0], found["c"][0]), ("not run", "not run"))
        tuned = aucs(split_wide=0.94, alone_1=0.94, masked=0.93)
        found = verdicts(self.document(paper + tuned))
        self.assertEqual((found["b"][0], found["c"][0]), ("no", "no"))

    def test_claims_without_their_figures_are_not_run(self):
        needed = {letter for letter, (lines, _) in CLAIMS.items() if lines[0][0] == "accuracy"}
        found = verdicts(self.document(CLAIMS["b"][0]))
        self.assertEqual(set(found), set(CLAIMS))
        self.assertTrue(all(said == "not run" for letter, (said, _) in found.items() if letter not in needed))
        self.assertEqual(found["a"][0], "not run")  # no plaintext network among them
        self.assertEqual(found["b"][0], "yes")


class Input(Case):
    def test_nothing_was_run(self):
        document = self.document([])
        for heading in ("1. ", "2. ", "3. ", "4. ", "5. ", "6. "):
            self.assertIn("Not run.", section(document, heading))
        self.assertEqual({said for said, _ in verdicts(document).values()}, {"not run"})
        self.assertEqual(self.figures(), [])

    def test_one_table_alone(self):
        document = self.document(label_attacks("none", "", 0.99, 0.98))
        self.assertNotIn("Not run.", section(document, "4. "))
        self.assertIn("Not run.", section(document, "1. "))
        self.assertIn("Not run.", section(document, "6. "))

    def test_names_are_quoted(self):
        odd = 'a, "b" | <b>c</b>\nd'
        document = self.document(rows("accuracy", odd, "plain|*x*", "tuned, more", "auc", 0.9, 0.92))
        self.assertIn('### a, "b" \\| &lt;b&gt;c&lt;/b&gt; d', document)
        line = next(line for line in document.splitlines() if line.startswith("| plain"))
        self.assertEqual(cells(line), ["plain\\|\\*x\\*", ".910 ± .014 (2)"])
        self.assertEqual(self.figures()[0]["data"], odd)

    def test_unknown_names_do_no_harm(self):
        lines = rows("weather", "paris", "guess", "noon", "celsius", 21, 23)
        for table in ("accuracy", "holders", "curves", "property", "labels", "similarity", "time"):
            lines += rows(table, "x", "novel", "odd", "strange", 1, 2)
            lines += rows(table, "x", "novel", "odd", "auc", 0.5)
        document = self.document(lines)
        self.assertIn("Tables in the raw CSV that this page does not print: weather.", section(document, "How"))
        self.assertEqual(len(self.figures()), 15)

    def test_bad_rows_are_refused_with_file_and_line(self):
        good = rows("accuracy", "d", "plain", "tuned", "auc", 0.9)
        for bad, complaint in (
            (["accuracy", "d", "plain", "tuned", "auc", "2"], "6 fields"),
            (["accuracy", "d", "plain", "tuned", "auc", "2", "high"], "not a finite number"),
            (["accuracy", "d", "plain", "tuned", "auc", "2", "nan"], "not a finite number"),
            (["accuracy", "d", "plain", "tuned", "auc", "2", ""], "not a finite number"),
            (["accuracy", "d", "plain", "tuned", "auc", "two", "0.9"], "seed 'two'"),
            (["accuracy", "d", "plain", "tuned", "auc", "1", "0.8"], "the same measurement and seed"),
            (["", "d", "plain", "tuned", "auc", "2", "0.9"], "must not be empty"),
            (["accuracy", "d", "plain", "tuned", "", "2", "0.9"], "must not be empty"),
        ):
            with self.subTest(bad=bad):
                self.write(good + [bad], "labels.csv")
                code, said = self.report()
                self.assertEqual(code, 1)
                self.assertIn("labels.csv:3: ", said)
                self.assertIn(complaint, said)
                self.assertNotIn("Traceback", said)
                self.assertFalse((self.out / "evaluation.md").exists())

    def test_files_that_are_no_raw_csv_are_refused(self):
        for text in ("", "a,b,c\n1,2,3\n", ",".join(HEADER) + '\naccuracy,"d,plain\n', b"\xff\xfe"):
            with self.subTest(text=text):
                (self.raw / "x.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
                code, said = self.report()
                self.assertEqual(code, 1)
                self.assertIn("x.csv", said)
                self.assertNotIn("Traceback", said)

    def test_a_missing_folder_is_refused(self):
        self.raw.rmdir()
        code, said = self.report()
        self.assertEqual(code, 1)
        self.assertIn("no such folder", said)


class Page(Case):
    def made(self, **programs):
        common = {"version": "1.2.3", "compiler": "g++ 12", "seeds": 5, "data": ["simulated"], "quick": False}
        both = {name: common | {"exit": 0, "seconds": 5} | record for name, record in programs.items()}
        (self.raw / "run.json").write_text(json.dumps({"programs": both}))

    def test_a_quick_run_says_so_at_the_top(self):
        self.assertIn("A quick run", self.document([], "--quick").split("## ")[0])
        self.assertNotIn("quick run", self.document([]).split("## ")[0])
        self.made(labels={"quick": True}, time={"quick": True})
        self.assertIn("> **A quick run**", self.document([]).split("## ")[0])
        self.made(labels={"quick": True}, time={})
        self.assertIn("> **Partly a quick run** (labels)", self.document([]).split("## ")[0])

    def test_how_it_was_made(self):
        self.made(labels={"seconds": 150}, time={"exit": 3, "compiler": "g++ 13"})
        document = self.document([])
        self.assertIn("> **Failed**: time.", document.split("## ")[0])
        how = section(document, "How")
        self.assertIn("- library: 1.2.3\n", how)
        self.assertIn("| labels | 2 min 30 s | complete | g++ 12 |", how)
        self.assertIn("| time | 5 s | failed (3) | g++ 13 |", how)
        self.assertIn("Not recorded", section(self.without_record(), "How"))

    def without_record(self):
        (self.raw / "run.json").unlink()
        return self.document([])

    def test_a_broken_record_is_refused(self):
        for text in ("{", "[]", '{"programs": [1]}', '{"programs": {"labels": 1}}'):
            (self.raw / "run.json").write_text(text)
            self.write([])
            code, said = self.report()
            self.assertEqual(code, 1)
            self.assertIn("run.json", said)
            self.assertNotIn("Traceback", said)

    def test_the_papers_figures_carry_their_caveat(self):
        for lines, heading in (
            (aucs(plain=0.93), "1. "),
            (over_holders("masked", 0.9, 0.9), "2. "),
            (attacked("sgd", "0.1", 0.9, 0.8), "3. "),
            (seconds("bandwidth_mbps", "shared", _100=3), "6. "),
            ([], "7. "),
        ):
            self.assertIn(CAVEAT, " ".join(section(self.document(lines), heading).split()))
        self.assertNotIn("paper (recalled)", section(self.document(aucs(data="other", plain=0.93)), "1. "))

    def test_a_sample_is_not_passed_off_as_the_papers_data(self):
        sample = rows("accuracy", "creditcard", "data", "", "rows", 12480) + aucs(data="creditcard", plain=0.97)
        self.assertIn("Its fraud data has 284,807 rows, creditcard here 12,480", self.document(sample))
        complete = [[*row[:6], 284807] if row[4] == "rows" else row for row in sample]
        self.assertNotIn("Its fraud data has", self.document(complete))

    def test_without_gnuplot_the_page_says_that_plots_are_missing(self):
        document = self.document(aucs(plain=0.93))
        self.assertIn("gnuplot was not there", document)
        self.assertNotIn("![", document)


class Recorded(pages.Recorded):
    def test_the_page_is_made_of_what_was_measured(self):
        self.same(ROOT, Case.page)


class Gaps(unittest.TestCase):
    def gap(self, a, b):
        return compare.gap(*(results.Figure.of(values) for values in (a, b)))

    def test_paired_by_seed(self):
        found = self.gap({"1": 0.5, "2": 0.75, "3": 1.0}, {"3": 0.25, "1": 0.25, "2": 0.5})
        self.assertEqual(sorted(found.differences), [0.25, 0.25, 0.75])
        self.assertAlmostEqual(found.mean, 1.25 / 3)
        self.assertAlmostEqual(found.error, 0.5 / 3)  # sample standard deviation 1 / √12, over √3
        self.assertAlmostEqual(found.least, 1 / 3)
        self.assertAlmostEqual(found.allowed, 1 / 3)

    def test_unpaired_where_seeds_differ(self):
        found = self.gap({"1": 0.5, "2": 0.75}, {"1": 0.25})
        self.assertEqual(found.differences, ())
        self.assertAlmostEqual(found.mean, 0.375)
        self.assertAlmostEqual(found.error, 0.25 / 2**0.5)
        self.assertAlmostEqual(found.least, found.error)
        self.assertAlmostEqual(found.allowed, 2 * found.error)

    def test_one_seed_has_no_error(self):
        for a, b in (({"1": 0.5}, {"1": 0.25}), ({"1": 0.5}, {"2": 0.25})):
            found = self.gap(a, b)
            self.assertEqual((found.mean, found.error, found.least, found.allowed), (0.25, None, 0, compare.NEAR))


class Charts(unittest.TestCase):
    def chart(self, entries, **more):
        series = [
            plots.Series(f"legend {i}", [plots.Point(1.0, 0.0), plots.Point(2.0, 1.0)], f"noise {i}")
            for i in range(entries)
        ]
        return plots.Chart("name", "title", "x", "y", series, **more)

    def script(self, *arguments, **more):
        return plots.script(self.chart(*arguments, **more), pathlib.Path("."))

    def test_a_long_legend_stands_at_the_side_of_a_wider_picture(self):
        short, long = self.script(6), self.script(7)
        self.assertIn("center top horizontal", short)
        self.assertIn("pngcairo size 900,520", short)
        self.assertIn("left top vertical", long)
        width = int(re.search(r"pngcairo size (\d+),520", long)[1])
        self.assertGreater(width, 1000)
        self.assertIn(f"svg size {width},520", long)

    def test_the_text_of_a_mark_stands_above_the_plot_which_makes_room_for_it(self):
        def top(script):
            return float(re.search(r"set tmargin at screen ([0-9.]+)", script)[1])

        marked = self.script(1, marks={1.5: "here"})
        self.assertIn("set label 'here' at first 1.5, graph 1.03", marked)
        self.assertLess(top(marked), top(self.script(1)))

    def test_series_that_coincide_are_moved_apart_where_asked(self):
        moved = plots.moved_apart(self.chart(3, apart=0.1))
        self.assertEqual([s.points[0].x for s in moved], [0.9, 1.0, 1.1])
        self.assertEqual(moved[0].points[0].y, 0.0)

    def test_what_is_compared_with_is_drawn_over_the_protocols_and_the_legend_keeps_its_order(self):
        series = [plots.Series(m, [plots.Point(1.0, 0.0)], m) for m in ("plain", "masked")]
        drawn = list(plots.curves(plots.Chart("name", "title", "x", "y", series)))
        marks = [text for text in drawn if "with points" in text and "keyentry" not in text]
        self.assertIn(looks.METHODS["masked"].colour, marks[0])
        self.assertIn(looks.METHODS["plain"].colour, marks[1])
        self.assertEqual([text[-8:] for text in drawn if text.startswith("keyentry")], [" 'plain'", "'masked'"])

    def test_a_dense_series_has_a_band_and_few_marks(self):
        points = [plots.Point(float(x), 1.0, dy=0.1) for x in range(40)]
        drawn = " ".join(plots.curves(plots.Chart("n", "t", "x", "y", [plots.Series("s", points, "sgd")])))
        self.assertIn("filledcurves", drawn)
        self.assertIn("every 6::0", drawn)
        self.assertNotIn("errorbars", drawn)


class Looks(unittest.TestCase):
    def test_no_two_methods_look_the_same(self):
        each = {name: (look.colour, look.mark) for name, look in looks.METHODS.items() if name != "plain_split"}
        self.assertEqual(len(set(each.values())), len(each))
        self.assertEqual(looks.METHODS["plain_split"], looks.METHODS["split"])

    def test_the_colours_of_the_private_protocols_are_nobody_elses(self):
        own = {looks.METHODS[m].colour for m in ("masked", "shared", "encrypted")}
        self.assertEqual(len(own), 3)
        of_them = ("masked", "masked32", "shared", "encrypted", "encrypted_rlwe")
        others = {look.colour for m, look in looks.METHODS.items() if m not in of_them}
        self.assertFalse(own & (others | {shade for shades in looks.FAMILIES.values() for shade in shades}))

    def test_a_method_looks_alike_in_every_plot_and_runs_of_one_kind_apart(self):
        self.assertEqual(looks.among(["plain", "masked"])[1], looks.among(["masked"])[0])
        kinds = ["sgd, rate 1", "sgd, rate 2", "sgld, rate 1", "sgld, rate 1, temperature 1/N", "noise 1"]
        colours = [look.colour for look in looks.among(kinds)]
        self.assertEqual(len(set(colours)), 5)
        for kind in ("noise", "novel"):
            self.assertEqual(len({look[:3] for look in looks.among(f"{kind} {i}" for i in range(16))}), 16)


class Axes(unittest.TestCase):
    def test_an_axis_has_a_margin_and_ends_where_values_end(self):
        self.assertEqual(axes.span([(0.0, 0, 0), (1.0, 0, 0)], False), (-0.05, 1.05))
        low, high = axes.span([(0.5, 0, 0), (0.99, 0.02, 0.02)], False, (0.0, 1.0))
        self.assertLess(low, 0.5)
        self.assertEqual(high, 1.0)
        self.assertEqual(axes.span([(0.1, 0.3, 0.3)], False, (0.0, None))[0], 0.0)

    def test_a_bar_that_reaches_zero_does_not_stretch_a_logarithmic_axis(self):
        low, high = axes.span([(1.0, 5.0, 0.0), (10.0, 0.0, 0.0)], True)
        self.assertTrue(0.25 < low < 1 / 3 and 10 < high < 13, (low, high))
        low, high = axes.span([(2.0, 0.0, 0.0)], True)
        self.assertTrue(0 < low <= 1 and high >= 4, (low, high))

    def test_numbers_have_no_zeros_at_their_end(self):
        for x, text in ((0.0001, "0.0001"), (0.2, "0.2"), (1.0, "1"), (10000.0, "10,000"), (2.5, "2.5"), (0.0, "0")):
            self.assertEqual(axes.number(x), text)

    def test_every_axis_has_at_least_three_numbers_that_do_not_crowd(self):
        for low, high, log in (
            (0.18, 0.55, True), (1e-4, 5.0, True), (70.0, 11000.0, True), (0.017, 40.0, True), (1.0, 2.0, True),
            (0.4, 1.0, False), (0.9929, 0.9994, False), (0.0, 40.0, False), (-0.08, 1.0, False), (0.0, 3.9, False),
        ):  # fmt: skip
            with self.subTest(low=low, high=high, log=log):
                found = axes.ticks(low, high, log)
                shown = [x for x, text in found.items() if text]
                self.assertTrue(3 <= len(shown) <= 9, found)
                self.assertTrue(all(low <= x <= high for x in found))
                self.assertEqual(len({text for text in found.values() if text}), len(shown))

    def test_linear_ticks_have_the_same_decimals(self):
        self.assertEqual(list(axes.ticks(0.9, 1.0, False).values())[-3:], ["0.96", "0.98", "1.00"])
        self.assertEqual(axes.ticks(-0.5, 0.5, False)[-0.4], "−0.4")

    def test_an_axis_of_tiny_or_narrow_values_still_has_numbers(self):
        self.assertTrue(axes.ticks(1.1, 1.4, True))
        self.assertTrue([text for text in axes.ticks(1.1, 1.4, True).values() if text])


class Beside(unittest.TestCase):
    def test_no_text_covers_a_mark_or_another_text(self):
        points = [(100.0 + 6 * i, 190.0 + 3 * (i % 2), f"0.{i}") for i in range(12)]
        found = beside.places(points, [], 400, 200)
        boxes = [beside.box(*at, beside.GLYPH * len(text), beside.LINE) for at, (_, _, text) in zip(found, points)]
        marks = [beside.box(x, y, beside.MARK, beside.MARK) for x, y, _ in points]
        for i, here in enumerate(boxes):
            self.assertTrue(here[0] >= 0 and here[1] >= 0 and here[2] <= 400 and here[3] <= 200)
            self.assertFalse(any(beside.meet(here, other) for other in boxes[:i] + marks))

    def test_a_bar_is_avoided_where_there_is_room(self):
        (at,) = beside.places([(100.0, 100.0, "2")], [(0.0, 100.0, 300.0, 200.0)], 400, 200)
        self.assertLess(at[1], 100)
        (crowded,) = beside.places([(100.0, 100.0, "2")], [(0.0, 0.0, 400.0, 200.0)], 400, 200)
        self.assertIsNotNone(crowded)

    def test_a_text_that_is_far_gets_a_line_and_no_text_no_place(self):
        self.assertIsNone(beside.edge(0.0, 0.0, (12.0, 0.0), "2"))
        self.assertIsNotNone(beside.edge(0.0, 0.0, (60.0, 0.0), "2"))
        self.assertEqual(beside.places([(1.0, 1.0, "")], [], 400, 200), [None])


class Bars(unittest.TestCase):
    def test_error_bars_end_one_spread_from_the_mean(self):
        point = plots.Point(2.0, 0.75, dx=0.5, dy=0.25, label='say "x"')
        self.assertEqual(plots.block(3, [point], False)[1], "2.0 0.75 1.5 2.5 0.5 1.0")
        self.assertEqual(plots.block(3, [point._replace(below=0.125)], False)[1], "2.0 0.75 1.5 2.5 0.625 1.0")

    def test_a_bar_that_reaches_zero_stays_above_it_on_a_logarithmic_axis(self):
        point = plots.Point(1.0, 0.5, dy=0.75)
        self.assertTrue(plots.block(0, [point], True)[1].endswith(" 0.0005 1.25"))
        self.assertTrue(plots.block(0, [point], False)[1].endswith(" -0.25 1.25"))


@unittest.skipUnless(shutil.which("gnuplot"), "gnuplot is not there")
class Plots(Case):
    def test_every_section_draws_both_formats(self):
        lines = sum((hold for hold, _ in CLAIMS.values() if hold[0][0] not in ("accuracy", "property")), [])
        lines += aucs(plain=0.93, masked=0.93, alone_1=0.8) + aucs(data='it\'s "x"\n`y`', plain=0.9)
        lines += CLAIMS["f"][0] + rows("curves", "d", "sgd", 1, "test_loss", 0.5, 0.6)
        lines = list({tuple(row[:6]): row for row in lines}.values())
        document = self.document(lines, plots=True)
        shown = re.findall(r"\]\(evaluation/(\w+)\.svg\) \(\[PNG\]\(evaluation/(\w+)\.png\)\)", document)
        for start in (
            "accuracy_tuned",
            "holders_d",
            "curves_d_test",
            "property_d",
            "labels_d",
            "similarity_d",
            "time_batch",
        ):
            self.assertTrue(any(svg.startswith(start) for svg, _ in shown), start)
        files = {path.name for path in (self.out / "evaluation").iterdir()}
        self.assertEqual(files, {f"{svg}.svg" for svg, _ in shown} | {f"{png}.png" for _, png in shown})
        for svg, png in shown:
            self.assertIn("</svg>", (self.out / "evaluation" / f"{svg}.svg").read_text(encoding="utf-8"))
            head = (self.out / "evaluation" / f"{png}.png").read_bytes()[:24]
            width, height = struct.unpack(">II", head[16:24])
            self.assertEqual((head[:4], height), (b"\x89PNG", 520))
            self.assertGreaterEqual(width, 900)

    def test_plots_of_an_earlier_page_go_and_other_files_stay(self):
        self.document(over_holders("masked", 0.9, 0.9), plots=True)
        own = self.out / "evaluation" / "own.svg"
        own.write_text("mine")
        self.assertTrue((self.out / "evaluation" / "holders_d.png").exists())
        self.document(aucs(plain=0.93), plots=True)
        self.assertFalse((self.out / "evaluation" / "holders_d.png").exists())
        self.assertFalse((self.out / "evaluation" / "holders_d.svg").exists())
        self.assertTrue((self.out / "evaluation" / "accuracy_tuned.svg").exists())
        self.assertTrue(own.exists())


# Stands for every bench_evaluation_<question>: tells what it was given; labels fails in the middle of a row.
PROGRAM = """#!/usr/bin/env bash
question=${0##*bench_evaluation_}
echo "$question $*" >>"$SPNN_TEST_CALLS"
while [ $# -gt 0 ]; do if [ "$1" = --out ]; then out=$2; fi; shift; done
table=$question
if [ "$question" = sgld ]; then table=curves; fi
{
    echo table,data,method,setting,metric,seed,value
    echo "$table,simulated,plain,1,auc,1,0.9"
} >"$out"
if [ "$question" = labels ]; then printf 'labels,simul' >>"$out"; exit 3; fi
"""


class Run(pages.Script, Case):
    stub = PROGRAM
    built = [f"bench_evaluation_{question}" for question in QUESTIONS]

    def called(self):
        return [line.split(maxsplit=1) for line in self.calls.read_text().splitlines()]

    def test_a_program_that_fails_does_not_stop_the_others(self):
        (self.folder / "data" / "distress").mkdir(parents=True)
        code, said = self.run_sh("--data", "data", "--json", "figures.json")
        self.assertEqual(code, 1)
        self.assertIn("labels FAILED", said)
        self.assertRegex(said, r"failed: labels\n$")
        self.assertEqual([question for question, _ in self.called()], QUESTIONS)
        for _, told in self.called():
            self.assertIn("--seeds 5", told)
            self.assertIn(f"--data {self.folder}/data", told)
            self.assertIn("/examples/data", told)
            self.assertNotIn("--quick", told)
        document = (self.out / "evaluation.md").read_text(encoding="utf-8")
        self.assertIn("> **Failed**: labels.", document)
        self.assertIn("- compiler: g++ (Made up) 1.2.3", document)
        self.assertIn("- data: shipped breast cancer, simulated payments and distress", document)
        self.assertNotIn(str(self.folder), document + (self.out / "evaluation" / "raw" / "run.json").read_text())
        self.assertNotIn(str(ROOT), document)
        self.assertEqual(len(self.figures()), 6)  # what labels wrote before it failed is among them

    def test_only_leaves_the_others_as_they_are(self):
        code, said = self.run_sh("--quick", "--only", "accuracy,time")
        self.assertEqual(code, 0, said)
        self.assertEqual([question for question, _ in self.called()], ["accuracy", "time"])
        self.assertIn("--seeds 2 --quick", self.called()[0][1])
        document = (self.out / "evaluation.md").read_text(encoding="utf-8")
        self.assertIn("> **A quick run**", document)
        self.assertIn("Not run.", section(document, "2. "))
        code, said = self.run_sh("--only", "holders", "--seeds", "7")
        self.assertEqual(code, 0, said)
        document = (self.out / "evaluation.md").read_text(encoding="utf-8")
        self.assertIn("> **Partly a quick run** (accuracy and time)", document)
        self.assertNotIn("Not run.", section(document, "2. "))
        self.assertNotIn("Not run.", section(document, "1. "))
        self.assertRegex(section(document, "How"), r"\| holders \| \d+ s \| complete \| 7 \| no \|")

    def test_a_build_that_fails_ends_it(self):
        code, said = self.run_sh(broken="yes")
        self.assertEqual(code, 1)
        self.assertIn("no such compiler", said)
        self.assertIn("the programs do not build", said)
        self.assertFalse(self.calls.exists())

    def test_arguments_that_cannot_be_meant_are_refused(self):
        (self.folder / "small.csv").write_text("Time,V1\n")
        with open(self.folder / "other.csv", "wb") as file:
            file.truncate(150828752)
        for arguments, complaint in (
            (["--creditcard", "small.csv"], "has 8 bytes, the complete creditcard.csv of Kaggle (ULB) has 150828752"),
            (["--creditcard", "other.csv"], "the right size and another SHA-256"),
            (["--creditcard", "none.csv"], "no such file"),
            (["--data", "none"], "no such folder"),
            (["--only", "accuracy,speed"], "no question speed"),
            (["--seeds", "0"], "--seeds needs a number"),
            (["--jobs", "many"], "--jobs needs a number"),
            (["--json"], "--json needs a file"),
            (["--fast"], "unknown argument --fast"),
        ):
            with self.subTest(arguments=arguments):
                code, said = self.run_sh(*arguments)
                self.assertEqual(code, 2)
                self.assertIn(complaint, said)
                self.assertFalse(self.calls.exists())


if __name__ == "__main__":
    unittest.main()
