"""The documents of the two reports: what write.py and record.py are made of, and below it what each has of its own."""
