"""The document of the evaluation: what report.py and record.py are made of."""
