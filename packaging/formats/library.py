"""What the library says of the papers, for the checks beside this to hold what they find against."""
import json
import os
import unicodedata


def line(text):
    """Text as every format has it: one line, in normal form C, without control characters."""
    kept = "".join(c for c in text or "" if unicodedata.category(c) != "Cc" or c in "\t\n\v\f\r\x85")
    return " ".join(unicodedata.normalize("NFC", kept).split())


def truth(path):
    """The papers in their order; nothing where there is no such file."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [json.loads(said) for said in file]
