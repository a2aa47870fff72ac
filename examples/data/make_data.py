#!/usr/bin/env python3
"""Writes the data sets of this folder anew from the copies that scikit-learn ships.

    pip install scikit-learn
    python examples/data/make_data.py

The files come out byte for byte the same each time.
"""

import csv
import gzip
import io
import pathlib
import random

from sklearn.datasets import load_breast_cancer, load_digits

here = pathlib.Path(__file__).resolve().parent


def csv_bytes(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def number(x):
    """The shortest text of a number, without a trailing .0."""
    text = repr(float(x))
    return text[:-2] if text.endswith(".0") else text


def breast_cancer():
    data = load_breast_cancer()
    names = [name.replace(" ", "_") for name in data.feature_names]
    order = random.Random(1)
    ids = [f"w{n:03d}" for n in range(1, len(data.target) + 1)]
    order.shuffle(ids)  # so that an id says nothing about the row's place in the original
    # scikit-learn: 0 malignant, 1 benign. Here y = 1 is malignant, the class to be found.
    hospital = [[i, 1 - y, *map(number, x[:15])] for i, y, x in zip(ids, data.target, data.data)]
    laboratory = [[i, *map(number, x[15:])] for i, x in zip(ids, data.data)]
    order.shuffle(laboratory)
    folder = here / "breast_cancer"
    folder.mkdir(exist_ok=True)
    (folder / "hospital.csv").write_bytes(csv_bytes(["id", "y", *names[:15]], hospital))
    (folder / "laboratory.csv").write_bytes(csv_bytes(["id", *names[15:]], laboratory))


def digits():
    data = load_digits()
    header = ["id", "y", *(f"pixel_{row}_{column}" for row in range(8) for column in range(8))]
    rows = [[f"d{i:04d}", y, *map(number, x)] for i, (y, x) in enumerate(zip(data.target, data.data), 1)]
    folder = here / "digits"
    folder.mkdir(exist_ok=True)
    content = csv_bytes(header, rows)
    with open(folder / "digits.csv.gz", "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as out:
            out.write(content)


if __name__ == "__main__":
    breast_cancer()
    digits()
