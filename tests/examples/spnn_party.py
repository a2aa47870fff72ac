"""Runs spnn_party as operators do: whole deployments by examples/deployment.sh, and single parties that must refuse.

spnn_party.py PROGRAM EXAMPLES TRANSPORT... [unittest arguments]
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
EXAMPLES = pathlib.Path(sys.argv.pop(1)).resolve()
TRANSPORTS = []
while len(sys.argv) > 1 and not sys.argv[1].startswith("-") and sys.argv[1] in ("tcp", "tls", "grpc", "mpi"):
    TRANSPORTS.append(sys.argv.pop(1))


def deploy(folder, *arguments):
    # Open MPI itself leaks.
    environment = os.environ | ({"ASAN_OPTIONS": "detect_leaks=0"} if "mpi" in arguments else {})
    return subprocess.run([EXAMPLES / "deployment.sh", "--program", PROGRAM, "--folder", folder, *map(str, arguments)],
                          capture_output=True, text=True, timeout=300, env=environment)


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def events(folder, party):
    return [json.loads(line) for line in (folder / "log" / party).read_text().splitlines() if line.startswith("{")]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


class Deployment(Case):
    def check(self, transport, protocol, *arguments):
        done = deploy(self.folder, "--transport", transport, "--protocol", protocol, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        last = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual(list(last), ["transport", "protocol", "equal_to_simulation", "test_auc", "seconds_per_epoch"])
        self.assertEqual((last["transport"], last["protocol"]), (transport, protocol))
        self.assertIs(last["equal_to_simulation"], True)
        self.assertGreater(last["test_auc"], 0.9)
        self.assertGreater(last["seconds_per_epoch"], 0)
        return done.stdout

    def test_every_transport_and_its_files(self):
        for transport in TRANSPORTS:
            with self.subTest(transport=transport):
                self.setUp()
                out = self.check(transport, "masked", "--epochs", 3)
                self.assertIn("epoch 3 of 3", out)
                owner = self.folder / "state" / "holder_1"
                with open(owner / "predictions.csv") as file:
                    rows = list(csv.DictReader(file))
                self.assertEqual(len(rows), json.loads((owner / "result.json").read_text())["test_rows"])
                with open(owner / "new_predictions.csv") as file:
                    new = {row["id"]: float(row["prediction"]) for row in csv.DictReader(file)}
                with open(self.folder / "data" / "new_hospital.csv") as a, open(self.folder / "data" / "new_laboratory.csv") as b:
                    common = {r["id"] for r in csv.DictReader(a)} & {r["id"] for r in csv.DictReader(b)}
                self.assertEqual(set(new), common)
                history = json.loads((self.folder / "state" / "coordinator" / "history.json").read_text())
                self.assertEqual([e["epoch"] for e in history], [1, 2, 3])
                self.assertEqual(history, json.loads((owner / "history.json").read_text()))
                for other in ("server", "holder_2"):
                    self.assertFalse((self.folder / "state" / other / "predictions.csv").exists())
                for party in self.folder.glob("state/*/model"):
                    self.assertEqual(party.stat().st_mode & 0o077, 0)

    def test_shared_and_encrypted(self):
        self.check("tcp", "shared", "--epochs", 3)
        self.setUp()
        self.check("tcp", "encrypted", "--epochs", 2)
        self.setUp()
        self.check("tcp", "encrypted", "--epochs", 2, "--cipher", "paillier", "--security-bits", 112)

    def test_short_numbers(self):
        self.check("tcp", "masked", "--epochs", 3, "--ring", "z2k<32>")
        self.setUp()
        self.check("tcp", "shared", "--epochs", 2, "--ring", "z2k<32>")

    def test_networks_by_their_text(self):
        self.check("tcp", "masked", "--epochs", 8, "--crash", "holder_2", "--network",
                   "d: dense 12, relu, residual (dense 12, tanh), dropout 10, dense 1")
        result = json.loads((self.folder / "state" / "holder_1" / "result.json").read_text())
        self.assertEqual(result["network"], "12: bias, relu, residual (dense 12, tanh), dropout 10 | dense 1 | "
                                            "binary_cross_entropy")
        self.setUp()
        self.check("tcp", "shared", "--epochs", 8, "--network", "d-1")

    def test_a_crash_costs_an_epoch_at_most(self):
        out = self.check("tls" if "tls" in TRANSPORTS else "tcp", "masked", "--epochs", 8, "--crash", "server")
        self.assertIn("server was lost in epoch", out)
        starts = [e["first_epoch"] for e in events(self.folder, "holder_2") if e["event"] == "start"]
        self.assertEqual(starts[0], 1)
        self.assertGreaterEqual(starts[1], 4)

    def test_no_value_of_the_data_reaches_a_log(self):
        self.check("tcp", "masked", "--epochs", 2)
        logs = "".join(path.read_text() for path in self.folder.glob("log/*"))
        with open(self.folder / "data" / "hospital.csv") as file:
            for row in list(csv.DictReader(file))[:50]:
                self.assertNotIn(row["id"], logs)
                self.assertNotIn(row["mean_area"] + ",", logs)


def parties(*names):
    return {name: {"address": "127.0.0.1:1"} for name in names}


class Refusal(Case):
    def setUp(self):
        super().setUp()
        (self.folder / "rows.csv").write_text("id,a,y\n1,2,0\n2,3,1\n")

    def party(self, /, **changes):
        entries = {"run": "r", "self": "holder_1", "transport": "tcp", "listen": "127.0.0.1:0", "state": "state",
                   "start_within_seconds": 0.2, "parties": parties("coordinator", "server", "holder_2"),
                   "data": {"file": "rows.csv", "label_column": "y"}}
        entries.update(changes)
        path = self.folder / "party.json"
        path.write_text(json.dumps({k: v for k, v in entries.items() if v is not None}))
        return path

    def refused(self, code, sentence, /, **changes):
        done = run("--config", self.party(**changes))
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(sentence, done.stderr)

    def test_configurations(self):
        self.refused(2, 'party.json: has no entry "run"', run=None)
        self.refused(2, 'party.json: does not know the entry "datas"', datas={})
        self.refused(2, "party.json.policy: does not know the entry", policy={"protocol": ["masked"]})
        self.refused(2, "party.json.transport: \"udp\" is none of grpc, mpi, tcp, tls", transport="udp")
        self.refused(2, "tls needs certificate, private_key and authorities", transport="tls")
        self.refused(2, "parties.coordinator: has no entry \"address\"", parties={"coordinator": {}})
        self.refused(2, "only the coordinator has one", plan={})
        self.refused(2, "threads: expected a whole number", threads="two")
        self.refused(2, "threads: -1 is too large or too small", threads=-1)
        self.refused(2, "timeout_seconds: expected", timeout_seconds=0)
        self.refused(2, "party.json.parties: \"bank\" is no party", parties=parties("coordinator", "bank"))
        for name in ("bank", "holder_", "holder_0", "holder_01", "holder_256", "holder_1x", "Server"):
            self.refused(2, f'party.json.self: "{name}" is no party: expected coordinator', self=name)
        for weight in (0, -1):
            self.refused(2, "party.json.class_weights: expected numbers above 0", class_weights=[weight])
        self.refused(2, "is no address", listen="here")
        self.refused(2, "party.json.defence: expected an object", defence="marvell")
        self.refused(2, 'party.json.defence: has no entry "name"', defence={"power": 4})
        self.refused(2, 'defence.name: "magic" is none of marvell, max_norm, none', defence={"name": "magic"})
        self.refused(2, 'defence: does not know the entry "powers"', defence={"name": "marvell", "powers": 4})
        self.refused(2, "party.json.defence.power: is for marvell", defence={"name": "max_norm", "power": 4})
        for power in (0, -1, 1e10):
            self.refused(2, "party.json.defence.power: expected above 0", defence={"name": "marvell", "power": power})
        for entry, value, sentence in (("max_rows", 0, "expected 1 to"), ("min_common_rows", 0, "expected 1 to max_rows"),
                                       ("max_size_ratio", 0.5, "expected 0 or 1 to"), ("within_seconds", 0, "expected"),
                                       ("max_queried_ids", -1, "is too large or too small")):
            self.refused(2, f"party.json.alignment.{entry}: ", alignment={entry: value})
            self.refused(2, sentence, alignment={entry: value})
        self.refused(2, 'party.json.alignment: does not know the entry "max_row"', alignment={"max_row": 1})
        self.refused(2, "party.json.product_noise: expected at least 0", product_noise=-0.5)
        self.refused(2, "party.json.product_noise: only a holder has any", self="server", product_noise=0.5,
                     parties=parties("coordinator", "holder_1", "holder_2"))
        for name in ("server", "dealer"):
            self.refused(2, "party.json.defence: only the label owner has one", self=name,
                         defence={"name": "max_norm"}, parties=parties("coordinator", "holder_1", "holder_2"))
        path = self.folder / "broken.json"
        path.write_text("{")
        done = run("--config", path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("broken.json: is no JSON", done.stderr)

    def coordinator(self, names, plan):
        return {"self": "coordinator", "data": None, "parties": parties(*names), "plan": plan}

    def test_a_coordinator_whose_parties_do_not_fit_its_plan(self):
        def refused(sentence, names, **plan):
            self.refused(2, "party.json.parties: " + sentence, **self.coordinator(names, plan))

        refused('has no dealer: the plan\'s protocol "shared" needs one', ["server", "holder_1", "holder_2"],
                protocol="shared")
        refused("has no server: every run has one", ["holder_1", "holder_2"])
        refused("has no holder_3: the plan has 3 holders", ["server", "holder_1", "holder_2"], holders=3)
        refused("has no labeler: the plan's label_owner is labeler", ["server", "holder_1", "holder_2"],
                label_owner="labeler")
        refused('names dealer, which takes no part: the plan\'s protocol "masked" has none',
                ["server", "holder_1", "holder_2", "dealer"])
        refused("names holder_3, which takes no part: the plan has 2 holders",
                ["server", "holder_1", "holder_2", "holder_3"])
        refused("names labeler, which takes no part: the plan's label_owner is holder_2",
                ["server", "holder_1", "holder_2", "labeler"], label_owner="holder_2")

    def test_a_plan_that_no_run_can_follow(self):
        def refused(sentence, **plan):
            self.refused(2, "party.json.plan" + sentence,
                         **self.coordinator(["server", "holder_1", "holder_2"], plan))

        refused(".network: network: 7 columns go in, but how many the holders have is known when they have met: begin "
                "with d", network="7-1")
        refused(".network: network: word 8 is 'tan', expected a layer", network="d-16-8-1 tan")
        refused(".network: network: its first layer is relu; the holders compute it together, so it has to be dense",
                network="d: relu, dense 1")
        refused(".network: network: binary_cross_entropy: the network gives 2 scores a row, expected 1",
                network="d-4-2 relu")
        refused(".network: network: its loss is mean_squared_error; labels are 0 and 1 here",
                network="4: bias, relu | dense 1 | mean_squared_error")
        refused(".network: has 8193 characters, at most 8192 allowed", network="d" * 8193)
        refused(": there is no protocol masked over z2k<8> in this program", ring="z2k<8>")
        refused(": there is no cipher rot13 in this program; ciphers are rlwe, paillier", protocol="encrypted",
                cipher="rot13")
        refused(": rlwe_sum: 192 bits of security, it has 128", protocol="encrypted", security_bits=192)
        refused(".security_bits: is 111, expected 112 to 256", security_bits=111)
        refused(": fixed_point: fraction_bits 60", fraction_bits=60)
        refused(": fixed_point: fraction_bits 12 with range_bits 20 does not fit z2k<32>", ring="z2k<32>",
                range_bits=20)
        refused(".learning_rate: is -1, expected 0 to", learning_rate=-1)
        refused(".momentum: is 2, expected at least 0 and below 1", optimizer="sgd", momentum=2)
        refused(".l2: is -1, expected 0 to", l2=-1)
        refused(".clip_norm: is -1, expected 0 to", clip_norm=-1)

    def test_a_needed_party_is_missing(self):
        rows = {"file": "rows.csv"}
        for self_, names, missing in (
                ("holder_1", ["holder_2"], "server: holder_1 is linked with it in every run"),
                ("holder_1", ["server"], "holder_2: holder_1 has a link with every other holder"),
                ("holder_3", ["server", "holder_1"], "holder_2: holder_3 has a link with every other holder"),
                ("server", ["holder_1"], "holder_2: server has a link with every holder"),
                ("dealer", ["holder_2"], "holder_1: dealer has a link with every holder"),
                ("labeler", ["holder_1", "holder_2"], "server: labeler is linked with it in every run")):
            self.refused(2, f"party.json.parties: has no {missing}", self=self_, data=rows,
                         parties=parties("coordinator", *names))

    def test_files_that_are_missing_or_lack_a_column(self):
        rows = str(self.folder / "rows.csv")
        for entry in ("data", "new_rows"):
            def refused(sentence, **table):
                self.refused(2, f"party.json.{entry}" + sentence, **{entry: table})

            refused(f".file: {self.folder / 'none.csv'}: no such file, or it may not be read", file="none.csv")
            refused(f".file: {self.folder}/.: is a folder, not a file", file=".")
            refused(f".id_column: {rows} has no column 'key'", file="rows.csv", id_column="key")
            refused(f".drop: {rows} has no column 'b'", file="rows.csv", drop=["a", "b"])
        self.refused(2, f"party.json.data.label_column: {rows} has no column 'label'",
                     data={"file": "rows.csv", "label_column": "label"})
        # Of new rows nobody may know the labels.
        self.refused(3, "no link to the coordinator", new_rows={"file": "rows.csv", "label_column": "label"})
        self.refused(2, 'party.json: holder_1 needs an entry "data"', data=None)
        (self.folder / "rows.csv").write_text("")
        self.refused(2, f"party.json.data.file: {rows}: the file is empty")

    def test_a_state_that_cannot_be_written(self):
        self.refused(2, f"party.json.state: {self.folder / 'rows.csv'}: this folder cannot be made", state="rows.csv")
        self.refused(2, f"{self.folder / 'rows.csv'}: this folder cannot be made", state="rows.csv/state")
        if os.geteuid() != 0:
            (self.folder / "closed").mkdir(mode=0o500)
            self.refused(2, "party.json.state: ", state="closed")
            self.refused(2, "party.json.state: ", state="closed/state")

    @unittest.skipUnless("tls" in TRANSPORTS, "needs TLS")
    def test_certificates_and_keys(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

        for name in ("own", "other"):
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")
        openssl("pkey", "-in", "own.key", "-aes128", "-passout", "pass:secret", "-out", "protected.key")
        (self.folder / "empty.key").write_text("")
        for path in self.folder.glob("*.key"):
            path.chmod(0o600)
        known = {name: {"address": "127.0.0.1:1", "certificate_name": f"{name}.test"}
                 for name in ("coordinator", "server", "holder_2")}

        def refused(sentence, **files):
            for transport in {"tls", "grpc"} & set(TRANSPORTS):
                entries = {"certificate": "own.pem", "private_key": "own.key", "authorities": "own.pem",
                           "transport": transport, "parties": known} | files
                self.refused(2, sentence, **entries)

        refused("other.key: is not the key of", private_key="other.key")
        refused("protected.key: a password protects this private key", private_key="protected.key")
        refused("empty.key: holds no PEM private key", private_key="empty.key")
        refused("none.key: cannot be read", private_key="none.key")
        refused("own.key: holds no PEM certificate", certificate="own.key")
        refused("none.pem: cannot be read", authorities="none.pem")
        (self.folder / "own.key").chmod(0o644)
        refused("own.key: this private key can be read by others: chmod 600 it")

    def test_nobody_there(self):
        self.refused(3, "is the other party running, and is this its address?")

    def test_command_line(self):
        self.assertEqual(run("--config", self.folder / "missing.json").returncode, 2)
        done = run("--config", self.party(), "--predict")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--predict is for the coordinator", done.stderr)
        self.assertEqual(run("--networks").stdout.splitlines()[0].split()[0], "8-8-1")

    def test_a_policy_names_networks_as_a_plan_does(self):
        self.refused(2, "party.json.policy.networks: network: word 2 is '8', expected",
                     policy={"networks": ["8-8-1", "d 8"]})


if __name__ == "__main__":
    unittest.main(verbosity=2)
