"""The base under which everything is named, unless the settings say otherwise; apart, because everybody needs it."""

BASE = "https://w3id.org/rendicion-ec/"
