"""Runs what docs/deployment.md shows: its openssl commands and its four configurations, each a process on this machine.

deployment.py PROGRAM ROOT [unittest arguments]
"""

import csv
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
PAGE = (ROOT / "docs" / "deployment.md").read_text()
PARTIES = {"coordinator": 7000, "server": 7001, "bank": 7002, "processor": 7003}  # as on the page


def block(containing):
    """The block of commands or the configuration with that text in it."""
    found = [b for b in re.findall(r"```(?:sh|json)\n(.*?)```", PAGE, re.S) if containing in b]
    assert len(found) == 1, f"{containing}: {len(found)} blocks"
    return found[0]


class Deployment(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def sh(self, commands):
        done = subprocess.run(["bash", "-ec", commands], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def certificates(self):
        self.sh(block("authority.pem\n"))
        for party in PARTIES:
            for part in ("chmod 600 bank.key", "bank.ext"):
                self.sh(block(part).replace("bank", party))

    def data(self):
        """Two tables of the same ids, in different orders; the last ids are new."""
        shipped = ROOT / "examples" / "data" / "breast_cancer"
        for party, file in (("bank", "hospital.csv"), ("processor", "laboratory.csv")):
            with open(shipped / file, newline="") as f:
                header, *rows = csv.reader(f)
            rows.sort(reverse=party == "bank")
            with open(self.folder / f"{party}.csv", "w", newline="") as f:
                csv.writer(f).writerows([header, *(r for r in rows if r[0] < "w5")])
            keep = [i for i, name in enumerate(header) if name != "y"]  # nobody knows the labels of new rows
            with open(self.folder / f"new_{party}.csv", "w", newline="") as f:
                new = [header, *(r for r in rows if r[0] >= "w5")]
                csv.writer(f).writerows([[r[i] for i in keep] for r in new])

    def configurations(self, change=lambda text: text):
        taken = [socket.socket() for _ in PARTIES]
        for s in taken:
            s.bind(("127.0.0.1", 0))
        ports = dict(zip(PARTIES.values(), (s.getsockname()[1] for s in taken)))
        for s in taken:
            s.close()
        for party, port in PARTIES.items():
            own = {"bank": "holder_1", "processor": "holder_2"}.get(party, party)
            text = change(block(f'"self": "{own}"'))
            text = re.sub(r'"[^" ]*:(70\d\d)"', lambda m: f'"127.0.0.1:{ports[int(m[1])]}"', text)
            (self.folder / f"{party}.json").write_text(text)

    def ends_of_all(self, *of_coordinator):
        """What each party has written and its exit code, in the order of PARTIES reversed."""
        def start(party):
            extra = of_coordinator if party == "coordinator" else ()
            return subprocess.Popen([PROGRAM, "--config", self.folder / f"{party}.json", *extra],
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        running = [start(party) for party in reversed(PARTIES)]
        try:
            return [(process.communicate(timeout=300)[1], process.returncode) for process in running]
        finally:
            for process in running:
                process.kill()

    def run_all(self, *of_coordinator):
        for errors, code in self.ends_of_all(*of_coordinator):
            self.assertEqual(code, 0, errors)

    def test_trains_and_predicts(self):
        self.certificates()
        self.data()
        self.configurations()
        self.run_all()
        self.run_all("--predict")
        state = self.folder / "state" / "bank"
        self.assertEqual(len((state / "history.csv").read_text().splitlines()), 21)
        with open(self.folder / "new_bank.csv") as f:
            new = len(f.readlines())
        self.assertGreater(new, 10)
        self.assertEqual(len((state / "new_predictions.csv").read_text().splitlines()), new)

    def test_a_budget_of_queried_ids_outlives_a_run_and_ends_the_next(self):
        self.certificates()
        self.data()
        self.configurations(lambda text: re.sub(r'"self": "holder_1",', '\\g<0> "alignment": {"max_queried_ids": 600},', text))
        self.run_all()  # 499 ids
        ends = dict(zip(reversed(PARTIES), self.ends_of_all()))
        for errors, code in ends.values():
            self.assertNotEqual(code, 0)
        errors = ends["bank"][0]
        self.assertIn("holder_2 asks for 499 ids of this party and has 101 left of 600", errors)
        self.assertIn("raise max_queried_ids", errors)
        self.assertLess(errors.index('"alignment sizes"'), errors.index("asks for 499"))

    def test_pins_by_digest_with_self_signed_certificates(self):
        self.data()
        command = block("authority.pem\n")
        digests = {}
        for party in PARTIES:
            self.sh(command.replace("authority", party) + f"chmod 600 {party}.key")
            digests[party] = self.sh(block("-fingerprint").replace("bank", party)).strip()
        self.sh("cat coordinator.pem server.pem bank.pem processor.pem > authority.pem")
        self.configurations(lambda text: re.sub(r'"certificate_name": "(\w+)\.example"',
                                                lambda m: f'"certificate_sha256": "{digests[m[1]]}"', text))
        self.run_all()

    def test_every_entry_is_explained(self):
        known = re.findall(r'(?:read|demand|section|read_path|read_seconds)\((?:all, |from, )?"(\w+)"',
                           (ROOT / "examples" / "spnn_party" / "config.cpp").read_text())
        # Plan and policy are read field by field; what the parties find out, or a program does not do, is no entry.
        found_out = {"columns", "train_rows", "first_epoch", "evaluate_rows", "predict_only"}
        for header in ("split/plan", "split/proposal", "split/policy", "nn/schedule", "nn/update_rule", "nn/optimizer/any",
                       "nn/optimizer/sgd", "nn/optimizer/adam", "nn/optimizer/sgld"):
            text = (ROOT / "include" / "spnn" / f"{header}.hpp").read_text()
            fields = re.findall(r'\bf\("(\w+)",', text)
            self.assertTrue(fields, header)
            known += [field for field in fields if field not in found_out]
        self.assertGreater(len(known), 60)
        for entry in known:
            self.assertTrue(re.search(rf"^\|[^|]*`(parties\.X\.)?{entry}`[^|]*\|", PAGE, re.M), f"no table explains {entry}")

    def test_every_text_is_one_of_the_code(self):
        """The longest piece without names and numbers of each text in the last table stands in the sources."""
        code = "".join(f.read_text() for folder in ("include/spnn", "examples/spnn_party")
                       for f in sorted((ROOT / folder).rglob("*.[ch]pp")))
        code = re.sub(r'"\s*"|\\"', "", code)  # literals in pieces, quotes within
        of_others = ("Address already in use", "self-signed", "unable to get", "certificate has expired",
                     "is not yet valid", "tlsv1 alert")  # OpenSSL, the system
        table = PAGE[PAGE.index("| text | what to do |"):]
        texts = [t for line in table.splitlines()[2:] for t in re.findall(r"`([^`]+)`", line.split("|")[1])]
        self.assertGreater(len(texts), 40)
        variable = r'\.\.\.|\b(?:[A-Z]+|\w*\d\w*|max_epochs|alignment|coordination|which is not|in epoch)\b|["/():]'
        for text in texts:
            longest = max(re.split(variable, text), key=len).strip(" ,;")
            if not any(o in text for o in of_others):
                self.assertTrue(longest in code, f"no source says '{longest}'")


if __name__ == "__main__":
    unittest.main()
