"""Data of the product: ontology, vocabularies, shapes, registry, families, lexicons, questions, queries."""
