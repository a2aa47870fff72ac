"""The document of the evaluation."""
