"""Runs spnn_train as a user does, and checks its last line, its files, its errors and its exit codes.

spnn_train.py PROGRAM EXAMPLE_DATA [unittest arguments]
"""

import csv
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
DATA = pathlib.Path(sys.argv.pop(1)).resolve()
HOSPITAL = DATA / "breast_cancer" / "hospital.csv"
LABORATORY = DATA / "breast_cancer" / "laboratory.csv"
TWO_PARTIES = ["--party", HOSPITAL, "--party", LABORATORY]
DIGITS = DATA / "digits" / "digits.csv.gz"

ALL = [("in_the_clear", None), ("masked", None), ("shared", None), ("encrypted", "rlwe"), ("encrypted", "paillier")]

FIELDS = {
    "protocol": str, "holders": int, "rows": int, "features": int, "epochs": int, "batch": int, "seed": int,
    "train_loss": float, "test_auc": float, "plaintext_test_auc": float, "bitwise_equal_to_in_the_clear": bool,
    "max_abs_weight_difference_from_plaintext": float, "seconds_per_epoch": float, "bytes_sent": dict,
    "messages_sent": dict,
}


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=600)


def auc(scores, labels):
    """By its definition: the share of pairs in the right order."""
    positive = [s for s, y in zip(scores, labels) if y == 1]
    negative = [s for s, y in zip(scores, labels) if y == 0]
    wins = sum((p > n) + (p == n) / 2 for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def table(self, name, header, rows):
        return self.file(name, "\n".join(",".join(map(str, line)) for line in [header, *rows]) + "\n")

    def succeed(self, *arguments):
        done = run("--quiet", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        runs = json.loads(done.stdout.splitlines()[-1])
        for r in runs:
            self.assertTrue(r["bitwise_equal_to_in_the_clear"])
            self.assertLess(r["max_abs_weight_difference_from_plaintext"], 1e-2)
            self.assertTrue(all(n > 0 for n in r["bytes_sent"].values()))
        return runs

    def fail_with(self, code, *words_and_arguments):
        """words: what the one line on the standard error must hold."""
        words, arguments = words_and_arguments[0], words_and_arguments[1:]
        done = run("--quiet", *arguments)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for word in ["spnn_train: ", *words]:
            self.assertIn(word, done.stderr)


class Success(Case):
    def test_every_protocol_equals_the_one_in_the_clear(self):
        runs = self.succeed(*TWO_PARTIES, "--epochs", 2, "--batch", 128)
        self.assertEqual([(r["protocol"], r["cipher"]) for r in runs], ALL)
        self.assertEqual([r["security_bits"] for r in runs], [None, None, None, 128, 128])
        for r in runs:
            for field, kind in FIELDS.items():
                self.assertIsInstance(r[field], kind, field)
            self.assertEqual((r["holders"], r["rows"], r["features"], r["epochs"], r["batch"]), (2, 398, 30, 2, 128))
            self.assertLess(abs(r["test_auc"] - r["plaintext_test_auc"]), 0.002)
            if r["protocol"] == "shared":  # whose products are not rounded
                self.assertAlmostEqual(r["train_loss"], runs[0]["train_loss"], places=5)
            else:
                self.assertEqual(r["train_loss"], runs[0]["train_loss"])
            roles = {"server", "holder_1", "holder_2"} | ({"dealer"} if r["protocol"] == "shared" else set())
            self.assertEqual(set(r["bytes_sent"]), roles)
            self.assertEqual(set(r["messages_sent"]), roles)
            self.assertEqual(len(r["party_alone_test_auc"]), 2)

    def test_three_and_five_holders(self):
        for k in (3, 5):
            runs = self.succeed("--party", HOSPITAL, "--split-columns", k, "--epochs", 1, "--protocol", "shared")
            self.assertEqual((runs[0]["holders"], runs[0]["features"]), (k, 15))
            self.assertEqual(runs[0]["columns"], [15 // k] * k)
        runs = self.succeed("--party", HOSPITAL, "--split-columns", 3, "--epochs", 1, "--batch", 512,
                            "--security-bits", 112, "--cipher", "paillier", "--protocol", "encrypted", "--threads", 2)
        self.assertEqual([(r["protocol"], r["cipher"], r["security_bits"]) for r in runs],
                         [("encrypted", "paillier", 112)])

    def test_ciphers(self):
        args = [*TWO_PARTIES, "--epochs", 1, "--batch", 128]
        for arguments, ciphers in ((["--protocol", "encrypted"], ["rlwe"]), (["--cipher", "rlwe"], [None] * 3 + ["rlwe"])):
            runs = self.succeed(*args, *arguments)
            self.assertEqual([r["cipher"] for r in runs], ciphers)

    def test_reopened_features_cost_more_and_change_nothing(self):
        args = [*TWO_PARTIES, "--epochs", 3, "--protocol", "shared"]
        kept, reopened = self.succeed(*args)[0], self.succeed(*args, "--reopen")[0]
        self.assertEqual(kept["train_loss"], reopened["train_loss"])
        self.assertLess(kept["bytes_sent"]["holder_2"], reopened["bytes_sent"]["holder_2"])

    def test_label_only_by_option_and_by_file(self):
        args = ["--epochs", 1, "--protocol", "masked"]
        by_option = self.succeed(*TWO_PARTIES, "--label-only", *args)[0]
        self.assertEqual((by_option["label_owner"], by_option["columns"]), ("labeler", [15, 15]))
        self.assertIn("labeler", by_option["bytes_sent"])
        with open(HOSPITAL) as source:
            lines = list(csv.reader(source))
        label = self.table("label.csv", ["id", "y"], [line[:2] for line in lines[1:]])
        rest = self.table("rest.csv", ["id", *lines[0][2:]], [[line[0], *line[2:]] for line in lines[1:]])
        by_file = self.succeed("--party", rest, "--party", label, "--party", LABORATORY, *args)[0]
        self.assertEqual((by_file["label_owner"], by_file["columns"]), ("labeler", [15, 15]))

    def test_classes(self):
        r = self.succeed("--party", DIGITS, "--split-columns", 2, "--constant-columns", "drop", "--task", "classes",
                         "--epochs", 15, "--batch", 64, "--protocol", "masked")[0]
        self.assertIsNone(r["test_auc"])
        self.assertGreater(r["test_accuracy"], 0.9)

    def test_a_network_by_its_text_is_the_one_of_that_name(self):
        args = [*TWO_PARTIES, "--epochs", 2, "--protocol", "masked", "--network"]
        by_name = self.succeed(*args, "8-8-1")[0]
        zones = "8: bias, sigmoid, dense 8, sigmoid | dense 1 | binary_cross_entropy"
        for text in ("d-8-8-1 sigmoid", "30-8-8-1 sigmoid", "d: dense 8, sigmoid, dense 8, sigmoid, dense 1", zones):
            r = self.succeed(*args, text)[0]
            self.assertEqual(r["network"], text)
            self.assertEqual((r["train_loss"], r["test_auc"]), (by_name["train_loss"], by_name["test_auc"]))
        self.assertNotEqual(self.succeed(*args, "d-8-8-1 tanh")[0]["train_loss"], by_name["train_loss"])

    def test_networks_without_a_hidden_layer_and_of_other_layers(self):
        r = self.succeed(*TWO_PARTIES, "--network", "d-1", "--epochs", 20, "--protocol", "masked")[0]
        self.assertGreater(r["test_auc"], 0.98)
        self.succeed(*TWO_PARTIES, "--epochs", 1, "--batch", 128, "--protocol", "shared", "--network",
                     "d: dense 6, relu, residual (dense 6, tanh), dropout 20, dense 1")
        r = self.succeed("--party", DIGITS, "--split-columns", 2, "--constant-columns", "drop", "--task", "classes",
                         "--network", "d-24-10 relu", "--epochs", 10, "--batch", 64, "--protocol", "masked")[0]
        self.assertGreater(r["test_accuracy"], 0.85)
        self.succeed(*TWO_PARTIES, "--network", "4: bias, relu | dense 1 | mean_squared_error", "--epochs", 1,
                     "--protocol", "masked")

    def test_regression_in_the_unit_of_the_label(self):
        draw = random.Random(5)
        xs = [[draw.gauss(0, 1), draw.gauss(0, 1)] for _ in range(600)]
        one = self.table("one.csv", ["key", "a", "target"],
                         [[i, x, 1000 + 50 * (x + z)] for i, (x, z) in enumerate(xs)])
        two = self.table("two.csv", ["key", "b"], [[i, z] for i, (x, z) in enumerate(xs)])
        r = self.succeed("--party", one, "--party", two, "--id-column", "key", "--label-column", "target", "--task",
                         "regression", "--epochs", 30, "--batch", 32, "--protocol", "masked")[0]
        self.assertIsNone(r["test_auc"])
        self.assertLess(r["test_rmse"], 25)
        self.assertGreater(min(r["party_alone_test_rmse"]), 40)

    def test_one_file_with_words_and_without_ids(self):
        draw = random.Random(6)
        lines = [[draw.gauss(0, 1), draw.choice("uvw"), 7, draw.gauss(0, 1)] for _ in range(300)]
        text = "a,kind,useless,value\n" + "".join(",".join(map(str, line)) + "\n" for line in lines)
        path = self.folder / "all.csv.gz"
        with gzip.open(path, "wt") as out:
            out.write(text)
        r = self.succeed("--party", path, "--split-columns", 2, "--id-column", "none", "--drop", "useless",
                         "--one-hot", "kind", "--label-column", "value", "--label-below", 0, "--epochs", 1,
                         "--protocol", "masked")[0]
        self.assertEqual((r["columns"], r["rows"]), ([2, 2], 210))

    def test_test_files_and_what_is_written(self):
        history, predictions, figures = (self.folder / name for name in ("h.csv", "p.csv", "f.json"))
        runs = self.succeed(*TWO_PARTIES, "--test-party", HOSPITAL, "--test-party", LABORATORY, "--epochs", 3,
                            "--protocol", "masked", "--runs", 2, "--seed", 7, "--history", history, "--predictions",
                            predictions, "--json", figures)
        self.assertEqual([r["seed"] for r in runs], [7, 8])
        self.assertNotEqual(runs[0]["train_loss"], runs[1]["train_loss"])
        self.assertEqual(json.loads(figures.read_text()), runs)
        with open(history) as source:
            lines = list(csv.DictReader(source))
        self.assertEqual(len(lines), 2 * 2 * 3)
        last = [l for l in lines if (l["protocol"], l["seed"], l["epoch"]) == ("masked", "7", "3")][0]
        self.assertAlmostEqual(float(last["train_loss"]), runs[0]["train_loss"], 6)
        self.assertAlmostEqual(float(last["test_auc"]), runs[0]["test_auc"], 6)
        with open(predictions) as source:
            lines = [l for l in csv.DictReader(source) if (l["protocol"], l["seed"]) == ("masked", "8")]
        self.assertEqual(len(lines), 569)
        computed = auc([float(l["prediction"]) for l in lines], [int(l["label"]) for l in lines])
        self.assertAlmostEqual(computed, runs[1]["test_auc"], 6)

    def test_early_stopping(self):
        r = self.succeed(*TWO_PARTIES, "--protocol", "masked", "--epochs", 200, "--learning-rate", 0.1,
                         "--early-stopping", 2)[0]
        self.assertLess(r["epochs"], 200)
        self.assertLess(r["rows"], 398)

    def test_optimizers_weights_and_bounds(self):
        for options in (["--optimizer", "sgd", "--momentum", 0.5], ["--optimizer", "sgld", "--learning-rate", 0.001],
                        ["--class-weight", 2, "--l2", 0.001, "--clip-norm", 1],
                        ["--fraction-bits", 16, "--range-bits", 20]):
            self.succeed(*TWO_PARTIES, "--epochs", 2, "--protocol", "masked", *options)

    def test_narrow_numbers_are_sent_in_half_the_bytes_and_change_no_protocol_beside_another(self):
        args = [*TWO_PARTIES, "--epochs", 2]
        wide = self.succeed(*args, "--protocol", "masked", "--fraction-bits", 10)[0]
        done = run(*args, "--narrow", "--product-noise", 0.01)
        self.assertIn("h1 in 10 bits of fraction, up to 2^9, z2k<32>", done.stdout)
        narrow = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual([r["ring"] for r in narrow], ["z2k<64>", "z2k<32>", "z2k<32>", "z2k<64>", "z2k<64>"])
        self.assertTrue(all(r["bitwise_equal_to_in_the_clear"] for r in narrow))
        self.assertEqual({r["fraction_bits"] for r in narrow}, {10})
        masked = narrow[1]
        self.assertLess(masked["h1_range"], wide["h1_range"])
        self.assertLess(masked["bytes_sent"]["holder_2"], 0.6 * wide["bytes_sent"]["holder_2"])
        # 20 bits of fraction leave 32 bits no room.
        self.assertEqual(self.succeed(*args, "--protocol", "masked", "--narrow", "--fraction-bits", 20)[0]["ring"],
                         "z2k<64>")
        self.assertAlmostEqual(masked["test_auc"], wide["test_auc"], delta=0.01)
        self.assertEqual(run(*args, "--narrow", "--range-bits", 5).returncode, 2)

    def test_a_defence_changes_the_run_and_every_protocol_alike(self):
        args = [*TWO_PARTIES, "--epochs", 2, "--protocol", "masked"]
        bare = self.succeed(*args)[0]
        self.assertEqual(bare["defence"], "none")
        seen = {bare["train_loss"]}
        for options, name in ((["max_norm"], "max_norm"), (["marvell"], "marvell(power 4)"),
                              (["marvell", "--defence-power", 0.5], "marvell(power 0.5)")):
            runs = self.succeed(*args, "--defence", *options)
            self.assertEqual(runs[0]["defence"], name)
            self.assertEqual(runs[0]["party_alone_test_auc"], bare["party_alone_test_auc"])  # nothing leaves there
            seen.add(runs[0]["train_loss"])
        self.assertEqual(len(seen), 4)

    def test_noise_on_the_first_layer_changes_protocols_alike(self):
        args = [*TWO_PARTIES, "--epochs", 2]
        bare = self.succeed(*args, "--protocol", "masked")[0]
        noisy = []
        for protocol in ("masked", "shared"):
            done = run("--quiet", *args, "--protocol", protocol, "--product-noise", 0.5)
            noisy += json.loads(done.stdout.splitlines()[-1])
        self.assertEqual([r["bitwise_equal_to_in_the_clear"] for r in noisy], [True, True])
        self.assertEqual([r["product_noise"] for r in noisy], [0.5, 0.5])
        self.assertNotEqual(noisy[0]["train_loss"], bare["train_loss"])
        self.assertAlmostEqual(noisy[0]["train_loss"], noisy[1]["train_loss"], places=5)  # shared does not round
        self.assertEqual(noisy[0]["plaintext_train_loss"], bare["plaintext_train_loss"])

    def test_an_audit_says_what_gradients_tell_about_labels(self):
        args = [*TWO_PARTIES, "--epochs", 2, "--protocol", "masked", "--audit"]
        bare = self.succeed(*args)[0]["audit"]
        self.assertEqual(set(bare), {"the server", "holder_2"})
        self.assertEqual(bare["the server"]["sign"], 1)
        self.assertGreater(bare["holder_2"]["sign"], 0.95)
        defended = self.succeed(*args, "--defence", "marvell", "--defence-power", 16)[0]["audit"]
        for who in bare:
            self.assertLess(abs(defended[who]["sign"] - 0.5), 0.3)
        self.assertNotIn("audit", self.succeed(*args[:-1])[0])
        r = run(*args)
        self.assertIn("the server can tell nearly perfectly which rows are positive", r.stdout)

    def test_simulated_payments_need_both_parties(self):
        r = self.succeed("--simulate", 10000, "--epochs", 2, "--batch", 64, "--learning-rate", 0.02,
                         "--protocol", "masked")[0]
        self.assertGreater(r["test_auc"], 0.85)
        self.assertLess(max(r["party_alone_test_auc"]), 0.80)

    def test_an_estimate_is_of_the_run_that_follows(self):
        # Without history nothing is evaluated; what a run sends besides, the set-up and the rows to predict, is not in it.
        args = [*TWO_PARTIES, "--epochs", 3, "--batch", 128]
        done = run("--quiet", *args, "--estimate", "--bandwidth", 100, "--latency", 5)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        said = json.loads(done.stdout)
        self.assertEqual([(e["protocol"], e["cipher"]) for e in said], ALL)
        estimates = {e["protocol"]: e for e in said}
        # 4 batches; and the verdict: label owner -> server -> holder_2, while holder_1 in `encrypted` sends its next part
        rounds = {"in_the_clear": 4 * 4 + 2, "masked": 4 * 4 + 2, "shared": 4 * 5 + 2, "encrypted": 4 * 5 + 1}
        for e in said:
            self.assertEqual((e["rows"], e["epochs"], e["batch"], e["columns"]), (398, 3, 128, [15, 15]))
            self.assertEqual(e["epoch"]["rounds"], rounds[e["protocol"]])
            self.assertEqual(e["run"]["bytes"], sum(e["bytes_sent"].values()))
            self.assertEqual(e["run"]["bytes"], e["once"]["bytes"] + 3 * e["epoch"]["bytes"])
            self.assertGreater(e["epoch"]["computing_seconds"], 0)
            self.assertGreater(e["epoch"]["network_seconds"], e["epoch"]["rounds"] * 0.005)
        trained = self.succeed(*args, "--protocol", "masked")[0]
        # holder_2: 3 epochs x 398 rows, 171 rows to predict, 8 ring elements of 8 bytes each; at most some kB of set-up
        predicted = sum(64 + 8 * 8 * min(128, 171 - at) for at in range(0, 171, 128))
        more = trained["bytes_sent"]["holder_2"] - estimates["masked"]["bytes_sent"]["holder_2"] - predicted
        self.assertTrue(0 <= more < 10_000, more)

    def test_an_estimate_without_a_network_and_for_people(self):
        args = [*TWO_PARTIES, "--protocol", "shared", "--estimate"]
        e = self.last_line(run("--quiet", *args))[0]
        self.assertEqual((e["run"]["network_seconds"], e["bandwidth"], e["latency"]), (0, 0, 0))
        done = run(*args, "--bandwidth", 50)
        for words in ("shared", "one epoch", "dealer sends", "50 Mbit/s", "Rounds"):
            self.assertIn(words, done.stdout)
        self.assertNotIn("plaintext", done.stdout)

    def last_line(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout.splitlines()[-1])

    def test_a_person_reads_a_table(self):
        done = run(*TWO_PARTIES, "--epochs", 1, "--protocol", "masked")
        self.assertEqual(done.returncode, 0)
        for words in ("plaintext, all columns", "holder_2 alone", "masked", "test AUC", "server sent",
                      "who learns what", "bit for bit"):
            self.assertIn(words, done.stdout)
        self.assertNotIn("defended", done.stdout)
        json.loads(done.stdout.splitlines()[-1])
        self.assertIn("loss", done.stderr)


class Failure(Case):
    header = ["id", "y", "a"]
    rows = [["r1", 0, 1.5], ["r2", 1, -2], ["r3", 0, 0.5], ["r4", 1, 3], ["r5", 0, 4], ["r6", 1, 5]]

    def setUp(self):
        super().setUp()
        self.other = self.table("other.csv", ["id", "b"], [[r[0], i * i] for i, r in enumerate(self.rows)])

    def refuse(self, words, header, rows, *arguments, code=1):
        path = self.table("bad.csv", header, rows)
        self.fail_with(code, words, "--party", path, "--party", self.other, "--protocol", "masked", *arguments)

    def changed(self, row, column, value):
        rows = [list(r) for r in self.rows]
        rows[row][column] = value
        return rows

    def test_the_good_table_is_accepted(self):
        good = self.table("good.csv", self.header, self.rows)
        self.succeed("--party", good, "--party", self.other, "--protocol", "masked", "--epochs", 1)

    def test_missing_file(self):
        self.fail_with(1, ["nowhere.csv", "no such file"], "--party", "nowhere.csv", "--party", self.other)

    def test_cells_that_are_no_numbers(self):
        for value in ("abc", "inf", "-inf", "1e999"):
            self.refuse(["bad.csv", "line 3", "'a'"], self.header, self.changed(1, 2, value))
        for value in ("nan", ""):
            self.refuse(["bad.csv", "line 4", "'a'", "missing"], self.header, self.changed(2, 2, value))

    def test_ids(self):
        self.refuse(["bad.csv", "line 4", "same id", "line 2"], self.header, self.changed(2, 0, "r1"))
        self.refuse(["bad.csv", "line 4", "id is missing"], self.header, self.changed(2, 0, ""))
        self.refuse(["bad.csv", "line 4", "not in", "other.csv"], self.header, self.changed(2, 0, "r9"))
        self.refuse(["other.csv", "line 7", "not in", "bad.csv"], self.header, self.rows[:5])
        self.refuse(["bad.csv", "no column 'id'"], ["key", "y", "a"], self.rows)

    def test_rows_without_ids(self):
        rows = [r[1:] for r in self.rows]
        self.refuse(["6 rows", "5"], ["y", "a"], rows[:5], "--id-column", "none", "--drop", "id")

    def test_labels(self):
        self.refuse(["bad.csv", "'y'", "one class"], self.header, [[r[0], 0, r[2]] for r in self.rows])
        self.refuse(["bad.csv", "line 5", "'y'", "class number"], self.header, self.changed(3, 1, 2))
        self.refuse(["bad.csv", "line 5", "'y'", "missing"], self.header, self.changed(3, 1, ""), "--missing", "zero")
        self.refuse(["no label column 'y'"], ["id", "z", "a"], self.rows)
        self.refuse(["'b'", "also in"], ["id", "b", "a"], self.rows, "--label-column", "b")

    def test_columns(self):
        self.refuse(["bad.csv", "'a'", "same value"], self.header, [[*r[:2], 1] for r in self.rows])
        empty = self.table("empty.csv", ["id"], [r[:1] for r in self.rows])
        good = self.table("good.csv", self.header, self.rows)
        self.fail_with(1, ["empty.csv", "no feature column"], "--party", good, "--party", empty)
        self.fail_with(1, ["cannot be dealt"], "--party", good, "--split-columns", 2)
        self.refuse(["no column 'c'"], self.header, self.rows, "--drop", "c")
        label = self.table("label.csv", ["id", "y"], [r[:2] for r in self.rows])
        self.fail_with(1, ["two feature holders"], "--party", label, "--party", self.other, "--protocol", "masked")

    def test_numbers_beyond_the_fixed_point(self):
        self.refuse(["holder", "range"], self.header, self.rows, "--range-bits", 0, "--epochs", 50,
                    "--learning-rate", 1)

    def test_levels_of_security(self):
        self.fail_with(2, ["--security-bits 112", "rlwe has 128"], *TWO_PARTIES, "--security-bits", 112)
        self.fail_with(2, ["--security-bits"], *TWO_PARTIES, "--security-bits", 100, "--cipher", "paillier")
        self.fail_with(2, ["--cipher"], *TWO_PARTIES, "--cipher", "rot13")

    def test_wrong_options(self):
        for arguments in (["--protocol", "open"], ["--network", "9-9-9"], ["--epochs", 0], ["--learning-rate", "fast"],
                          ["--task", "classes", "--network", "8-8-1"], ["--class-weight", 1, 2], ["--unknown"],
                          ["--defence", "magic"], ["--defence-power", 2],
                          ["--defence", "marvell", "--defence-power", 0],
                          ["--defence", "max_norm", "--defence-power", 2],
                          ["--defence", "marvell", "--task", "classes"],
                          ["--bandwidth", 100], ["--latency", 1], ["--estimate", "--latency", -1],
                          ["--simulate", 100], ["--split-columns", 2], ["--test-party", HOSPITAL]):
            self.fail_with(2, ["--help"], *TWO_PARTIES, *arguments)
        self.fail_with(2, ["--party", "--simulate"])
        self.fail_with(2, ["--split-columns"], "--party", HOSPITAL)

    def test_networks_that_are_none(self):
        for words, *arguments in ((["word 8 is 'tan'", "a layer"], "d-16-8-1 tan"), (["has to be dense"], "d: relu"),
                                  (["gives 3 numbers", "one is expected"], "d-4-3 relu", "--task", "regression"),
                                  (["3 scores a row, expected 1"], "d-4-3 relu"),
                                  (["is for regression, not for binary"],
                                   "4: bias, relu | dense 1 | mean_squared_error", "--task", "binary")):
            self.fail_with(2, ["--network", *words], *TWO_PARTIES, "--network", *arguments)
        self.fail_with(1, ["--network 28-1: 28 columns go in, and the holders have 30 together; write d"],
                       *TWO_PARTIES, "--network", "28-1")

    def test_files_that_cannot_be_written(self):
        for option in ("--json", "--history", "--predictions"):
            done = run(*TWO_PARTIES, option, "/nowhere/x")
            self.assertEqual((done.returncode, done.stdout), (1, ""))  # said before anything is trained
            self.assertEqual(done.stderr, "spnn_train: /nowhere/x: cannot be written\n")

    def test_help(self):
        done = run("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for word in ("--protocol", "--party", "8-8-1", "400-16-8-1", "32-16-10", "regression"):
            self.assertIn(word, done.stdout)


class Quickstart(unittest.TestCase):
    def test_quick_trains_both_by_every_protocol(self):
        done = subprocess.run([DATA.parent / "quickstart.sh", "--program", PROGRAM, "--quick"], capture_output=True,
                              text=True, timeout=600)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1. Breast cancer", done.stdout)
        self.assertIn("2. Card payments", done.stdout)
        both = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[{")]
        self.assertEqual([runs[0]["rows"] for runs in both], [398, 700])
        for runs in both:
            self.assertEqual([(r["protocol"], r["cipher"]) for r in runs], ALL)
            self.assertTrue(all(r["bitwise_equal_to_in_the_clear"] for r in runs))


if __name__ == "__main__":
    unittest.main()
