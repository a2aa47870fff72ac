"""Feeds made-up rows into bench/report/write.py, and made-up programs into bench/run.sh performance.

performance.py ROOT [unittest arguments]
"""

import json
import os
import pathlib
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
sys.dont_write_bytecode = True
import pages  # noqa: E402

FIELDS = {"name", "ours", "peer", "unit", "ratio", "target", "met"}
PROGRAMS = ["epochs", "distress", "products", "streams", "paillier", "traffic", "memory", "estimate"]


def rows(name, unit, parameters, *values):
    return [[name, value, unit, parameters] for value in values]


def torch(*values):
    return rows("epoch.torch", "s", "rows=227845", *values)


def epochs(protocol, *values, number=227845, tier="best", of="epoch"):
    return rows(f"epoch.{protocol}", "s", f"rows={number};columns=28;holders=2;tier={tier};of={of}", *values)


def estimates(quantity, unit, estimated, found, which="measured", skip=()):
    """The same figures for both networks and all protocols; `skip` are those without."""
    cases = ((s, p) for s in ("28-8-8-1", "556-400-16-8-1") for p in ("masked", "shared", "encrypted"))
    where = [f"shape={shape};protocol={protocol};rows=9" for shape, protocol in cases if protocol not in skip]
    both = (("estimated", estimated), (which, found))
    return sum((rows(f"{name}.{quantity}", unit, at, *values) for at in where for name, values in both), [])


def growth(protocol, **seconds):
    return sum((epochs(protocol, s, number=int(n[1:]), of="growth") for n, s in seconds.items()), [])


def products(which, tier, *values, shape="5000x28x8"):
    return rows(f"product.{which}", "GMAC/s", f"shape={shape};{tier}", *values)


class Case(pages.Case):
    root, page = ROOT, "performance"
    header = ["name", "value", "unit", "parameters"]

    def lines(self, raw, *arguments, plots=False):
        """The lines of the report by name."""
        self.make(raw, *arguments, plots=plots)
        found = self.figures()
        by_name = {line["name"]: line for line in found}
        self.assertEqual(len(by_name), len(found), "two lines have one name")
        return by_name

    def document(self):
        return (self.out / "performance.md").read_text(encoding="utf-8")


class Lines(Case):
    def test_a_ratio_is_that_of_medians_and_every_line_has_its_fields(self):
        lines = self.lines(torch(0.010, 0.014, 0.020) + epochs("plain", 0.007, 0.001, 0.009))
        for line in lines.values():
            self.assertLessEqual(FIELDS, line.keys())
        line = lines["plaintext network, one thread"]
        self.assertEqual((line["ours"], line["peer"], line["unit"]), (0.007, 0.014, "s"))
        self.assertAlmostEqual(line["ratio"], 0.5)
        self.assertEqual((line["target"], line["met"], line["then"], line["then_met"]), (0.7, True, 0.4, False))
        self.assertEqual(line["measurements"], 3)
        self.assertIn(
            "| plaintext network, one thread | 7.00 (1.00 to 9.00, n = 3) ms | 14.0 (10.0 to 20.0, n = 3) ms, PyTorch,"
            " one thread | 0.500 | ≤ 0.7 | yes | ≤ 0.4 | **no** |  |",
            self.document(),
        )

    def test_a_time_on_its_target_is_met_and_one_above_is_not(self):
        for ours, met in ((3.0, True), (2.9, True), (3.0001, False)):
            with self.subTest(ours=ours):
                self.assertIs(self.lines(torch(1) + epochs("masked", ours))["masked epoch"]["met"], met)

    def test_of_speeds_more_is_better(self):
        for ours, floor, then in ((8, True, False), (9.5, True, True), (7.99, False, False)):
            with self.subTest(ours=ours):
                line = self.lines(
                    products("ours", "tier=avx512", ours)
                    + products("floor", "tile=8x8", 9)
                    + products("floor", "tile=16x8", 10)  # the fastest floor counts
                )["5000x28x8, AVX-512"]
                self.assertEqual((line["peer"], line["met"], line["then_met"]), (10, floor, then))
                self.assertEqual(line["better"], "more")
                self.assertIn("≥ 0.8", self.document())

    def test_each_tier_is_compared_with_eigen_for_its_instructions(self):
        raw = sum((products("ours", f"tier={t}", x) for t, x in (("portable", 2), ("avx2", 4), ("avx512", 8))), [])
        raw += sum((products("eigen", f"tier={t}", x) for t, x in (("portable", 2), ("avx2", 4), ("avx512", 2))), [])
        lines = self.lines(raw)
        beside = [lines[f"5000x28x8, {tier}, beside Eigen"] for tier in ("portable", "AVX2", "AVX-512")]
        self.assertEqual([(x["ratio"], x["met"]) for x in beside], [(1, True), (1, False), (4, True)])
        missing = lines["1024x1024x1024, AVX-512"]
        self.assertEqual((missing["better"], missing["unit"], missing["met"]), ("more", "GMAC/s", False))

    def test_a_missing_peer_is_said_and_never_met(self):
        lines = self.lines(
            epochs("masked", 0.001) + [["epoch.torch", "PyTorch is not there", "missing", ""]]
        )
        line = lines["masked epoch"]
        self.assertEqual((line["ours"], line["peer"], line["ratio"], line["met"]), (0.001, None, None, False))
        self.assertIn("PyTorch, one thread: PyTorch is not there", line["note"])
        shared = lines["shared epoch"]
        self.assertEqual((shared["ours"], shared["met"]), (None, False))
        self.assertIn("ours: not measured", shared["note"])
        self.assertIn("could not be measured and are not among the met", self.document())
        self.assertIn("**0 of ", self.document())

    def test_a_reason_belongs_to_the_tier_it_was_given_for(self):
        lines = self.lines([["product.ours", "no such instructions", "missing", "tier=avx512"]])
        self.assertIn("ours: no such instructions", lines["5000x28x8, AVX-512"]["note"])
        self.assertIn("ours: not measured", lines["5000x28x8, portable, beside Eigen"]["note"])

    def test_an_encrypted_epoch_on_fewer_rows_is_scaled_and_says_so(self):
        line = self.lines(torch(0.01) + epochs("encrypted", 1, number=45569))["encrypted epoch"]
        self.assertAlmostEqual(line["ours"], 5)
        self.assertAlmostEqual(line["ratio"], 500)
        self.assertIs(line["met"], True)
        self.assertIn("measured on 45,569 rows, scaled to 227,845", line["note"])

    def test_two_runs_of_one_path_are_no_second_path(self):
        for without, met, said in ((1.0, False, "same path"), (5, True, ""), (9, False, "")):
            with self.subTest(without=without):
                line = self.lines(epochs("encrypted", 1) + epochs("encrypted", without, tier="avx2"))[
                    "encrypted epoch without IFMA"
                ]
                self.assertIs(line["met"], met)
                self.assertIn(said, line["note"])

    def test_lines_without_target_only_inform(self):
        line = self.lines(epochs("plain", 2) + epochs("floor", 1))["plaintext network beside the floor"]
        self.assertEqual((line["ratio"], line["target"], line["met"]), (2, None, None))

    def test_a_target_for_the_figure_itself_needs_no_peer(self):
        for seconds, met in ((12, True), (12.01, False)):
            with self.subTest(seconds=seconds):
                line = self.lines(rows("compile.first", "s", "", seconds))["examples/01_first.cpp, -O2"]
                self.assertEqual((line["peer"], line["ratio"], line["target"], line["met"]), (None, None, 12, met))
        self.assertIn("≤ 12 s", self.document())

    def test_traffic_has_targets_at_one_bandwidth(self):
        raw = sum((rows("traffic.plain_split", "s", f"rows=9;megabits={m}", 1) for m in (10, 100)), [])
        raw += sum((rows("traffic.masked32", "s", f"rows=9;megabits={m}", 1.1) for m in (10, 100)), [])
        lines = self.lines(raw + rows("megabytes.masked32", "MB", "rows=9", 4))
        self.assertIsNone(lines["masked, z2k<32>, 10 Mbit/s"]["met"])
        self.assertIs(lines["masked, z2k<32>, 100 Mbit/s"]["met"], True)
        self.assertIn("an epoch of 9 rows after the first: masked, z2k&lt;32&gt; 4.00.", self.document())


    def test_an_estimate_may_miss_neither_way(self):
        for estimated, ratio, met in ((3, 1.5, True), (4 / 3, 1.5, True), (3.01, 1.505, False), (1.3, 2 / 1.3, False)):
            with self.subTest(estimated=estimated):
                line = self.lines(estimates("seconds", "s", (estimated,), (1, 2, 9)))["28-8-8-1, shared: seconds"]
                self.assertEqual((line["ours"], line["peer"], line["target"]), (estimated, 2, 1.5))
                self.assertAlmostEqual(line["ratio"], ratio)
                self.assertIs(line["met"], met)
                self.assertEqual(line["ratio_of"], "larger over smaller")
                self.assertIn("| ≤ 1.5 either way |", self.document())

    def test_what_an_estimate_counts_is_met_by_nothing_but_equality(self):
        for estimated, met in ((4194304001, True), (4194304002, False), (4194304000, False)):
            with self.subTest(estimated=estimated):
                raw = estimates("bytes", "bytes", (estimated,), (4194304001,), "counted")
                line = self.lines(raw)["bytes of all six"]
                self.assertEqual((line["ours"], line["met"]), (6 * estimated, met))
                self.assertIn("| equal |", self.document())
        some = estimates("rounds", "rounds", (7,), (7,), "counted", skip=("encrypted",))
        line = self.lines(some)["rounds of all six"]
        self.assertEqual((line["ours"], line["peer"], line["met"]), (None, None, False))


class Growth(Case):
    def test_growth_is_judged_by_its_slope(self):
        lines = self.lines(
            growth("masked", _10000=1, _20000=2, _40000=4)
            + growth("shared", _10000=1, _40000=8)
            + growth("plain", _10000=1)
            + epochs("masked", 99)  # of another question
        )
        masked, shared = lines["masked, by rows"], lines["shared, by rows"]
        self.assertAlmostEqual(masked["ours"], 1)
        self.assertIs(masked["met"], True)
        self.assertAlmostEqual(shared["ours"], 1.5)
        self.assertIs(shared["met"], False)
        self.assertIs(lines["plaintext network, by rows"]["met"], False)  # one size has no slope
        self.assertIs(lines["masked, by holders"]["met"], False)

    def test_memory_is_told_by_row(self):
        lines = self.lines(
            rows("memory.peak", "MiB", "rows=1000000", 100)
            + rows("memory.peak", "MiB", "rows=2000000", 200)
            + rows("memory.epoch", "s", "rows=2000000", 3)
        )
        self.assertAlmostEqual(lines["peak memory, by rows"]["ours"], 1)
        self.assertIn("2,000,000 simulated rows: 200 (n = 1) MiB at most, 105 bytes a row", self.document())

    def test_the_ten_dearest_headers_are_listed(self):
        self.lines(
            sum((rows("compile.header", "s", f"header=spnn/h{i}.hpp", i) for i in range(1, 13)), [])
            + [["compile.header", "it needs what is not there", "missing", "header=spnn/net/grpc.hpp"]]
        )
        document = self.document()
        self.assertIn("of 12 public headers; the median of all is 6.50 s", document)
        self.assertIn("| `spnn/h12.hpp` | 12.0 |\n| `spnn/h11.hpp` | 11.0 |", document)
        self.assertIn("`spnn/h3.hpp`", document)
        self.assertNotIn("`spnn/h2.hpp`", document)
        self.assertIn("is not there: spnn/net/grpc.hpp.", document)

    def test_plots_are_drawn_and_shown(self):
        if not any((pathlib.Path(p) / "gnuplot").exists() for p in os.environ["PATH"].split(":")):
            self.skipTest("no gnuplot")
        self.lines(growth("masked", _10000=1, _20000=2), plots=True)
        self.assertIn("![Time of an epoch, by rows of an epoch](performance/by_rows.svg)", self.document())
        self.assertIn("</svg>", (self.out / "performance" / "by_rows.svg").read_text(encoding="utf-8"))
        self.assertFalse((self.out / "performance" / "memory.svg").exists())


class Page(Case):
    def test_what_made_it_is_named_and_what_failed_stands_at_the_top(self):
        record = {"processor": "Made up 9000", "flags": "-O3", "load": 0.1, "seconds": 7, "rounds": 5, "quick": False}
        run = {"epochs": record | {"exit": 0}, "growth": record | {"exit": 3, "load": 2.5}}
        (self.raw / "run.json").write_text(json.dumps({"programs": run}))
        self.lines([["peer.torch", "PyTorch 1.2.3", "text", ""]])
        document = self.document()
        self.assertIn("- processor: Made up 9000\n- peers: PyTorch 1.2.3", document)
        self.assertIn("- flags: -O3", document)
        self.assertIn("| growth | 7 s | 5 | failed (3) | no | 2.50 |", document)
        self.assertLess(document.index("> **Failed**: growth."), document.index("## Training"))
        self.assertIn("> **The machine was busy** before the run of growth:", document)
        self.assertNotIn("quick run", document)

    def test_a_quick_run_says_so(self):
        self.lines([], "--quick")
        self.assertIn("> **A quick run**", self.document())

    def test_broken_rows_are_refused_with_file_and_line(self):
        for line, complaint in (
            (["epoch.plain", "fast", "s", ""], "raw.csv:2: the value 'fast' is not a positive number"),
            (["epoch.plain", "-1", "s", ""], "the value '-1' is not a positive number"),
            (["epoch.plain", "nan", "s", ""], "the value 'nan' is not a positive number"),
            (["epoch.plain", "1", "s", "rows"], "the parameter 'rows' is not key=value"),
            (["epoch.plain", "1", "s"], "expected name,value,unit,parameters"),
            (["", "1", "s", ""], "expected name,value,unit,parameters"),
        ):
            with self.subTest(line=line):
                self.write([line])
                code, said = self.report()
                self.assertEqual(code, 1)
                self.assertIn(complaint, said)
        self.write(rows("x", "s", "", 1) + rows("x", "ms", "", 1))
        self.assertIn("x in ms, before in s", self.report()[1])
        self.write([], header=["name", "value"])
        self.assertIn("raw.csv:1: the header is not name,value,unit,parameters", self.report()[1])


class Recorded(pages.Recorded):
    def test_the_page_is_made_of_what_was_measured(self):
        self.same(ROOT, Case.page)


PROGRAM = """#!/usr/bin/env bash
echo "${0##*/bench_performance_} cpu=${SPNN_CPU-} $*" >>"$SPNN_TEST_CALLS"
echo name,value,unit,parameters
case "$0" in
    *traffic) echo "traffic.masked,1,s,rows=10000;megabits=100"; printf 'traffic.mas'; exit 3 ;;
    *epochs)
        case "$*" in *plain,floor*) echo "epoch.plain,2,s,rows=227845;of=epoch" ;; esac ;;
esac
"""


class Run(pages.Script, Case):
    stub = PROGRAM
    built = [f"bench_performance_{name}" for name in PROGRAMS]
    environment = {"SPNN_CPU": "portable"}

    def called(self):
        return self.calls.read_text().splitlines()

    def raw_of(self, question):
        return (self.out / "performance" / "raw" / f"{question}.csv").read_text(encoding="utf-8")

    def test_a_program_that_fails_keeps_its_whole_rows_and_stops_no_other(self):
        code, said = self.run_sh("--quick", "--only", "traffic,growth", "--json", "lines.json")
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"failed: traffic\n$")
        kept = "name,value,unit,parameters\ntraffic.masked,1,s,rows=10000;megabits=100\n"
        self.assertEqual(self.raw_of("traffic"), kept)
        self.assertTrue(any(call.startswith("memory ") for call in self.called()))
        self.assertIn("> **Failed**: traffic.", self.document())
        self.assertIn("- compiler: g++ (Made up) 1.2.3\n- flags: -O9", self.document())
        self.assertNotIn(str(self.folder), self.document())
        self.assertNotIn(str(ROOT), self.document())
        self.assertTrue((self.folder / "lines.json").exists())

    def test_instruction_sets_are_asked_for_one_after_the_other_and_those_of_the_caller_forgotten(self):
        code, said = self.run_sh("--quick", "--only", "streams,growth")
        self.assertEqual(code, 0, said)
        calls = self.called()
        self.assertTrue(any(call.startswith("streams cpu=portable") for call in calls))
        self.assertTrue(all("cpu= " in call for call in calls if call.startswith(("epochs", "memory"))))

    def test_estimates_are_counted_once_and_those_of_encrypted_are_on_few_rows(self):
        code, said = self.run_sh("--quick", "--only", "estimate")
        self.assertEqual(code, 0, said)
        calls = [call for call in self.called() if call.startswith("estimate ")]
        self.assertEqual(sum("--counts" in call for call in calls), 1)
        self.assertTrue(all("--rows 1000" in call for call in calls if "masked,shared" not in call))

    def test_peers_that_were_not_built_are_told(self):
        code, said = self.run_sh("--quick", "--only", "products")
        self.assertEqual(code, 0, said)
        self.assertIn("product.eigen,Eigen was not found,missing,tier=portable", self.raw_of("products"))
        self.assertIn("Eigen, same instructions: Eigen was not found", self.document())

    def test_a_build_that_fails_ends_it(self):
        code, said = self.run_sh("--only", "streams", broken="yes")
        self.assertEqual(code, 1)
        self.assertIn("no such compiler", said)
        self.assertIn("the programs do not build", said)
        self.assertFalse(self.calls.exists())

    def test_arguments_that_cannot_be_meant_are_refused(self):
        for arguments, complaint in (
            (["--only", "epochs,speed"], "no question speed"),
            (["--jobs", "many"], "--jobs needs a number"),
            (["--json"], "--json needs a file"),
            (["--quick", "--long"], "exclude each other"),
            (["--fast"], "unknown argument --fast"),
        ):
            with self.subTest(arguments=arguments):
                code, said = self.run_sh(*arguments)
                self.assertEqual(code, 2)
                self.assertIn(complaint, said)
        code, said = self.run_sh("--help")
        self.assertEqual((code, said), (0, ""))


if __name__ == "__main__":
    unittest.main()
