"""The paper's figures, recalled and not checked against its PDF; CAVEAT stands wherever one of them is printed."""

CAVEAT = "The paper's figures are recalled, not checked against its PDF: an orientation, not a quotation."

AUC = {
    "creditcard": {"plain": 0.8772, "split": 0.8624, "spnn": 0.8637, "SecureML": 0.8558},
    "distress": {"plain": 0.9379, "split": 0.9032, "spnn": 0.9314, "SecureML": 0.9092},
}
FRAUD_ROWS = 284807
PROPERTY = {"sgd": {"task_auc": 0.9118, "attack_auc": 0.8223}, "sgld": {"task_auc": 0.9313, "attack_auc": 0.5951}}
SECONDS = {"plain": "0.215", "split": "0.743", "shared": "37.2", "encrypted": "about a thousand"}  # 100 Mbps, fraud
SECUREML_SECONDS = 960.3

KIND = {
    "plain": "plain",
    "split": "split",
    "split_narrow": "split",
    "split_wide": "split",
    "in_the_clear": "spnn",
    "masked": "spnn",
    "shared": "spnn",
    "encrypted": "spnn",
}


def auc(data, method):
    """The paper's AUC for what comes nearest to this method on this data, or None."""
    return AUC.get(data, {}).get(KIND.get(method))
